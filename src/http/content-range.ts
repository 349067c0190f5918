// The values of `Content-Range` (RFC 9110 §14.4).

import type { BytePart } from "./ranges.ts";

/** Returns what a 206, or a body part of it, says of its bytes: `bytes 0-499/1234`. The part has at least one byte. */
export function contentRange(part: BytePart, size: number): string {
  return `bytes ${part.start}-${part.end - 1}/${size}`;
}

/** Returns what a 416 says of the representation: an asterisk instead of a range, and the size to ask again by. */
export function unsatisfiedRange(size: number): string {
  return `bytes */${size}`;
}
