// rfile. A body is read to its end and never beyond: what follows belongs to the next request.

import { ChunkedDecoder } from "../http/chunked.ts";
import { ProtocolError, TimeoutError } from "../http/errors.ts";
import { type BodyLength, CHUNKED } from "../http/framing.ts";
import { CR, LF } from "../http/grammar.ts";
import type { RequestHead } from "../http/request-head.ts";
import { ByteCollector } from "./byte-collector.ts";
import { byteCount } from "./byte-count.ts";
import { drainSlowly } from "./drain.ts";
import { type HeadListener, type HeadResult, HeadWaiter } from "./head-waiter.ts";
import { type InputBuffer, READ_TWICE } from "./input-buffer.ts";
import { mayFail } from "./may-fail.ts";

const NOTHING: Buffer = Buffer.alloc(0);
/** After so many reads at the end, a loop must have overlooked it: it would go on for ever, and nothing else would have a turn. */
const MAX_READS_AT_END = 1000;
const END_NOT_SEEN =
  "rfile is at its end, but still being read. A read then yields an empty Buffer, which is truthy: look at its length.";
const READ_TOO_LATE = "The method returned before this read of rfile had ended: await it, or return its promise.";

/**
 * The input of a request (Python's `rfile`): the bytes of its body, decoded, and not one more.
 *
 * Before the first `beginBody` it is the plain byte stream of the connection, to its end.
 *
 * Reading methods:
 * - `read(size?)`, `readline(limit?)`, `readlines()`, `read1(size?)`, `readinto(target)`, `readinto1(target)`, `peek()`
 * - `for await (const chunk of rfile)`: pieces as they come; `lines()`: line by line
 *
 * All of them reject with `ProtocolError` when the peer breaks the framing of the body or leaves before its end, and with
 * `TimeoutError` when the handler's `timeout` passes. Only one read may wait at a time, and none may outlive its request. At the end they
 * yield an empty Buffer, which is truthy in JavaScript: look at its `length`.
 */
export class BufferedReader {
  readonly #input: InputBuffer;
  /** Body bytes not taken from the input yet; Infinity before the first request. */
  #remaining = Number.POSITIVE_INFINITY;
  #decoder: ChunkedDecoder | undefined;
  /** Bytes that a chunked body may still bring. */
  #allowed = Number.POSITIVE_INFINITY;
  /** How many bodies have begun or ended: a read that belongs to an earlier one gets nothing of what follows. */
  #section = 0;
  #readsAtEnd = 0;

  constructor(input: InputBuffer) {
    this.#input = input;
  }

  /** True while there are bytes that have come and were not read. */
  get hasBuffered(): boolean {
    return this.#input.start < this.#input.end;
  }

  /**
   * True when the next message began to arrive before the present batch of events (see event-batch.ts). False where nobody knows, as when
   * line ends come first: they may have been sent long before the message.
   */
  get predatesBatch(): boolean {
    const { bytes, start, predatesBatch } = this.#input;
    return predatesBatch && bytes[start] !== CR && bytes[start] !== LF;
  }

  /** True while somebody waits for bytes that the client has not sent yet. */
  get isWaiting(): boolean {
    return this.#input.isWaiting;
  }

  /** Bytes the client has sent on this connection so far. */
  get bytesReceived(): number {
    return this.#input.bytesReceived;
  }

  /** Sets how many unread bytes are held before reading from the connection pauses. */
  limitHeldBytes(bytes: number): void {
    this.#input.highWaterBytes = bytes;
  }

  /** Fails the read that is waiting for the client, with a `TimeoutError`. */
  giveUp(): void {
    this.#input.fail(new TimeoutError());
  }

  /** Fails the read that is waiting, because the method it belongs to has returned. */
  endRead(): void {
    this.#input.interrupt(new TypeError(READ_TOO_LATE));
  }

  /** Takes all unread bytes: they belong to another protocol. */
  takeBuffered(): Buffer {
    return this.#input.take(this.#input.end - this.#input.start);
  }

  /** Acts as if the peer had closed its side: whoever waits for a request gets none. */
  stopWaiting(): void {
    this.#input.pushEnd();
  }

