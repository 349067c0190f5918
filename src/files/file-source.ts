// The bytes of an open file that answer a request, with the text between them if there are several parts.

import { closeSync, readSync } from "node:fs";
import type { BytePart } from "../http/ranges.ts";
import { type ByteOutput, type SendResult, sentWhen } from "./byte-output.ts";
import type { ByteSource } from "./byte-source.ts";
import { sendFile } from "./send-file.ts";
import type { BodyPiece } from "./stored-file.ts";

/** Pieces of an open file, with text between them. */
export class FileSource implements ByteSource {
  #fd: number;
  /** What is left to send. */
  readonly #pieces: BodyPiece[];

  /** Takes over the file descriptor. Text is latin-1. */
  constructor(fd: number, pieces: readonly BodyPiece[]) {
    this.#fd = fd;
    this.#pieces = [...pieces];
  }

  read(size: number = Number.POSITIVE_INFINITY): Buffer {
    if (size <= 0) return Buffer.alloc(0);
    const blocks: Buffer[] = [];
    let wanted = size;
    for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
      const block = typeof piece === "string" ? Buffer.from(piece, "latin1") : this.#readPart(piece, wanted);
      blocks.push(block.subarray(0, wanted));
      if (block.length > wanted) this.#pieces.unshift(block.toString("latin1", wanted));
      wanted -= Math.min(block.length, wanted);
      if (wanted === 0) break;
    }
    const [only, another] = blocks;
    return only !== undefined && another === undefined ? only : Buffer.concat(blocks);
  }

  /** Puts back what it does not read. */
  #readPart({ start, end }: BytePart, size: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.min(size, end - start));
    const bytesRead = readSync(this.#fd, buffer, 0, buffer.length, start);
    const next = start + bytesRead;
    if (bytesRead > 0 && next < end) this.#pieces.unshift({ start: next, end });
    return buffer.subarray(0, bytesRead);
  }

  sendTo(output: ByteOutput): SendResult | Promise<SendResult> {
    for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
      const sending = this.#sendPiece(piece, output);
      if (typeof sending !== "string") return this.#sendRest(sending, output);
      if (sending !== "sent") return sending;
    }
    return "sent";
  }

  async #sendRest(begun: Promise<SendResult>, output: ByteOutput): Promise<SendResult> {
    let result = await begun;
    for (let piece = this.#pieces.shift(); piece !== undefined && result === "sent"; piece = this.#pieces.shift()) {
      result = await this.#sendPiece(piece, output);
    }
    return result;
  }

  #sendPiece(piece: BodyPiece, output: ByteOutput): SendResult | Promise<SendResult> {
    if (typeof piece !== "string") return sendFile(this.#fd, piece.start, piece.end, output);
    return sentWhen(output.write(Buffer.from(piece, "latin1")));
  }

  close(): void {
    if (this.#fd === -1) return;
    closeSync(this.#fd);
    this.#fd = -1; // the number may be another file's by now
  }
}
