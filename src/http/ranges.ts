// Which bytes `Range` asks for (RFC 9110 §14.1, §14.2). A malformed field is ignored: nothing here throws.

import { isDigit, skipBlanks } from "./grammar.ts";

/** Bytes of a representation, from `start` up to, but not including, `end`. */
export interface BytePart {
  readonly start: number;
  readonly end: number;
}

/**
 * One member of a range set: `first` to `last`, both included, or the last `suffix` bytes. Numbers beyond 2^53 - 1 are
 * cut to that, as no representation is that long; a missing `last` has this value, too.
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

/**
 * How many ranges one request may ask for; a `Range` with more is ignored. 200 is Apache's `MaxRanges` since CVE-2011-3192: clients
 * know it. zsync asks for 20 at a time; dnf's zchunk begins with 255, and halves that when it is sent everything. The heads of 200
 * parts come to some 25 KB.
 */
const MAX_RANGES = 200;

const UNIT = "bytes=";
const DIGIT_0 = 0x30;
const DASH = 0x2d;

const WHOLE: RangeSelection = { kind: "whole" };
const UNSATISFIABLE: RangeSelection = { kind: "unsatisfiable" };

/**
 * Decides which bytes of a representation answer `Range`. Pass the field of a GET whose preconditions, `If-Range`
 * included, hold; any other `Range` does not count (RFC 9110 §14.2). `size` is a safe integer.
 *
 * The whole is sent where there is no field, another unit, a malformed field (as several fields, joined, are), more
 * ranges than the limit, ranges that add up to more than there is (as in Apache, nginx and Go), or any range of a
 * representation without bytes (as in Go: some clients send `Range` with every request). §14.2 allows all of this.
 *
 * Otherwise the parts hold exactly the bytes asked for, each once: ranges are cut at the end, dropped beyond it, and
 * merged if they overlap or touch. A part stands where the first of its ranges stood (§15.3.7.2).
 */
export function selectRanges(field: string | undefined, size: number, maxRanges: number = MAX_RANGES): RangeSelection {
  if (field === undefined || size === 0) return WHOLE;
  const specs = parseRange(field, maxRanges);
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
 * Parses a `Range` of bytes. Undefined means that it is ignored: it has another unit (whose name has no case), a member
 * that is malformed or ends before it begins, no member, or more than `maxRanges` of them.
 *
 * Blanks may stand around members, also after the `=` (as in an example of RFC 9110 §14.1.2), but not inside. Empty
 * members are skipped (§5.6.1). Takes time proportional to the field's length.
 */
export function parseRange(field: string, maxRanges: number = MAX_RANGES): readonly RangeSpec[] | undefined {
  if (!field.startsWith(UNIT) && field.slice(0, UNIT.length).toLowerCase() !== UNIT) return undefined;
  let specs: RangeSpec[] | undefined;
  let at = UNIT.length;
  while (at < field.length) {
    const comma = field.indexOf(",", at);
    const end = comma === -1 ? field.length : comma;
    const first = skipBlanks(field, at);
    at = end + 1;
    if (first === end) continue;
    const spec = parseSpec(field, first, end);
    if (spec === undefined || (specs?.length ?? 0) === maxRanges) return undefined;
    if (specs === undefined) specs = [spec];
    else specs.push(spec);
  }
  return specs;
}

/** Reads the member that begins at `start`; blanks may stand between it and `end`. */
function parseSpec(field: string, start: number, end: number): RangeSpec | undefined {
  const dash = skipDigits(field, start, end);
  if (dash === end || field.charCodeAt(dash) !== DASH) return undefined;
  const lastStart = dash + 1;
  const lastEnd = skipDigits(field, lastStart, end);
  if (skipBlanks(field, lastEnd) !== end) return undefined;
  if (start === dash) return lastStart === lastEnd ? undefined : { suffix: numberAt(field, lastStart, lastEnd) };
  const first = numberAt(field, start, dash);
  if (lastStart === lastEnd) return { first, last: Number.MAX_SAFE_INTEGER };
  const last = numberAt(field, lastStart, lastEnd);
  if (last < first) return undefined;
  const areCut = first === Number.MAX_SAFE_INTEGER;
  if (areCut && endsEarly(significant(field, start, dash), significant(field, lastStart, lastEnd))) return undefined;
  return { first, last };
}

/** Compares the digits, not the numbers they are cut to: a range that ends before it begins is invalid however far out it lies. */
function endsEarly(first: string, last: string): boolean {
  return first.length === last.length ? last < first : last.length < first.length;
}

/** Returns digits without leading zeros. */
function significant(field: string, start: number, end: number): string {
  let first = start;
  while (first < end && field.charCodeAt(first) === DIGIT_0) first++;
  return field.slice(first, end);
}

function skipDigits(field: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(field.charCodeAt(at))) at++;
  return at;
}

/** Returns the number that digits stand for, cut to 2^53 - 1; a smaller one is exact, as every step towards it is. */
function numberAt(field: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + (field.charCodeAt(at) - DIGIT_0);
  return Math.min(number, Number.MAX_SAFE_INTEGER);
}

/** Returns the bytes there are of a range, or undefined if it is unsatisfiable (RFC 9110 §14.1.2). */
function partOf(spec: RangeSpec, size: number): BytePart | undefined {
  if ("suffix" in spec) {
    return spec.suffix === 0 ? undefined : { start: Math.max(size - spec.suffix, 0), end: size };
  }
  return spec.first < size ? { start: spec.first, end: Math.min(spec.last, size - 1) + 1 } : undefined;
}

/** Merges parts that overlap or touch: sorts them, then makes one pass. */
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
