// Bytes that have come and were not read yet. Only `more` waits.

import type { TextWindow } from "../http/byte-window.ts";
import type { InputSink, Transport } from "./transport.ts";

const NOTHING: Buffer = Buffer.alloc(0);

/** One socket read of Node. */
const HIGH_WATER_BYTES = 65536;
export const READ_TWICE =
  "rfile is being read already: await one read before the next, and the last before the method returns.";
/** Bytes that are decoded at a time; 4 KiB: a request head and some pipelined ones after it. */
const DECODED_BYTES = 4096;
/** The least room made for bytes that have to be kept, such as an unfinished line. */
const FIRST_ROOM_BYTES = 4096;

/** Waits for bytes that have not come yet. */
export interface InputWaiter {
  /** Is told that bytes have come, or that none will. @returns false to be told again, if more are needed. */
  inputCame(hasMore: boolean): boolean;
  /** Is told that there will be none, and why. */
  inputFailed(error: unknown): void;
}

/** The receiving end of a transport: a window of unread bytes, and a way to wait for more. */
export class InputBuffer implements TextWindow, InputSink {
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  /** With this many unread bytes the transport is paused, unless somebody waits for more. */
  highWaterBytes: number = HIGH_WATER_BYTES;
  /** Bytes received so far. */
  bytesReceived = 0;
  readonly #transport: Transport;
  #isEnded = false;
  #error: Error | undefined;
  #isPaused = false;
  #waiter: InputWaiter | undefined;
  /** Where in `bytes` the first read of an event begins; -1 if nowhere. */
  #readStart = -1;
  /** True when the last read was as long as a read can be: Node then reads again at once, and may get bytes that have only just arrived. */
  #wasFull = false;
  /** The text of some of `#decodedBytes`, and where it begins there. */
  #decoded = "";
  #decodedBytes: Buffer = NOTHING;
  #decodedStart = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** True while somebody waits for bytes that have not come yet. */
  get isWaiting(): boolean {
    return this.#waiter !== undefined;
  }

  /** True when the next byte arrived before the present batch of events began (see event-batch.ts); false, too, where nobody knows. */
  get predatesBatch(): boolean {
    return this.start === this.#readStart && this.#transport.deliversReads;
  }

  push(chunk: Buffer): void {
    this.bytesReceived += chunk.length;
    if (this.start === this.end) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      this.#readStart = this.#wasFull ? -1 : 0;
    } else {
      this.#append(chunk);
    }
    this.#wasFull = chunk.length >= HIGH_WATER_BYTES;
    if (this.#waiter !== undefined) this.#wake(this.#waiter, true);
    else if (this.end - this.start >= this.highWaterBytes) this.#pause();
  }

  pushEnd(): void {
    this.#isEnded = true;
    if (this.#waiter !== undefined) this.#wake(this.#waiter, false);
  }

  fail(error: Error): void {
    if (this.#waiter === undefined) return;
    this.#error = error;
    this.interrupt(error);
  }

  /** Fails whoever is waiting now, and nobody who waits later. */
  interrupt(error: Error): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.inputFailed(error);
  }

  /** Waits until the window has new bytes. Resolves to false if no more will come; rejects with the error given to `fail`. */
  more(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.wait({
        inputCame: (hasMore) => {
          resolve(hasMore);
          return true;
        },
        inputFailed: reject,
      });
    });
  }

  /** Tells `waiter` when the window has new bytes. Thousands of connections do nothing but wait here. */
  wait(waiter: InputWaiter): void {
    if (this.#waiter !== undefined) return waiter.inputFailed(new TypeError(READ_TWICE));
    if (this.start === this.end) this.#forget();
    this.#transport.awaitInput();
    if (this.#error !== undefined) return waiter.inputFailed(this.#error);
    if (this.#isEnded) return void waiter.inputCame(false);
    this.#waiter = waiter;
    this.#resume();
  }

  /** Says that the peer will send nothing more than what is here. */
  expectNoMore(): void {
    this.#transport.expectNoMore();
  }

  /** Returns unread bytes as text. Those after them are decoded too: they are asked for next, and a call costs more than the bytes. */
  latin1(start: number, end: number): string {
    const isDecoded = this.bytes === this.#decodedBytes && start >= this.#decodedStart;
    if (!isDecoded || end > this.#decodedStart + this.#decoded.length) {
      this.#decoded = this.bytes.toString("latin1", start, Math.max(end, Math.min(this.end, start + DECODED_BYTES)));
      this.#decodedBytes = this.bytes;
      this.#decodedStart = start;
    }
    return this.#decoded.slice(start - this.#decodedStart, end - this.#decodedStart);
  }

  /** Takes `count` bytes from the window; they share its memory, which is never written again. */
  take(count: number): Buffer {
    const taken = this.bytes.subarray(this.start, this.start + count);
    this.start += count;
    return taken;
  }

  /** Copies `count` bytes without consuming them. */
  copy(count: number): Buffer {
    return Buffer.from(this.bytes.subarray(this.start, this.start + count));
  }

  /** An idle connection keeps no buffer. */
  #forget(): void {
    this.bytes = NOTHING;
    this.#decoded = "";
    this.#decodedBytes = NOTHING;
  }

  /** Bytes already handed out are never overwritten: new ones go after them, or unread ones move to a larger buffer. */
  #append(chunk: Buffer): void {
    const unread = this.end - this.start;
    if (this.bytes.length - this.end < chunk.length) {
      const room = Math.max(FIRST_ROOM_BYTES, 2 * (unread + chunk.length));
      const larger = Buffer.allocUnsafeSlow(room);
      this.bytes.copy(larger, 0, this.start, this.end);
      this.bytes = larger;
      this.start = 0;
      this.end = unread;
      this.#readStart = -1;
    }
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
  }

  #wake(waiter: InputWaiter, hasMore: boolean): void {
    this.#waiter = undefined;
    if (!waiter.inputCame(hasMore)) this.wait(waiter);
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#transport.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#transport.resume();
  }
}
