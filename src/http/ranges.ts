// Which bytes `Range` asks for (RFC 9110 §14.1, §14.2). A malformed field is one to ignore: nothing here throws.

import { trimBlanks } from "./grammar.ts";

/** Bytes of a representation, from `start` to before `end`. */
export interface BytePart {
  readonly start: number;
  readonly end: number;
}

/**
 * One member of a range set: `first` to `last`, both included, or the last `suffix` bytes. Numbers beyond 2^53 - 1 are
 * cut to that: no representation is as long, and a `last` that is not there is that too.
 */
export type RangeSpec = { readonly first: number; readonly last: number } | { readonly suffix: number };

/**
 * What to send: `whole` is 200, as if there were no `Range`; `unsatisfiable` is 416; one part is a 206 with
 * `Content-Range`, several are a 206 with multipart/byteranges.
 */
export type RangeSelection =
  | { readonly kind: "whole" }
  | { readonly kind: "unsatisfiable" }
  | { readonly kind: "parts"; readonly parts: readonly BytePart[] };

/** What one request may ask for. */
export interface RangeLimits {
  /** How many ranges; a `Range` with more is ignored. */
  readonly maxRanges: number;
}

/**
 * 200 ranges, Apache's `MaxRanges` since CVE-2011-3192: clients know it. zsync asks for 20 at a time; dnf's zchunk begins
 * with 255, and halves that when it is sent the whole. The heads of 200 parts come to some 25 KB.
 */
export const DEFAULT_RANGE_LIMITS: RangeLimits = { maxRanges: 200 };

const UNIT = "bytes=";
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
/** Digits of 2^53 - 1. */
const MAX_DIGITS = 16;

const WHOLE: RangeSelection = { kind: "whole" };
const UNSATISFIABLE: RangeSelection = { kind: "unsatisfiable" };

/**
 * Decides which bytes of a representation answer `Range`. Pass the field of a GET whose preconditions, `If-Range`
 * included, hold; any other `Range` does not count (RFC 9110 §14.2). `size` is a safe integer.
 *
 * Whole: no field, another unit, a malformed field (several fields, joined, are one), more ranges than the limit, ranges
 * that add up to more than there is (as in Apache, nginx and Go), and any range of a representation without bytes (as in
 * Go: some clients send `Range` with every request). §14.2 allows each of them.
 *
 * Otherwise parts hold exactly the bytes asked for, each once: cut at the end, those beyond it dropped, those that
 * overlap or touch made one. A part stands where the first of its ranges stood (§15.3.7.2).
 */
export function selectRanges(
  field: string | undefined,
  size: number,
  limits: RangeLimits = DEFAULT_RANGE_LIMITS,
): RangeSelection {
  if (field === undefined || size === 0) return WHOLE;
  const specs = parseRange(field, limits.maxRanges);
  if (specs === undefined) return WHOLE;
  const parts: BytePart[] = [];
  let sum = 0;
  for (const spec of specs) {
    const part = partOf(spec, size);
    if (part === undefined) continue;
    sum += part.end - part.start;
    if (sum > size) return WHOLE;
    parts.push(part);
  }
  return parts.length === 0 ? UNSATISFIABLE : { kind: "parts", parts: coalesce(parts) };
}

/**
 * Parses a `Range` of bytes. Undefined means one to ignore: another unit (their names have no case), a member that is
 * malformed or ends before it begins, no member, or more than `maxRanges` of them.
 *
 * Blanks may stand around members, also behind the `=` (as in an example of RFC 9110 §14.1.2), not inside. Empty members
 * are none (§5.6.1). Takes time in proportion to the field's length.
 */
export function parseRange(
  field: string,
  maxRanges: number = Number.POSITIVE_INFINITY,
): readonly RangeSpec[] | undefined {
  if (field.slice(0, UNIT.length).toLowerCase() !== UNIT) return undefined;
  const specs: RangeSpec[] = [];
  let at = UNIT.length;
  while (at < field.length) {
    const comma = field.indexOf(",", at);
    const end = comma === -1 ? field.length : comma;
    const member = trimBlanks(field.slice(at, end));
    at = end + 1;
    if (member === "") continue;
    const spec = parseSpec(member);
    if (spec === undefined || specs.length === maxRanges) return undefined;
    specs.push(spec);
  }
  return specs.length === 0 ? undefined : specs;
}

function parseSpec(member: string): RangeSpec | undefined {
  const dash = member.indexOf("-");
  if (dash === -1) return undefined;
  const first = member.slice(0, dash);
  const last = member.slice(dash + 1);
  if (!isDigits(first) || !isDigits(last)) return undefined;
  if (first === "") return last === "" ? undefined : { suffix: numberOf(significant(last)) };
  if (last === "") return { first: numberOf(significant(first)), last: Number.MAX_SAFE_INTEGER };
  return closedRange(significant(first), significant(last));
}

/** Compares the digits, not the numbers they are cut to: a range that ends before it begins is invalid at any height. */
function closedRange(first: string, last: string): RangeSpec | undefined {
  const endsEarly = first.length === last.length ? last < first : last.length < first.length;
  return endsEarly ? undefined : { first: numberOf(first), last: numberOf(last) };
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < DIGIT_0 || code > DIGIT_9) return false;
  }
  return true;
}

/** Returns digits without leading zeros; "" is zero. */
function significant(digits: string): string {
  let start = 0;
  while (digits.charCodeAt(start) === DIGIT_0) start++;
  return digits.slice(start);
}

function numberOf(digits: string): number {
  return digits.length > MAX_DIGITS ? Number.MAX_SAFE_INTEGER : Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

/** Returns what there is of a range, or undefined if it is unsatisfiable (RFC 9110 §14.1.2). */
function partOf(spec: RangeSpec, size: number): BytePart | undefined {
  if ("suffix" in spec) {
    return spec.suffix === 0 ? undefined : { start: Math.max(size - spec.suffix, 0), end: size };
  }
  return spec.first < size ? { start: spec.first, end: Math.min(spec.last, size - 1) + 1 } : undefined;
}

/** Makes parts that overlap or touch one; after sorting, in one pass. */
function coalesce(parts: readonly BytePart[]): readonly BytePart[] {
  if (parts.length === 1) return parts;
  const placed = parts.map(({ start, end }, place) => ({ start, end, place }));
  placed.sort((a, b) => a.start - b.start);
  const merged: typeof placed = [];
  let open: (typeof placed)[number] | undefined;
  for (const part of placed) {
    if (open === undefined || part.start > open.end) {
      open = part;
      merged.push(part);
    } else {
      open.end = Math.max(open.end, part.end);
      open.place = Math.min(open.place, part.place);
    }
  }
  merged.sort((a, b) => a.place - b.place);
  return merged.map(({ start, end }) => ({ start, end }));
}
