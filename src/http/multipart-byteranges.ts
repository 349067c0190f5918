// A body of several parts (RFC 9110 §14.6), planned without touching a byte of them.

import { contentRange } from "./content-range.ts";
import { isFieldValue } from "./grammar.ts";
import type { BytePart } from "./ranges.ts";

/** A multipart/byteranges body. */
export interface MultipartPlan {
  /** The `Content-Type` of the response. It has no `Content-Range`: its parts have (RFC 9110 §15.3.7.2). */
  readonly contentType: string;
  /** The `Content-Length` of the response, in bytes. */
  readonly contentLength: number;
  /** What the body is made of, in order: latin-1 text as it is sent, and bytes of the representation. */
  readonly pieces: readonly (string | BytePart)[];
}

/** What of a representation decides its part heads. */
export interface PartedRepresentation {
  readonly size: number;
  /** The `Content-Type` of the whole; undefined if it has none. */
  readonly contentType: string | undefined;
}

/**
 * What RFC 2046 §5.1.1 allows in a boundary and needs no quotes, as some clients get those wrong (RFC 9110 §14.6);
 * 1 to 70 characters.
 */
const BOUNDARY = /^[0-9A-Za-z'+_.-]{1,70}$/;

/**
 * Plans a body of these parts, in this order. The caller makes the boundary up: unforeseeable, of 128 random bits or so,
 * as nobody looks whether it occurs in the bytes.
 *
 * The first delimiter begins with a line break like the others. RFC 9110 §14.6 allows that, Apache and nginx do it, and
 * there are clients, of zsync's, that insist on it.
 *
 * @throws TypeError for a boundary or a type that cannot be sent.
 */
export function planMultipart(
  parts: readonly BytePart[],
  representation: PartedRepresentation,
  boundary: string,
): MultipartPlan {
  if (!BOUNDARY.test(boundary)) {
    throw new TypeError("A boundary has 1 to 70 characters, of the ASCII letters, digits and '+_.- only.");
  }
  const pieces: (string | BytePart)[] = [];
  let contentLength = 0;
  const delimiter = `\r\n--${boundary}`; // the line break belongs to the delimiter, not to the part (RFC 2046 §5.1.1)
  for (const part of parts) {
    const head = partHead(delimiter, part, representation);
    pieces.push(head, part);
    contentLength += head.length + part.end - part.start;
  }
  const end = `${delimiter}--\r\n`;
  pieces.push(end);
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    contentLength: contentLength + end.length,
    pieces,
  };
}

function partHead(delimiter: string, part: BytePart, { size, contentType }: PartedRepresentation): string {
  if (contentType !== undefined && !isFieldValue(contentType)) {
    throw new TypeError("A Content-Type is latin-1 text without controls.");
  }
  const typeLine = contentType === undefined ? "" : `Content-Type: ${contentType}\r\n`;
  return `${delimiter}\r\n${typeLine}Content-Range: ${contentRange(part, size)}\r\n\r\n`;
}
