// Text made safe for where it goes: an HTML page, a URL path, a log line. Each function tests first and returns clean
// text as it is.

import { hexDigit } from "./grammar.ts";

const HTML_SPECIAL = /[&<>]/;
const HTML_SPECIALS = /[&<>]/g;
const HTML_QUOTED_SPECIALS = /[&<>"']/g;

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** What a URL path shows as it is: RFC 3986's unreserved characters and the slash. */
const PATH_SAFE = /^[\w.~/-]*$/;
const PATH_UNSAFE = /[^\w.~/-]/g;
/** Characters that no byte of a request can become: text with one was written by a program. */
const BEYOND_BYTES = /[^\x00-\xff]/;
/** With the flag `u` a surrogate that belongs to a pair does not match. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

const PERCENT = 0x25;
const HEX_DIGITS = "0123456789ABCDEF";

/** Controls and the backslash, then what breaks or reorders a line without being a control. */
const LOG_UNSAFE = /[\x00-\x1f\x7f-\x9f\\\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const LOG_UNSAFES = new RegExp(LOG_UNSAFE, "g");

/**
 * Returns text that is safe in an HTML page: `&`, `<` and `>` become entities, and with `quote` also `"` and `'`.
 *
 * Source: Python's `html.escape`, whose `quote` is true by default; its error page passes false, and so do most callers
 * here.
 */
export function escapeHtml(text: string, quote = false): string {
  if (quote) return text.replace(HTML_QUOTED_SPECIALS, toEntity);
  return HTML_SPECIAL.test(text) ? text.replace(HTML_SPECIALS, toEntity) : text;
}

/** Tells whether a text holds a lone surrogate, which is no character: it stands for a byte that is not UTF-8, or for nothing. */
export function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text);
}

/**
 * Returns a file name or path as it stands in a URL: everything but letters, digits and `_.-~/` is percent-encoded.
 *
 * A string is encoded as UTF-8, a lone surrogate as the three bytes it would have (`%ED%A0%80`); bytes are taken as they
 * are. Source: Python's `urllib.parse.quote(path, errors="surrogatepass")`.
 */
export function quotePath(path: Uint8Array | string): string {
  if (typeof path === "string") {
    if (PATH_SAFE.test(path)) return path;
    return quoteLatin1(utf8Text(path));
  }
  return quoteLatin1(Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString("latin1"));
}

/**
 * Returns the bytes that a percent-encoded text stands for; a `%` that two hex digits do not follow stays as it is.
 *
 * Takes a latin-1 string, such as a request target: each character is one byte. Text with a character beyond U+00FF, which no
 * request has, is encoded as UTF-8. Source: Python's `urllib.parse.unquote_to_bytes`, which encodes all text that way.
 */
export function unquoteToBytes(text: string): Buffer {
  const bytes = Buffer.from(wireText(text), "latin1");
  let read = bytes.indexOf(PERCENT);
  if (read === -1) return bytes;
  let written = read;
  while (read < bytes.length) {
    const byte = bytes[read] as number;
    const value = byte === PERCENT ? hexPair(bytes, read + 1) : -1;
    bytes[written++] = value === -1 ? byte : value;
    read += value === -1 ? 1 : 3;
  }
  return bytes.subarray(0, written);
}

/** Returns text as a request has it, one character for each byte: unchanged, or as UTF-8 if a handler wrote what no request can have. */
export function wireText(text: string): string {
  return BEYOND_BYTES.test(text) ? utf8Text(text) : text;
}

/**
 * Returns text that may stand in a log line: controls (U+0000-001F, U+007F-009F) become `\xHH`, a backslash is doubled.
 *
 * Source: Python's `log_message`, which keeps peers from writing lines and terminal commands of their own.
 *
 * Differs from Python: also turns line and paragraph separators (U+2028, U+2029) and the characters that change the
 * direction of text (U+202A-202E, U+2066-2069) into `\uHHHH`.
 */
export function escapeLogText(text: string): string {
  return LOG_UNSAFE.test(text) ? text.replace(LOG_UNSAFES, toLogEscape) : text;
}

function toEntity(character: string): string {
  return HTML_ENTITIES[character] as string;
}

function toLogEscape(character: string): string {
  if (character === "\\") return "\\\\";
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, "0")}`;
}

function quoteLatin1(text: string): string {
  return text.replace(PATH_UNSAFE, toPercent);
}

/** Returns a byte percent-encoded: `%20`. */
export function toPercent(character: string): string {
  const code = character.charCodeAt(0);
  return `%${HEX_DIGITS[code >> 4]}${HEX_DIGITS[code & 0x0f]}`;
}

/** The UTF-8 bytes of a text, one character each. */
function utf8Text(text: string): string {
  return LONE_SURROGATE.test(text) ? encodeSurrogates(text) : Buffer.from(text, "utf8").toString("latin1");
}

/** UTF-8, but lone surrogates become three-byte sequences as in CESU-8; Buffer would put U+FFFD in their place. */
function encodeSurrogates(text: string): string {
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) {
      out += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    } else {
      out += Buffer.from(character, "utf8").toString("latin1");
    }
  }
  return out;
}

function hexPair(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at] ?? -1);
  const low = hexDigit(bytes[at + 1] ?? -1);
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}
