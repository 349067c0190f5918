// Shows values as Python's repr() and str() do; nothing here fails, and nothing here waits.

import { INSPECT } from "./inspect.ts";

/** What is shown as it is: printable ASCII except the backslash. */
const PLAIN_TEXT = /^[ -[\]-~]*$/;
const ESCAPED_BYTES = /[^ -[\]-~]/g;
const NON_ASCII = /[^\x00-\x7f]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\r", "\\r"],
]);

/** Below this magnitude Python writes a float with an exponent; JavaScript waits until 1e-6. */
const SMALLEST_PLAIN_FLOAT = 1e-4;

/**
 * Returns the text Python's `repr()` gives for the same value.
 *
 * Strings are quoted and escaped, `null` and `undefined` are `None`, arrays are tuples (`('127.0.0.1', 54321)`),
 * bytes are `b'...'`, plain objects are dicts, errors are `TimeoutError('timed out')`, members of `HTTPStatus` are
 * `<HTTPStatus.OK: 200>`. Whole numbers are written as JavaScript writes them (Python's `1.0` is `1`); anything else is
 * `String(value)`.
 */
export function pythonRepr(value: unknown): string {
  return represent(value, []);
}

/**
 * Returns the text Python's `str()` gives for the same value: strings as they are, errors as their message, the rest as
 * {@link pythonRepr}.
 */
export function pythonStr(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Number || value instanceof String) return String(value);
  if (value instanceof Error) return value.message;
  return pythonRepr(value);
}

/**
 * Returns the text Python's `ascii()` gives for the same value: {@link pythonRepr} with everything outside ASCII
 * escaped.
 */
export function pythonAscii(value: unknown): string {
  return pythonRepr(value).replace(NON_ASCII, escapeCharacter);
}

function represent(value: unknown, enclosing: readonly object[]): string {
  switch (typeof value) {
    case "string":
      return textRepr(value);
    case "number":
      return numberRepr(value);
    case "boolean":
      return value ? "True" : "False";
    case "undefined":
      return "None";
    case "object":
      return value === null ? "None" : objectRepr(value, enclosing);
    case "function":
      return `<function ${value.name}>`;
    default:
      return String(value);
  }
}

function objectRepr(value: object, enclosing: readonly object[]): string {
  if (value instanceof Uint8Array) return bytesRepr(value);
  if (value instanceof Error) return `${value.name}(${value.message === "" ? "" : textRepr(value.message)})`;
  if (value instanceof Number || value instanceof String) return memberRepr(value);
  const isTuple = Array.isArray(value);
  if (!isTuple && !isPlain(value)) return String(value);
  if (enclosing.includes(value)) return isTuple ? "(...)" : "{...}";
  const inside = [...enclosing, value];
  if (!isTuple) {
    const pairs = Object.entries(value).map(([key, item]) => `${textRepr(key)}: ${represent(item, inside)}`);
    return `{${pairs.join(", ")}}`;
  }
  const items = value.map((item) => represent(item, inside));
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Shows a boxed number or string: as itself, or as what an enumeration's member says it is. */
function memberRepr(value: object & { [INSPECT]?: () => unknown }): string {
  const inspect = value[INSPECT];
  if (typeof inspect === "function") return String(inspect.call(value));
  return represent(value.valueOf(), []);
}

function numberRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0 || Math.abs(value) >= SMALLEST_PLAIN_FLOAT) return String(value);
  const [digits, exponent] = value.toExponential().split("e-");
  return `${digits}e-${exponent?.padStart(2, "0")}`;
}

function textRepr(text: string): string {
  const quote = pickQuote(text);
  const escaped = PLAIN_TEXT.test(text) ? text : text.replace(escapedText(), escapeCharacter);
  return quote + escapeQuote(escaped, quote) + quote;
}

let escapedTextPattern: RegExp | undefined;

/**
 * The characters for which Python's str.isprintable() is false, which are Unicode's "Other" and "Separator" except the space, and the
 * backslash. Made when needed, and not a literal: the engine builds these classes as soon as it reads them, in half a millisecond.
 */
function escapedText(): RegExp {
  // biome-ignore lint/complexity/useRegexLiterals: see above
  escapedTextPattern ??= new RegExp("(?! )[\\\\\\p{C}\\p{Z}]", "gu");
  return escapedTextPattern;
}

function bytesRepr(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const quote = pickQuote(text);
  return `b${quote}${escapeQuote(text.replace(ESCAPED_BYTES, escapeCharacter), quote)}${quote}`;
}

/** Picks `"` only where that saves escaping. */
function pickQuote(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

function escapeQuote(text: string, quote: string): string {
  return quote === "'" && text.includes("'") ? text.replaceAll("'", "\\'") : text;
}

/** Returns what stands for a character in Python's literals: `\n`, `\xe9`, `\u20ac`. */
export function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
