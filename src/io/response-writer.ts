// wfile. A write never throws because the peer is lost: it only rejects, and not at once.

import type { Writable } from "node:stream";
import { chunkHead, lastChunk } from "../http/chunked.ts";
import type { ResponseFraming } from "../http/framing.ts";
import { bytesOf, type Data, HIGH_WATER_BYTES, SMALL_BYTES, type WriteResult } from "./data.ts";
import { dropped, QUIET_WRITES, refused } from "./dropped.ts";
import { Feeds } from "./feeds.ts";
import { Listeners } from "./listeners.ts";
import { nodeWritable } from "./node-writable.ts";
import { OutputBuffer } from "./output-buffer.ts";
import { pump } from "./pump.ts";
import type { OutputListener, Transport } from "./transport.ts";

/**
 * The output to the client (Python's `wfile`).
 *
 * Bytes written before `endHeaders`, or without it, go out untouched. After it they are the body of the response, framed
 * as `endHeaders` decided: never more than announced, none for HEAD, in chunks where no length was given.
 *
 * `write(data)`, `flush()`, `writeFrom(source)`; once `isClosed`, writes are dropped, and from the ninth on they reject.
 */
export class ResponseWriter implements OutputListener {
  readonly #transport: Transport;
  readonly #buffer: OutputBuffer;
  /** `raw` before a head has ended; `over` between two responses: what is written then belongs to neither. */
  #framing: ResponseFraming | "raw" | "over" = "raw";
  /** Body bytes still announced, while the framing is `length`. */
  #remaining = 0;
  readonly #waiting = new Listeners();
  readonly #feeds = new Feeds();
  /** Bytes written since `beginResponse`, heads included. */
  bytesWritten = 0;
  /** True when the client was cut off because it took nothing for too long. */
  hasTimedOut = false;
  /** Bytes that were dropped because they were written after the response had ended. */
  lateBytes = 0;
  /** Body bytes that were dropped because the announced length was reached. */
  excessBytes = 0;
  /** How many writes were made after the client had gone. */
  #lostWrites = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#buffer = new OutputBuffer(transport);
  }

  /** True once nothing that is written reaches the client any more. */
  get isClosed(): boolean {
    return !this.#transport.isOpen;
  }

  /**
   * Writes all of `data`; a string as UTF-8. Small writes are sent when the handler returns or waits, or once there are 64 KiB of them.
   * A method that goes on writing after it has returned must return a promise of all that: it may otherwise end up in the next answer.
   *
   * @returns the number of bytes; while the client is slow, a promise of it. Once that is fulfilled a large buffer may
   * be used again.
   *
   * Differs from Python: accepts text too, and sends several writes of one turn together. Once the client has gone, the
   * first eight writes are dropped as if they had arrived; each later one returns a promise that rejects with
   * `BrokenPipeError`, so a loop must await its writes to come to its end.
   */
  write(data: Data): WriteResult {
    if (typeof data === "string") {
      const size = Buffer.byteLength(data);
      if (size === data.length && size <= SMALL_BYTES) return this.#writeText(data, size);
    }
    return this.#writeBytes(bytesOf(data));
  }

  /** Writes bytes that are given as latin-1 text, one character each. */
  writeLatin1(text: string): WriteResult {
    if (text.length <= SMALL_BYTES) return this.#writeText(text, text.length);
    return this.#writeBytes(Buffer.from(text, "latin1"));
  }

  /**
   * Writes everything a source gives, with back-pressure: text, bytes, a Node or web stream, or any iterable of text and bytes.
   *
   * Stops early, and closes the source, when nobody gets what it gives: the client is gone, or has all that was announced. Most clients
   * that leave only close their side, and prove to be gone when something is written: end a source that is silent for long by the
   * handler's `signal`.
   *
   * @returns the number of bytes: await it before the method returns. Rejects if the source fails, or is not one.
   */
  async writeFrom(source: Data | Iterable<Data> | AsyncIterable<Data>): Promise<number> {
    if (typeof source === "string" || source instanceof Uint8Array) return this.write(source);
    return pump(source, this, this.#feeds);
  }

  /** False when further bytes reach nobody: the client is gone, more was written than announced, or there is no body. */
  get wantsMore(): boolean {
    return !this.isClosed && this.#framing !== "none" && this.excessBytes === 0;
  }

  /** True while the client is so slow that the next response should wait for it. */
  get isFull(): boolean {
    return this.#transport.bufferedBytes >= HIGH_WATER_BYTES && this.#transport.isOpen;
  }

  /** True while a body is sent in chunks. */
  get isChunked(): boolean {
    return this.#framing === "chunked";
  }

  /** True while a `writeFrom` or a stream from `toWritable` still has bytes to send. */
  get isFed(): boolean {
    return this.#feeds.areAtWork && !this.isWhole;
  }

  /** True once all that the head announced was written; never for a body that is chunked or has no length, as only its end tells. */
  get isWhole(): boolean {
    return this.#framing === "none" || (this.#framing === "length" && this.#remaining === 0);
  }

  /** Sends everything that is held back. @returns what `write` does for 0 bytes. */
  flush(): WriteResult {
    this.#buffer.send();
    return this.#result(0);
  }

  /**
   * Returns a Node stream that writes here, for `stream.pipeline` and the like. Ending it flushes, and leaves the connection open.
   * When the client is gone the stream is destroyed: a pipeline rejects with `ERR_STREAM_PREMATURE_CLOSE`, and closes its source. Most
   * clients only close their side (see `writeFrom`): `pipeline(source, stream, { signal })` ends with the handler's `signal`.
   */
  toWritable(): Writable {
    return nodeWritable(this, this.#feeds);
  }

  // What follows is for the handler that owns this writer.

  /** Writes a head, or a part of one: latin-1, never framed. */
  writeHead(text: string): void {
    this.bytesWritten += text.length;
    this.#buffer.append(text);
  }

  /** Changes what is held back of the present response, if none of it has left. */
  amend(change: (text: string) => string): void {
    this.#buffer.amend(change);
  }

  /** Begins a response: bytes are raw until `beginBody`. */
  beginResponse(): void {
    this.#framing = "raw";
    this.#buffer.beginResponse();
    this.bytesWritten = 0;
    this.excessBytes = 0;
  }

  /** Frames what is written from now on; `length` is the announced length, for the framing of that name. */
  beginBody(framing: ResponseFraming, length = 0): void {
    this.#framing = framing;
    this.#remaining = length;
  }

  /**
   * Ends the body; `trailers` are field lines that follow a chunked one. @returns false if fewer bytes were written than announced: the
   * connection must then be cut, so that the client notices.
   */
  endBody(trailers = ""): boolean {
    const isWhole = this.#framing !== "length" || this.#remaining === 0;
    if (this.#framing === "chunked") this.#buffer.append(lastChunk(trailers));
    this.#framing = "over";
    this.#feeds.stop();
    return isWhole;
  }

  /** Gives the connection away: from now on it belongs to the caller. */
  detach(): void {
    this.#buffer.send();
    this.#transport.detach();
  }

  /** Sets for how many milliseconds the client may take nothing of what is sent before it is cut off. */
  limitStalls(milliseconds: number): void {
    this.#transport.limitStalls(milliseconds);
  }

  /** Checks whether the client takes what is sent. Called once a second, with the milliseconds of any clock. */
  watchStall(now: number): void {
    this.#transport.watchStall(now);
  }

  /** Cuts the connection, so that the client sees that the response is incomplete. Those before it are complete, and are sent first. */
  abort(): void {
    this.#buffer.sendEarlier();
    this.#transport.reset();
  }

  /** Takes back all of the present response, if none of it has left yet. @returns whether it could. */
  rollBack(): boolean {
    const isBack = this.#buffer.rollBack();
    if (isBack) this.beginResponse();
    return isBack;
  }

  /** Holds small writes back until `flush` or `release`: the handler is at work and may write more. */
  hold(): void {
    this.#buffer.hold();
  }

  /** Sends what is held. From now on, what is written in one turn of the event loop is sent at the end of that turn. */
  release(): void {
    this.#buffer.release();
  }

  drained(): void {
    if (this.#waiting.isEmpty || (this.#transport.bufferedBytes > 0 && this.#transport.isOpen)) return;
    this.#waiting.tell();
  }

  timedOut(): void {
    this.hasTimedOut = true;
  }

  closed(): void {
    this.#buffer.clear();
    this.#waiting.tell();
    this.#feeds.stop();
  }

  #writeText(text: string, size: number): WriteResult {
    if (size === 0) return 0;
    const allowed = this.#allow(size);
    if (allowed === 0) return this.#drop(size);
    const part = allowed === size ? text : text.slice(0, allowed);
    this.#buffer.append(this.#framing === "chunked" ? `${chunkHead(size)}${part}\r\n` : part);
    return this.#result(size);
  }

  #writeBytes(bytes: Buffer): WriteResult {
    if (bytes.length <= SMALL_BYTES) return this.#writeText(bytes.toString("latin1"), bytes.length);
    const allowed = this.#allow(bytes.length);
    if (allowed === 0) return this.#drop(bytes.length);
    const isChunk = this.#framing === "chunked";
    this.#buffer.sendWith(
      isChunk ? chunkHead(bytes.length) : "",
      allowed === bytes.length ? bytes : bytes.subarray(0, allowed),
    );
    if (isChunk) this.#buffer.append("\r\n");
    return this.#result(bytes.length, 1);
  }

  /** How many of `size` bytes the framing lets through. */
  #allow(size: number): number {
    this.bytesWritten += size;
    if (this.#framing === "none") return 0;
    if (this.#framing === "over") this.lateBytes += size;
    if (this.#framing !== "length") return this.#framing === "over" ? 0 : size;
    const allowed = Math.min(size, this.#remaining);
    this.#remaining -= allowed;
    this.excessBytes += size - allowed;
    return allowed;
  }

  /** What `write` returns: a promise while `limit` bytes or more are on their way. */
  #result(size: number, limit = HIGH_WATER_BYTES): WriteResult {
    if (!this.#transport.isOpen) return this.#drop(size);
    if (this.#transport.bufferedBytes < limit) return size;
    return new Promise((resolve) => this.#waiting.add(() => resolve(size)));
  }

  /** What `write` returns when nobody gets the bytes. Between two responses no write counts as lost: nobody waits for it there. */
  #drop(size: number): Promise<number> {
    const isLost = size > 0 && this.isClosed && this.#framing !== "over";
    return isLost && ++this.#lostWrites > QUIET_WRITES ? refused() : dropped(size);
  }
}
