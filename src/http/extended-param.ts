// Parameters in RFC 2231's long form: a charset (`name*=utf-8'en'caf%C3%A9`), or pieces (`name*0="a"; name*1="b"`), or
// both.

import { encodeCharset } from "./charset.ts";
import { toPercent } from "./escape.ts";
import { quoteText, unquoteText } from "./quoted-string.ts";

/** A value with its charset and language; null where the header names none. */
export type ExtendedValue = readonly [charset: string | null, language: string | null, value: string];

/** A parameter's value: text, or text whose charset and language are known. */
export type ParamValue = string | ExtendedValue;

/** A parameter; a bare one, such as `attachment`, has the value "". */
export type Param = readonly [name: string, value: ParamValue];

interface Piece {
  readonly number: number;
  readonly text: string;
  readonly isEncoded: boolean;
}

/** `name*`, `name*0` or `name*0*`; a star alone means that the value is encoded. */
const EXTENDED_NAME = /^(\w+)\*(?:(\d+)\*?)?$/;

/** RFC 5987 and Python's `quote(safe="")`: what needs no percent sign. */
const UNRESERVED = /[^\w.~-]/g;

/**
 * Returns the parameters with pieces joined and charsets split off: the extended ones come last, in order of their
 * first piece.
 *
 * The first parameter, the header's main word, stays as it is. Values come out as quoted strings. Source: RFC 2231,
 * Python's `email.utils.decode_params`.
 *
 * Differs from Python: pieces of the same number keep their order, and `name*` beside `name*0` counts as the first
 * piece (Python throws TypeError).
 */
export function joinExtended(params: readonly (readonly [name: string, value: string])[]): Param[] {
  const joined: Param[] = [];
  const pieces = new Map<string, Piece[]>();
  for (const [index, [name, value]] of params.entries()) {
    const match = index === 0 ? null : EXTENDED_NAME.exec(name);
    if (match === null) {
      joined.push(index === 0 ? [name, value] : [name, `"${quoteText(unquoteText(value))}"`]);
      continue;
    }
    const base = match[1] as string;
    const piece = { number: Number(match[2] ?? -1), text: unquoteText(value), isEncoded: name.endsWith("*") };
    const others = pieces.get(base);
    if (others === undefined) pieces.set(base, [piece]);
    else others.push(piece);
  }
  for (const [name, parts] of pieces) joined.push([name, joinPieces(parts)]);
  return joined;
}

function joinPieces(pieces: Piece[]): ParamValue {
  pieces.sort((a, b) => a.number - b.number);
  const isEncoded = pieces.some((piece) => piece.isEncoded);
  const text = pieces.map((piece) => (piece.isEncoded ? percentDecode(piece.text) : piece.text)).join("");
  const quoted = quoteText(text);
  if (!isEncoded) return `"${quoted}"`;
  const [charset, language, ...rest] = quoted.split("'");
  if (charset === undefined || language === undefined || rest.length === 0) return [null, null, `"${quoted}"`];
  return [charset, language, `"${rest.join("'")}"`];
}

/**
 * Returns a value in the form `charset'language'percent-encoded`.
 *
 * Source: RFC 2231 §4, Python's `email.utils.encode_rfc2231`.
 *
 * @throws TypeError if the charset is none of UTF-8, ISO-8859-1 and US-ASCII, or lacks a character.
 */
export function encodeExtended([charset, language, value]: ExtendedValue): string {
  const bytes = encodeCharset(value, charset ?? "us-ascii");
  if (bytes === undefined) {
    throw new TypeError(`The parameter value cannot be written in ${charset ?? "us-ascii"}: use the charset "utf-8".`);
  }
  return writeExtended(charset, language, bytes);
}

/** Returns the same form for a value read from a header, whose characters are its bytes. */
export function restoreExtended([charset, language, text]: ExtendedValue): string {
  const bytes = text.replace(/[^\x00-\xff]/gu, (character) => Buffer.from(character, "utf8").toString("latin1"));
  return writeExtended(charset, language, bytes);
}

/** Decodes to one latin-1 character for each byte; whoever reads the value applies the charset. */
function percentDecode(text: string): string {
  return text.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function writeExtended(charset: string | null, language: string | null, bytes: string): string {
  const encoded = bytes.replace(UNRESERVED, toPercent);
  return charset === null && language === null ? encoded : `${charset ?? ""}'${language ?? ""}'${encoded}`;
}
