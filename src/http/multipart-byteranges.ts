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

/** What the heads of the parts say about the representation. */
export interface PartedRepresentation {
  readonly size: number;
  /** The `Content-Type` of the whole; undefined if it has none. */
  readonly contentType: string | undefined;
}

/**
 * What RFC 2046 §5.1.1 allows in a boundary without quotes, which some clients get wrong (RFC 9110 §14.6); 1 to 70
 * characters.
 */
const BOUNDARY = /^[0-9A-Za-z'+_.-]{1,70}$/;

/**
 * Plans a body of these parts, in this order. The caller makes the boundary up, of 128 random bits or so: nobody checks
 * whether it occurs in the bytes.
 *
 * The first delimiter begins with a line break like the others. RFC 9110 §14.6 allows that, Apache and nginx do it, and
 * some zsync clients insist on it.
 *
 * @throws TypeError for a boundary or a type that cannot be sent.
 */
export function planMultipart(
  parts: readonly BytePart[],
  representation: PartedRepresentation,
  boundary: string,
): MultipartPlan {
  if (!BOUNDARY.test(boundary)) {
    throw new TypeError(
      "A boundary must have 1 to 70 characters, and only ASCII letters, digits and '+_.- among them.",
    );
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
    throw new TypeError("A Content-Type must be latin-1 text without control characters.");
  }
  const typeLine = contentType === undefined ? "" : `Content-Type: ${contentType}\r\n`;
  return `${delimiter}\r\n${typeLine}Content-Range: ${contentRange(part, size)}\r\n\r\n`;
}
