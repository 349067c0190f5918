// Bytes held as text, one character each. If they are few, they leave in one string with the head of the response.

import { type ByteOutput, type SendResult, sentWhen } from "./byte-output.ts";
import type { ByteSource } from "./byte-source.ts";

/** Bytes as latin-1 text. */
export class Latin1Source implements ByteSource {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  read(size: number = Number.POSITIVE_INFINITY): Uint8Array {
    const block = this.#text.slice(0, size);
    this.#text = this.#text.slice(size);
    return Buffer.from(block, "latin1");
  }

  sendTo(output: ByteOutput): SendResult | Promise<SendResult> {
    const text = this.#text;
    this.#text = "";
    return sentWhen(output.writeLatin1?.(text) ?? output.write(Buffer.from(text, "latin1")));
  }

  close(): void {}
}
