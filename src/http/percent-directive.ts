// One directive of a percent format, such as `%-5.2f`: read whole, in C's order, before anything is converted.

import type { ArgumentSource } from "./percent-arguments.ts";

/** What a directive asks for. */
export interface Directive {
  readonly leftAlign: boolean;
  readonly zeroFill: boolean;
  readonly alternate: boolean;
  /** What is put before a number that is not negative: "+", " " or nothing. */
  readonly plus: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
  /** Where the rest of the format begins. */
  readonly end: number;
}

/** C's INT_MAX: wider fields are refused by Python too. */
const LARGEST_WIDTH = 2 ** 31 - 1;

/**
 * Reads what follows the percent sign of a directive, in C's order: name, flags, width, precision, length, conversion.
 */
export function readDirective(format: string, from: number, source: ArgumentSource): Directive {
  let at = format[from] === "(" ? selectKey(format, from, source) : from;
  const flags = /[-+ #0]*/y;
  flags.lastIndex = at;
  const set = flags.exec(format)?.[0] ?? "";
  at += set.length;
  let leftAlign = set.includes("-");
  const width = readCount(format, at, source, "width too big");
  at = width.end;
  if ((width.value ?? 0) < 0) leftAlign = true;
  let precision: number | undefined;
  if (format[at] === ".") {
    const count = readCount(format, at + 1, source, "precision too big");
    precision = Math.max(count.value ?? 0, 0);
    at = count.end;
  }
  if (/[hlL]/.test(format[at] ?? "")) at += 1;
  const conversion = format.codePointAt(at);
  if (conversion === undefined) throw new RangeError("incomplete format");
  return {
    leftAlign,
    zeroFill: set.includes("0"),
    alternate: set.includes("#"),
    plus: set.includes("+") ? "+" : set.includes(" ") ? " " : "",
    width: Math.abs(width.value ?? 0),
    precision,
    conversion: String.fromCodePoint(conversion),
    end: at + (conversion > 0xffff ? 2 : 1),
  };
}

/** Reads `(name)`; parentheses inside the name are part of it when they match. */
function selectKey(format: string, open: number, source: ArgumentSource): number {
  source.mapping();
  let depth = 0;
  for (let at = open; at < format.length; at++) {
    if (format[at] === "(") depth += 1;
    if (format[at] !== ")") continue;
    depth -= 1;
    if (depth > 0) continue;
    source.select(format.slice(open + 1, at));
    return at + 1;
  }
  throw new RangeError("incomplete format key");
}

/** Reads digits, or takes an argument for `*`. */
function readCount(
  format: string,
  at: number,
  source: ArgumentSource,
  tooBig: string,
): { value: number | undefined; end: number } {
  if (format[at] === "*") {
    const value = source.next();
    if (typeof value !== "number" || !Number.isInteger(value)) throw new TypeError("* wants int");
    if (Math.abs(value) > LARGEST_WIDTH) throw new RangeError(tooBig);
    return { value, end: at + 1 };
  }
  const digits = /\d*/y;
  digits.lastIndex = at;
  const text = digits.exec(format)?.[0] ?? "";
  if (Number(text) > LARGEST_WIDTH) throw new RangeError(tooBig);
  return { value: text === "" ? undefined : Number(text), end: at + text.length };
}
