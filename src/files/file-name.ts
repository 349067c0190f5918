// File names are bytes on POSIX. Here a name is a string in which each byte that is not UTF-8 is a lone surrogate, U+DC80 to U+DCFF: each
// name has one string, and the usual names are plain text. Source: Python's `os.fsdecode` and `os.fsencode` (PEP 383).

import { isUtf8 } from "node:buffer";
import { hasLoneSurrogate } from "../http/escape.ts";

/** What Node puts in place of bytes that are not UTF-8. */
export const NO_TEXT = "\ufffd";

/** What an escaped byte is added to: byte FF is U+DCFF. */
const ESCAPE_BASE = 0xdc00;

/** Returns the name that bytes stand for; a byte that is not UTF-8 becomes a lone surrogate. */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let name = "";
  let clean = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      if (clean < at) name += bytes.toString("utf8", clean, at);
      name += String.fromCharCode(ESCAPE_BASE + (bytes[at] as number));
      clean = at + 1;
    }
    at += Math.max(length, 1);
  }
  return name + bytes.toString("utf8", clean);
}

/**
 * Returns the bytes of a name, or of any text with escaped bytes in it.
 *
 * A lone surrogate that escapes no byte becomes U+FFFD; {@link decodeName} never returns one.
 */
export function encodeName(name: string): Buffer {
  if (!hasLoneSurrogate(name)) return Buffer.from(name, "utf8");
  const bytes = Buffer.allocUnsafe(3 * name.length);
  let length = 0;
  let clean = 0;
  for (let at = 0; at < name.length; at++) {
    if (!isEscapedByte(name, at)) continue;
    if (clean < at) length += bytes.write(name.slice(clean, at), length);
    bytes[length++] = name.charCodeAt(at) - ESCAPE_BASE;
    clean = at + 1;
  }
  length += bytes.write(name.slice(clean), length);
  return bytes.subarray(0, length);
}

/** Tells whether the character at `at` is a surrogate that {@link decodeName} put there: one that belongs to no pair. */
function isEscapedByte(name: string, at: number): boolean {
  const code = name.charCodeAt(at);
  return code >= ESCAPE_BASE + 0x80 && code <= ESCAPE_BASE + 0xff && (name.charCodeAt(at - 1) & 0xfc00) !== 0xd800;
}

/** Returns a path as `node:fs` takes it: bytes where the text alone would not name the file. */
export function systemPath(path: string): string | Buffer {
  return process.platform !== "win32" && hasLoneSurrogate(path) ? encodeName(path) : path;
}

/**
 * Returns the length of the UTF-8 sequence at `at`, in bytes; 0 if there is none (RFC 3629 §4). It calls nothing of Node's for each byte: a
 * path can have 64 KiB.
 */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  // An overlong form, a surrogate, or a code point beyond U+10FFFF.
  if ((first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90)) return 0;
  if ((first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f)) return 0;
  for (let next = at + 1; next < at + length; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
