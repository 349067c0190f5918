// The values of `Content-Range` (RFC 9110 §14.4).

import type { Field, FieldBlock } from "./field-block.ts";
import type { BytePart } from "./ranges.ts";

/** Returns what a 206, or one of its body parts, says about its bytes: `bytes 0-499/1234`. The part has at least one byte. */
export function contentRange(part: BytePart, size: number): string {
  return `bytes ${part.start}-${part.end - 1}/${size}`;
}

/** Returns what a 416 says about the representation: an asterisk instead of a range, and its size, for another try. */
export function unsatisfiedRange(size: number): string {
  return `bytes */${size}`;
}

/** The fields of a 206 with one part: `Content-Range` and `Content-Length`. They hold numbers, so there is nothing to check. */
export class PartBlock implements FieldBlock {
  readonly text: string;
  readonly contentLength: number;
  readonly #range: string;

  constructor(part: BytePart, size: number) {
    this.#range = contentRange(part, size);
    this.contentLength = part.end - part.start;
    this.text = `Content-Range: ${this.#range}\r\nContent-Length: ${this.contentLength}\r\n`;
  }

  get fields(): readonly Field[] {
    return [
      ["Content-Range", this.#range],
      ["Content-Length", String(this.contentLength)],
    ];
  }
}
