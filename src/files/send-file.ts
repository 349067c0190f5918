// Copies a part of a file to a client: exactly the bytes that were announced, in bounded memory, however large the file.
//
// Reads are synchronous: from the page cache that is the fastest way, and a buffer whose bytes the system took at once serves the next
// connection. After a slow read, the next ones are made on the thread pool until one is fast again. A buffer the client has not taken yet
// belongs to the write until it has.

import { read, readSync } from "node:fs";
import { TURN_BYTES } from "../io/data.ts";
import { nextTurn } from "../io/timer.ts";
import type { ByteOutput, SendResult } from "./byte-output.ts";

/** A piece for a client of unknown speed; 64 KiB, which is what a stalled client costs. */
const SMALL_PIECE_BYTES = 65536;
/** A piece for a fast client; 256 KiB: larger ones were slower, as they leave the processor's cache. */
const LARGE_PIECE_BYTES = 262144;
/** A client that has taken this much without a pause is fast; 8 MiB, more than the system's own buffers hold for a stalled one. */
const FAST_BYTES = 8 * 1048576;
/** What `TURN_BYTES` is for one file, for all files together; 4 MiB: a thousand downloads must not make a turn of the event loop last seconds. */
const SHARED_TURN_BYTES = 4 * 1048576;
/** A read that takes longer may come from a slow disk or network; 5 ms, half a seek. */
const SLOW_READ_MS = 5;
/** Free buffers kept of each size: enough for this many connections at a time. */
const MAX_FREE_BUFFERS = 4;

const freeBuffers = new Map<number, Buffer[]>([
  [SMALL_PIECE_BYTES, []],
  [LARGE_PIECE_BYTES, []],
]);

/**
 * Sends the bytes of an open file from `start` up to but not including `end`, and leaves the file open.
 *
 * Returns at once, without a promise, if the client takes the bytes at once. `clock` gives milliseconds.
 *
 * @throws ErrnoException if reading fails.
 *
 * Differs from Python: a file that grows is sent only as far as announced; for one that shrinks the result is "short".
 */
export function sendFile(
  fd: number,
  start: number,
  end: number,
  output: ByteOutput,
  clock: () => number = milliseconds,
): SendResult | Promise<SendResult> {
  const copy = new FileCopy(fd, start, end, output, clock);
  const step = copy.advance();
  return typeof step === "string" ? step : finish(copy, step);
}

/** How many copies could not be done at once; they share the turn. */
let copyCount = 0;
/** Bytes that large copies have sent in the present turn: of many that begin in it, the first cannot count the later ones. */
let turnBytes = 0;

async function finish(copy: FileCopy, begun: PromiseLike<unknown>): Promise<SendResult> {
  let step: SendResult | PromiseLike<unknown> = begun;
  copyCount++;
  try {
    while (typeof step !== "string") {
      await step;
      step = copy.advance();
    }
    return step;
  } finally {
    copyCount--;
  }
}

/** A copy under way. */
class FileCopy {
  readonly #fd: number;
  readonly #end: number;
  readonly #output: ByteOutput;
  readonly #clock: () => number;
  #position: number;
  /** Bytes taken at once since we last had to wait for the client. */
  #fastBytes = 0;
  #isDiskSlow = false;
  #isShort = false;

  constructor(fd: number, start: number, end: number, output: ByteOutput, clock: () => number) {
    this.#fd = fd;
    this.#position = start;
    this.#end = end;
    this.#output = output;
    this.#clock = clock;
  }

  /** Copies until it is done, or returns what to wait for before calling it again. */
  advance(): SendResult | PromiseLike<unknown> {
    const buffer = takeBuffer(this.#fastBytes < FAST_BYTES ? SMALL_PIECE_BYTES : LARGE_PIECE_BYTES);
    const begin = this.#position;
    const turnEnd = begin + bytesOfTurn();
    let isLent = false;
    try {
      while (this.#position < this.#end && !this.#isShort) {
        if (this.#output.isClosed === true) return "gone";
        if (this.#position >= turnEnd) return nextTurn();
        isLent = this.#isDiskSlow;
        const written = isLent ? this.#copyPieceAside(buffer) : this.#copyPiece(buffer);
        if (typeof written === "number") continue;
        isLent = true;
        return giveBackAfter(written, buffer);
      }
      return this.#isShort ? "short" : "sent";
    } finally {
      if (!isLent) giveBack(buffer);
      if (this.#position - begin > SMALL_PIECE_BYTES) countInTurn(this.#position - begin);
    }
  }

  #copyPiece(buffer: Buffer): number | PromiseLike<number> {
    const begun = this.#clock();
    const size = readSync(this.#fd, buffer, 0, this.#sizeOfPiece(buffer), this.#position);
    return this.#write(buffer, size, begun);
  }

  async #copyPieceAside(buffer: Buffer): Promise<number> {
    const begun = this.#clock();
    const size = await readAside(this.#fd, buffer.subarray(0, this.#sizeOfPiece(buffer)), this.#position);
    return this.#write(buffer, size, begun);
  }

  #sizeOfPiece(buffer: Buffer): number {
    return Math.min(buffer.length, this.#end - this.#position);
  }

  #write(buffer: Buffer, size: number, begun: number): number | PromiseLike<number> {
    this.#isDiskSlow = this.#clock() - begun > SLOW_READ_MS;
    this.#position += size;
    this.#isShort = size === 0;
    if (this.#isShort) return 0;
    const written = this.#output.write(buffer.subarray(0, size));
    this.#fastBytes = typeof written === "number" ? this.#fastBytes + size : 0;
    return written;
  }
}

/** Reads into a buffer on the thread pool. @returns how many bytes were read; 0 at the end. */
export function readAside(fd: number, buffer: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, buffer, 0, buffer.length, position, (error, bytesRead) => {
      if (error === null) resolve(bytesRead);
      else reject(error);
    });
  });
}

/** How many bytes one copy may send in a turn of the event loop. */
function bytesOfTurn(): number {
  const share = Math.min(SHARED_TURN_BYTES / (copyCount + 1), SHARED_TURN_BYTES - turnBytes);
  return Math.max(SMALL_PIECE_BYTES, Math.min(TURN_BYTES, Math.floor(share)));
}

function countInTurn(bytes: number): void {
  if (turnBytes === 0) setImmediate(() => (turnBytes = 0));
  turnBytes += bytes;
}

/** Not `performance`: loading it on first use takes as long as the rest of a small file's response. */
function milliseconds(): number {
  return process.uptime() * 1000;
}

function takeBuffer(size: number): Buffer {
  return freeBuffers.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
}

function giveBack(buffer: Buffer): void {
  const free = freeBuffers.get(buffer.length);
  if (free !== undefined && free.length < MAX_FREE_BUFFERS) free.push(buffer);
}

async function giveBackAfter(written: PromiseLike<number>, buffer: Buffer): Promise<void> {
  await written;
  giveBack(buffer);
}
