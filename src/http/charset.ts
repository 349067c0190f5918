// Bytes to text and back for the charsets that header parameters name. An unknown charset gives undefined, never an
// error.

import { escapeCharacter } from "./python-repr.ts";

const ASCII_NAMES = new Set(["ascii", "usascii", "ansix341968", "iso646us"]);
const LATIN1_NAMES = new Set(["latin1", "l1", "iso88591", "8859", "cp819"]);
const UTF8_NAMES = new Set(["utf8", "u8", "cp65001"]);

/** What to do with bytes the charset has no character for: put U+FFFD, or give up. */
export type DecodeMode = "replace" | "strict";

/**
 * Returns the text that bytes stand for, or undefined if the charset is unknown or, in strict mode, does not allow the
 * bytes.
 *
 * The bytes come as a latin-1 string; a character above U+00FF counts as the escape Python makes of it (`\u20ac`).
 */
export function decodeCharset(bytes: string, charset: string, mode: DecodeMode): string | undefined {
  const latin1 = bytes.replace(/[^\x00-\xff]/gu, escapeCharacter);
  const name = plainName(charset);
  if (LATIN1_NAMES.has(name)) return latin1;
  if (ASCII_NAMES.has(name)) {
    if (!/[^\x00-\x7f]/.test(latin1)) return latin1;
    return mode === "strict" ? undefined : latin1.replace(/[^\x00-\x7f]/g, "\ufffd");
  }
  try {
    const label = UTF8_NAMES.has(name) ? "utf-8" : charset;
    return new TextDecoder(label, { fatal: mode === "strict", ignoreBOM: true }).decode(Buffer.from(latin1, "latin1"));
  } catch {
    return undefined; // RangeError: no such charset. TypeError: not its bytes.
  }
}

/**
 * Returns the bytes of text in a charset, as a latin-1 string, or undefined if the charset is none of UTF-8, latin-1
 * and ASCII, or lacks a character.
 */
export function encodeCharset(text: string, charset: string): string | undefined {
  const name = plainName(charset);
  if (UTF8_NAMES.has(name)) return Buffer.from(text, "utf8").toString("latin1");
  if (LATIN1_NAMES.has(name)) return /[^\x00-\xff]/.test(text) ? undefined : text;
  if (ASCII_NAMES.has(name)) return /[^\x00-\x7f]/.test(text) ? undefined : text;
  return undefined;
}

function plainName(charset: string): string {
  return charset.toLowerCase().replace(/[-_ .:]/g, "");
}
