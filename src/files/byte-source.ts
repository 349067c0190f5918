// What sendHead returns: bytes to send, like Python's "file object open for reading". Whoever gets one closes it.

import { type ByteOutput, type SendResult, sentWhen } from "./byte-output.ts";
import { copyPieces, piecesOf, type StreamSource } from "./stream-source.ts";

/** Bytes to read and to close. */
export interface ByteSource {
  /** Returns up to `size` bytes, by default all that are left; an empty array at the end. */
  read(size?: number): Uint8Array | PromiseLike<Uint8Array>;
  /** Frees what the bytes come from; calling it again does nothing. */
  close(): void;
  /** Writes all that is left, in a way that suits the source. */
  sendTo?(output: ByteOutput): SendResult | Promise<SendResult>;
}

/** What a handler's `sendHead` may return if there is a body. */
export type BodySource = ByteSource | StreamSource;

/** Bytes read at a time from a source that has no `sendTo`; 64 KiB, Python's block. */
const BLOCK_BYTES = 65536;

const NO_SOURCE =
  "sendHead() must return a source of bytes: new MemorySource(bytes), a stream, an object with read(size) and close(), or null.";

/** Copies all that is left of a source to an output. @throws TypeError if it is not a source. */
export function copySource(source: BodySource, output: ByteOutput): SendResult | Promise<SendResult> {
  const bytes = source as ByteSource;
  if (bytes.sendTo !== undefined) return bytes.sendTo(output);
  const pieces = piecesOf(source);
  if (pieces !== undefined) return copyPieces(pieces, output);
  if (typeof bytes.read !== "function") throw new TypeError(NO_SOURCE);
  return copyBlocks(bytes, output);
}

async function copyBlocks(source: ByteSource, output: ByteOutput): Promise<SendResult> {
  while (output.isClosed !== true) {
    const block = await source.read(BLOCK_BYTES);
    if (block.length === 0) return "sent";
    await output.write(block);
  }
  return "gone";
}

const NOTHING: Uint8Array = new Uint8Array(0);

/** Bytes in memory. */
export class MemorySource implements ByteSource {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(size: number = Number.POSITIVE_INFINITY): Uint8Array {
    const block = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return block;
  }

  sendTo(output: ByteOutput): SendResult | Promise<SendResult> {
    const bytes = this.#bytes;
    this.#bytes = NOTHING;
    return sentWhen(output.write(bytes));
  }

  close(): void {}
}