  /** Says that the client has announced that this was its last request: closing need not wait for what it might still send. */
  expectNoMore(): void {
    if (!this.hasBuffered) this.#input.expectNoMore();
  }

  /** Reads a request head: at once if all of it has come. */
  readHead(head: RequestHead): HeadResult | Promise<HeadResult> {
    if (this.readBufferedHead(head)) return "complete";
    const beginRequest = (): RequestHead => head;
    return new Promise((headRead, headFailed) => this.awaitHead({ beginRequest, headRead, headFailed }, head));
  }

  /** Reads as much of a request head as has come. @returns whether it is complete. */
  readBufferedHead(head: RequestHead): boolean {
    return this.hasBuffered && head.read(this.#input);
  }

  /** Waits for a request head, or the rest of one, without a promise: most connections do nothing else most of the time. */
  awaitHead(listener: HeadListener, head?: RequestHead): void {
    this.#input.wait(new HeadWaiter(this.#input, listener, head));
  }

  /** Sets the bounds of the body that begins here. Reading a chunked one fails after `maxBytes`. */
  beginBody(length: BodyLength, maxBytes: number = Number.POSITIVE_INFINITY): void {
    this.#decoder = length === CHUNKED ? new ChunkedDecoder() : undefined;
    this.#remaining = length === CHUNKED ? 0 : length;
    this.#allowed = maxBytes;
    this.#section++;
    this.#readsAtEnd = 0;
  }

  /** True when all of the body has been read, its framing included. */
  get isAtEnd(): boolean {
    return this.#remaining === 0 && (this.#decoder?.isDone ?? true);
  }

  /** Leaves the body for the stream that follows it. @returns false if the body was not read to its end. */
  endBody(): boolean {
    const isClean = this.isAtEnd || this.#remaining === Number.POSITIVE_INFINITY;
    this.#decoder = undefined;
    this.#remaining = Number.POSITIVE_INFINITY;
    this.#section++;
    return isClean;
  }

  /** The trailer section of a chunked body that has been read to its end, as latin-1 lines. They may name any field. */
  get trailers(): string {
    return this.#decoder?.trailers ?? "";
  }

  /**
   * Reads `size` bytes, fewer only at the end of the body; without `size`, or with a negative one, all that is left.
   *
   * Differs from Python: without a size it reads to the end of this request's body, not of the connection.
   */
  read(size?: number | null): Promise<Buffer> {
    return mayFail(this.#collect(this.#section, size, false));
  }

  /** Reads what has come, at most `size` bytes; waits only if nothing has. Empty at the end of the body. */
  read1(size?: number | null): Promise<Buffer> {
    return mayFail(this.#readOnce(size));
  }

  /** Reads up to and including the next LF, at most `limit` bytes. Empty at the end of the body. */
  readline(limit?: number | null): Promise<Buffer> {
    return mayFail(this.#collect(this.#section, limit, true));
  }

  /** Fills `target`, unless the body ends first. @returns the number of bytes read; 0 at the end. */
  readinto(target: Uint8Array): Promise<number> {
    return mayFail(this.read(target.length).then((bytes) => bytes.copy(target)));
  }

  /** Reads what has come into `target`; waits only if nothing has. @returns the number of bytes read; 0 at the end. */
  readinto1(target: Uint8Array): Promise<number> {
    return mayFail(this.read1(target.length).then((bytes) => bytes.copy(target)));
  }

  /** Returns what has come, without consuming it; waits only if nothing has. As in Python, the size is ignored. */
  peek(_size?: number): Promise<Buffer> {
    return mayFail(this.#look(this.#section));
  }

  /** Reads all lines that are left, each with its LF. */
  readlines(): Promise<Buffer[]> {
    return mayFail(this.#collectLines());
  }

  /** Iterates over lines, each with its LF, as Python's iteration does. */
  async *lines(): AsyncGenerator<Buffer, void, undefined> {
    const section = this.#section;
    for (;;) {
      const line = await this.#collect(section, null, true);
      if (line.length === 0) return;
      yield line;
    }
  }

  /**
   * Iterates over the body in pieces as they come, so that a file without line ends never fills the memory.
   *
   * Differs from Python: Python iterates over lines; `lines()` does so here.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    const section = this.#section;
    for (;;) {
      const piece = await this.#pull(section, Number.POSITIVE_INFINITY);
      if (piece.length === 0) return;
      yield piece;
    }
  }

  /**
   * Discards what is left of the body: at most `limit` bytes, for at most `limitMs` milliseconds.
   * @returns whether the next request begins here; false means that the connection has to be closed.
   */
  drain(limit: number, limitMs: number): boolean | Promise<boolean> {
    if (this.isAtEnd) return true;
    return this.canDrain(limit) && drainSlowly(this, limit, limitMs);
  }

  /** False if more than `limit` bytes are known to be left of the body. */
  canDrain(limit: number): boolean {
    return this.#remaining <= limit;
  }

  async #collectLines(): Promise<Buffer[]> {
    const all: Buffer[] = [];
    for await (const line of this.lines()) all.push(line);
    return all;
  }

  async #readOnce(size: number | null | undefined): Promise<Buffer> {
    const wanted = byteCount(size);
    return wanted === 0 ? NOTHING : this.#pull(this.#section, wanted);
  }

  async #collect(section: number, size: number | null | undefined, toLineEnd: boolean): Promise<Buffer> {
    const collected = new ByteCollector();
    for (let wanted = byteCount(size); wanted > 0; ) {
      let piece = this.#next(section, wanted, toLineEnd);
      if (piece.length === 0) piece = await this.#pull(section, wanted, toLineEnd);
      if (piece.length === 0) break;
      collected.add(piece);
      if (toLineEnd && piece[piece.length - 1] === LF) break;
      wanted -= piece.length;
    }
    return collected.join();
  }

  /** Returns the next piece of the body, at most `max` bytes, and no further than the next LF if asked. Waits for one; empty at the end. */
  async #pull(section: number, max: number, toLineEnd = false): Promise<Buffer> {
    for (;;) {
      const piece = this.#next(section, max, toLineEnd);
      if (piece.length > 0) return piece;
      if (this.isAtEnd || !(await this.#input.more())) return this.#end();
    }
  }

  /** Like `#pull`, but leaves the bytes to be read again. */
  async #look(section: number): Promise<Buffer> {
    for (;;) {
      const size = this.#sizeHere(section, Number.POSITIVE_INFINITY);
      if (size > 0) return this.#input.copy(size);
      if (this.isAtEnd || !(await this.#input.more())) return this.#end();
    }
  }

  /** Returns what a read yields at the end. @throws ProtocolError if the body is cut off, TypeError in a loop that overlooks the end. */
  #end(): Buffer {
    if (!this.isAtEnd && this.#remaining !== Number.POSITIVE_INFINITY)
      throw new ProtocolError(400, "Bad request body", "The connection ended before the body did");
    if (++this.#readsAtEnd > MAX_READS_AT_END) throw new TypeError(END_NOT_SEEN);
    return NOTHING;
  }

  /** Returns what has come of the body, within the same bounds. */
  #next(section: number, max: number, toLineEnd: boolean): Buffer {
    let size = this.#sizeHere(section, max);
    if (size === 0) return NOTHING;
    const input = this.#input;
    if (toLineEnd) size = input.bytes.subarray(input.start, input.start + size).indexOf(LF) + 1 || size;
    if (this.#decoder === undefined) {
      this.#remaining -= size;
    } else {
      this.#allowed -= size;
      if (this.#allowed < 0) throw new ProtocolError(413, "Content Too Large");
      this.#decoder.take(size);
    }
    return input.take(size);
  }

  /** Returns how much that is, in bytes. @throws TypeError if another read is waiting, or the body was another's. */
  #sizeHere(section: number, max: number): number {
    const input = this.#input;
    if (input.isWaiting) throw new TypeError(READ_TWICE);
    if (section !== this.#section) throw new TypeError(READ_TOO_LATE);
    return this.#decoder?.peek(input, max) ?? Math.min(this.#remaining, input.end - input.start, max);
  }
}
