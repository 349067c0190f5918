// The bytes of a file, compressed while they are sent, in bounded memory.

import type { Transform } from "node:stream";
import type { ByteOutput, SendResult } from "../byte-output.ts";
import type { ByteSource } from "../byte-source.ts";
import type { StoredFile } from "../stored-file.ts";

/** Bytes read at a time; 64 KiB, one piece for the compressor. */
const PIECE_BYTES = 65536;

/**
 * Reads a file no faster than its client takes it: the compressor holds some 16 KiB of output, and a piece is read only once the one before
 * is compressed.
 */
export class EncodingSource implements ByteSource {
  readonly #file: StoredFile;
  readonly #encoder: Transform;
  #chunks: AsyncIterator<Buffer> | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #isShort = false;
  #isClosed = false;
  /** Lets the reading go on. */
  #goOn: () => void = () => undefined;
  readonly #letGo: () => void;

  /** Takes over the encoder. `letGo` is called once, when the file is no longer needed. */
  constructor(file: StoredFile, encoder: Transform, letGo: () => void) {
    this.#file = file;
    this.#encoder = encoder;
    this.#letGo = letGo;
    encoder.once("close", () => this.#goOn()); // a write that waits for its reader gets no callback then
    encoder.on("error", () => undefined); // the iterator tells whoever reads
  }

  async read(size: number = Number.POSITIVE_INFINITY): Promise<Buffer> {
    const blocks: Buffer[] = [];
    while (size > 0) {
      const block = await this.#next();
      if (block === undefined) break;
      blocks.push(block.subarray(0, size));
      this.#rest = block.subarray(size);
      if (size !== Number.POSITIVE_INFINITY) break;
    }
    return Buffer.concat(blocks);
  }

  async sendTo(output: ByteOutput): Promise<SendResult> {
    while (output.isClosed !== true) {
      const block = await this.#next().catch((error: unknown): "short" => {
        if (this.#isShort) return "short";
        throw error;
      });
      if (block === undefined) return "sent";
      if (block === "short") return block;
      await output.write(block);
    }
    return "gone";
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#encoder.destroy();
    if (this.#chunks === undefined) this.#letGo(); // otherwise #feed calls it, once a read under way has ended
  }

  /** Returns the next compressed bytes; undefined at the end. Rejects if the file became shorter. */
  async #next(): Promise<Buffer | undefined> {
    if (this.#chunks === undefined) {
      this.#chunks = this.#encoder[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      void this.#feed();
    }
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = Buffer.alloc(0);
      return rest;
    }
    const step = await this.#chunks.next();
    return step.done === true ? undefined : step.value;
  }

  async #feed(): Promise<void> {
    try {
      const isWhole = await this.#feedPieces();
      this.#isShort = !isWhole;
      if (isWhole) this.#encoder.end();
      else this.#encoder.destroy();
    } catch (error) {
      this.#encoder.destroy(error as Error);
    } finally {
      this.#letGo();
    }
  }

  /** @returns whether the file had all the bytes that were announced. */
  async #feedPieces(): Promise<boolean> {
    const { size } = this.#file.stats;
    const buffer = Buffer.allocUnsafe(Math.min(size, PIECE_BYTES));
    for (let position = 0; position < size && !this.#encoder.destroyed; ) {
      const bytesRead = await this.#file.read(buffer.subarray(0, size - position), position);
      if (bytesRead === 0) return false;
      await this.#write(buffer.subarray(0, bytesRead));
      position += bytesRead;
    }
    return true;
  }

  /** Waits until a piece is compressed, or nobody wants it any more. */
  #write(piece: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
      this.#encoder.write(piece, () => resolve());
    });
  }
}
