// The parameters of a header value: `text/html; charset="utf-8"` is the pairs (text/html, "") and (charset, "utf-8").
// Blanks are SP and HTAB only: a latin-1 value may hold UTF-8, whose bytes 85 and A0 other trims would eat.

import { decodeCharset } from "./charset.ts";
import {
  type ExtendedValue,
  encodeExtended,
  joinExtended,
  type Param,
  type ParamValue,
  restoreExtended,
} from "./extended-param.ts";
import { trimBlanks } from "./grammar.ts";
import { quoteText, unquoteText } from "./quoted-string.ts";

/** Characters that a parameter value may only hold between quotes (RFC 2045's tspecials, and the space). */
const NEEDS_QUOTES = /[ ()<>@,;:\\"/[\]?=]/;
const NON_ASCII = /[^\x00-\x7f]/;

/** Returns a header value's main word, before the first semicolon, in lower case. */
export function mainWord(value: string): string {
  const semicolon = value.indexOf(";");
  return trimBlanks(semicolon === -1 ? value : value.slice(0, semicolon)).toLowerCase();
}

/**
 * Returns the parameters of a header value, the main word first with the value "".
 *
 * The other names are lower-cased; values keep their quotes. Source: Python's `Message.get_params(unquote=False)`.
 *
 * Differs from Python: skips empty parameters, between two semicolons or after the last (RFC 9110 §5.6.6).
 */
export function parseParams(value: string): Param[] {
  const [main = "", ...others] = splitParams(value);
  const pairs = others.filter((text) => trimBlanks(text) !== "").map(readParam);
  return joinExtended([readParam(main), ...pairs]);
}

function readParam(text: string): [name: string, value: string] {
  const equals = text.indexOf("=");
  if (equals === -1) return [trimBlanks(text), ""];
  return [trimBlanks(text.slice(0, equals)).toLowerCase(), trimBlanks(text.slice(equals + 1))];
}

/** Splits at the semicolons outside quotes. */
function splitParams(value: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at++) {
    const character = value[at];
    if (character === '"' && value[at - 1] !== "\\") isQuoted = !isQuoted;
    if (character !== ";" || isQuoted) continue;
    parts.push(value.slice(start, at));
    start = at + 1;
  }
  parts.push(value.slice(start));
  return parts;
}

/** Returns a parameter's value without its quotes. */
export function unquoteParam(value: ParamValue): ParamValue {
  if (typeof value === "string") return unquoteText(value);
  return [value[0], value[1], unquoteText(value[2])];
}

/**
 * Returns a parameter as it stands in a header: `name="value"`, `name` for an empty one, `name*=utf-8''...` outside
 * ASCII.
 *
 * Without `quote`, a value gets quotes only if it needs them. Source: RFC 2045 §5.1, RFC 2231.
 *
 * @throws TypeError if an extended value cannot be written in its charset.
 */
export function formatParam(name: string, value: ParamValue | null = null, quote = true): string {
  if (value === null || value === "") return name;
  if (typeof value !== "string") return `${name}*=${encodeExtended(value)}`;
  if (NON_ASCII.test(value)) return `${name}*=${encodeExtended(["utf-8", "", value])}`;
  return quote || NEEDS_QUOTES.test(value) ? `${name}="${quoteText(value)}"` : `${name}=${value}`;
}

/**
 * Returns a parameter from {@link parseParams}, whose quotes have been removed, as it stands in a header.
 *
 * Differs from Python: an extended value keeps its bytes; Python encodes them a second time.
 */
export function formatParsed([name, value]: Param, quote: boolean): string {
  return typeof value === "string" ? formatParam(name, value, quote) : `${name}*=${restoreExtended(value)}`;
}

/**
 * Returns a parameter's value as text, decoded if its charset is known (Python's `email.utils.collapse_rfc2231_value`).
 */
export function paramText(value: ParamValue): string {
  if (typeof value === "string") return unquoteText(value);
  const [charset, , text] = value;
  return decodeCharset(text, charset ?? "us-ascii", "replace") ?? unquoteText(text);
}

/** Returns a charset parameter in lower case, or undefined if it is not ASCII. */
export function charsetName(value: ParamValue): string | undefined {
  const name = typeof value === "string" ? value : decodedName(value);
  return NON_ASCII.test(name) ? undefined : name.toLowerCase();
}

function decodedName([charset, , text]: ExtendedValue): string {
  return decodeCharset(text, charset === null || charset === "" ? "us-ascii" : charset, "strict") ?? text;
}
