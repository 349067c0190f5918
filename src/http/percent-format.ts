// Python's `format % arguments`: one pass over the format; a directive is read whole, takes its argument, and is
// written. Lengths count characters (code points), as Python's do, not UTF-16 units.

import { type FloatStyle, formatFloat } from "./float-format.ts";
import { ArgumentSource, type PercentArguments } from "./percent-arguments.ts";
import { type Directive, readDirective } from "./percent-directive.ts";
import { pythonAscii, pythonRepr, pythonStr } from "./python-repr.ts";

const DEFAULT_PRECISION = 6;
const CODE_POINTS = 0x110000;

/**
 * Returns `format` with its directives replaced by the arguments: Python's `%` operator for strings.
 *
 * Takes `%s %r %a %d %i %u %o %x %X %e %E %f %F %g %G %c %%`, the flags `-`, `+`, space, `0` and `#`, a width, a
 * precision, `*` for either, and `%(name)s` when the arguments are an object (own properties only). Values are shown as
 * Python shows them: `null` is `None`, an `HTTPStatus` is its number, bytes are `b'...'`. Errors carry Python's texts.
 *
 * @throws TypeError when arguments are missing, left over or of the wrong kind.
 * @throws RangeError where Python throws ValueError, OverflowError or KeyError: a directive that does not exist, a name
 * that is missing.
 */
export function percentFormat(format: string, args: PercentArguments): string {
  const source = new ArgumentSource(args);
  let out = "";
  let start = 0;
  for (let percent = format.indexOf("%"); percent !== -1; percent = format.indexOf("%", start)) {
    out += format.slice(start, percent);
    const next = format[percent + 1];
    start = percent + 2;
    if (next === "s") {
      out += pythonStr(source.next());
    } else if (next === "%") {
      out += "%";
    } else {
      const directive = readDirective(format, percent + 1, source);
      out += convert(directive, source.next(), format);
      start = directive.end;
    }
  }
  source.finish();
  return start === 0 ? format : out + format.slice(start);
}

function convert(directive: Directive, value: unknown, format: string): string {
  switch (directive.conversion) {
    case "s":
      return writeText(directive, pythonStr(value));
    case "r":
      return writeText(directive, pythonRepr(value));
    case "a":
      return writeText(directive, pythonAscii(value));
    case "c":
      return pad(directive, character(value));
    case "d":
    case "i":
    case "u":
    case "o":
    case "x":
    case "X":
      return writeInteger(directive, value);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return writeFloat(directive, value);
    default:
      throw unsupported(directive, format);
  }
}

function unsupported(directive: Directive, format: string): RangeError {
  const { conversion, end } = directive;
  const upToHere = format.slice(0, end);
  const index = [...upToHere].length - 1;
  const shown = /[\x1f-~]/.test(conversion) ? conversion : "?";
  const code = conversion.codePointAt(0)?.toString(16);
  return new RangeError(`unsupported format character '${shown}' (0x${code}) at index ${index}`);
}

function writeText(directive: Directive, text: string): string {
  const { precision } = directive;
  if (precision === undefined || text.length <= precision) return pad(directive, text);
  return pad(directive, [...text].slice(0, precision).join(""));
}

function pad(directive: Directive, text: string): string {
  const missing = directive.width - (directive.width > 0 ? [...text].length : 0);
  if (missing <= 0) return text;
  return directive.leftAlign ? text + " ".repeat(missing) : " ".repeat(missing) + text;
}

/** Writes the sign and prefix, then the zeros of the `0` flag, then the digits. */
function writeNumber(directive: Directive, negative: boolean, prefix: string, digits: string): string {
  const head = (negative ? "-" : directive.plus) + prefix;
  if (!directive.zeroFill || directive.leftAlign) return pad(directive, head + digits);
  return head + digits.padStart(directive.width - head.length, "0");
}

function writeInteger(directive: Directive, value: unknown): string {
  const { conversion } = directive;
  const isDecimal = "diu".includes(conversion);
  const number = unbox(value);
  if (number === undefined || (!isDecimal && !isWhole(number))) {
    const wanted = isDecimal ? "a real number" : "an integer";
    throw new TypeError(`%${conversion} format: ${wanted} is required, not ${typeName(value)}`);
  }
  const whole = truncate(number);
  const radix = isDecimal ? 10 : conversion === "o" ? 8 : 16;
  const magnitude = (whole < 0n ? -whole : whole).toString(radix).padStart(directive.precision ?? 0, "0");
  const prefix = directive.alternate && !isDecimal ? `0${conversion}` : "";
  return writeNumber(directive, whole < 0n, prefix, conversion === "X" ? magnitude.toUpperCase() : magnitude);
}

function isWhole(number: number | bigint): boolean {
  return typeof number === "bigint" || Number.isInteger(number);
}

function truncate(number: number | bigint): bigint {
  if (typeof number === "bigint") return number;
  if (Number.isNaN(number)) throw new RangeError("cannot convert float NaN to integer");
  if (!Number.isFinite(number)) throw new RangeError("cannot convert float infinity to integer");
  return BigInt(Math.trunc(number));
}

function writeFloat(directive: Directive, value: unknown): string {
  const number = unbox(value);
  if (number === undefined) throw new TypeError(`must be real number, not ${typeName(value)}`);
  const float = Number(number);
  const { conversion, precision = DEFAULT_PRECISION, alternate } = directive;
  const style = conversion.toLowerCase() as FloatStyle;
  const digits = formatFloat(Math.abs(float), style, precision, alternate);
  const negative = float < 0 || Object.is(float, -0);
  return writeNumber(directive, negative, "", style === conversion ? digits : digits.toUpperCase());
}

function character(value: unknown): string {
  const plain = value instanceof String ? value.valueOf() : value;
  if (typeof plain === "string" && [...plain].length === 1) return plain;
  const number = unbox(plain);
  if (number === undefined || !isWhole(number)) throw new TypeError("%c requires int or char");
  if (number < 0 || number >= CODE_POINTS) throw new RangeError("%c arg not in range(0x110000)");
  return String.fromCodePoint(Number(number));
}

/** Returns the value of a number, a boolean (Python's True is 1) or a boxed number such as an HTTPStatus. */
function unbox(value: unknown): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Number ? value.valueOf() : undefined;
}

/** Names a value's type as Python's messages do. */
function typeName(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (typeof value === "string") return "str";
  if (typeof value === "number") return "float";
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value)) return "tuple";
  if (typeof value !== "object") return typeof value;
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "Object" ? name : "dict";
}
