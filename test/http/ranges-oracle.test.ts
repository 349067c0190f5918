// `Range` as the package `range-parser` understands it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { parseRange, type RangeSelection, selectRanges } from "../../src/http/ranges.ts";
import { assertAgreement, type OracleRule } from "./oracle-rule.ts";

type Parsed = -1 | -2 | ({ readonly start: number; readonly end: number }[] & { readonly type: string });
const rangeParser = createRequire(import.meta.url)("range-parser") as (
  size: number,
  field: string,
  options: { combine: boolean },
) => Parsed;

interface Case {
  readonly field: string;
  readonly size: number;
}

const members = (field: string): string[] => field.slice(field.indexOf("=") + 1).split(",");

const RULES: readonly OracleRule<Case>[] = [
  {
    name: "A representation without bytes is sent as it is. range-parser finds its ranges unsatisfiable.",
    bearsOn: ({ size }) => size === 0,
    example: { field: "bytes=0-", size: 0 },
  },
  {
    name: "Ranges that add up to more than there is are not worth their heads. range-parser joins them.",
    bearsOn: ({ field, size }) => lengthOf(field, size) > size,
    example: { field: "bytes=0-,0-", size: 10 },
  },
  {
    name: "A suffix longer than the representation is all of it (RFC 9110 §14.1.2). range-parser drops it.",
    bearsOn: ({ field, size }) => members(field).some((member) => Number(/^\s*-(\d+)\s*$/.exec(member)?.[1]) > size),
    example: { field: "bytes=-11", size: 10 },
  },
  {
    name: "A range that ends before it begins makes the field void (RFC 9110 §14.1.2). range-parser drops the range.",
    bearsOn: ({ field }) =>
      members(field).some((member) => {
        const [, first, last] = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(member) ?? [];
        return Number(first) > Number(last);
      }),
    example: { field: "bytes=3-2,0-1", size: 10 },
  },
  {
    name: "Members may be empty (RFC 9110 §5.6.1). range-parser finds them malformed.",
    bearsOn: ({ field }) => members(field).some((member) => member.trim() === ""),
    example: { field: "bytes=0-1,,3-4", size: 10 },
  },
  {
    name: "Within a range there are no blanks (RFC 9110 §14.1.2). range-parser drops them.",
    bearsOn: ({ field }) => /\d[ \t]+-|-[ \t]+\d/.test(field),
    example: { field: "bytes=0 - 1", size: 10 },
  },
  {
    name: "Ranges made one stand where the first of them stood (RFC 9110 §15.3.7.2). range-parser has them where the lowest stood.",
    bearsOn: ({ field, size }) => {
      const selection = selectRanges(field, size);
      return selection.kind === "parts" && selection.parts.length > 1 && selection.parts.length < countOf(field, size);
    },
    example: { field: "bytes=4-,0-0,2-", size: 5 },
  },
];

/** How many ranges there is something of. */
function countOf(field: string, size: number): number {
  const specs = parseRange(field) ?? [];
  return specs.filter((spec) => ("suffix" in spec ? spec.suffix > 0 : spec.first < size)).length;
}

/** How many bytes a field asks for, those twice that it asks for twice. */
function lengthOf(field: string, size: number): number {
  let sum = 0;
  for (const spec of parseRange(field) ?? []) {
    if ("suffix" in spec) sum += Math.min(spec.suffix, size);
    else if (spec.first < size) sum += Math.min(spec.last, size - 1) - spec.first + 1;
  }
  return sum;
}

const ours = ({ field, size }: Case): RangeSelection => selectRanges(field, size);

function theirs({ field, size }: Case): RangeSelection {
  const parsed = rangeParser(size, field, { combine: true });
  if (parsed === -2 || (parsed !== -1 && parsed.type.toLowerCase() !== "bytes")) return { kind: "whole" };
  if (parsed === -1) return { kind: /^bytes=/i.test(field) ? "unsatisfiable" : "whole" };
  return { kind: "parts", parts: parsed.map(({ start, end }) => ({ start, end: end + 1 })) };
}

const NUMBER = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 60 }).map(String) },
  fc.constantFrom("", "007", "99999999999999999999", "x", "-1"),
);
const RANGE = fc.tuple(NUMBER, fc.constantFrom("-", "-", "-", "-", " - ", ""), NUMBER).map((parts) => parts.join(""));
const FIELD = fc
  .tuple(
    fc.constantFrom("bytes=", "bytes=", "bytes=", "Bytes=", "bytes= ", "items=", "bytes"),
    fc.array(RANGE, { maxLength: 4 }),
    fc.constantFrom(",", ", ", " ,"),
  )
  .map(([unit, ranges, separator]) => unit + ranges.join(separator));

const RANGES = fc.record({ field: FIELD, size: fc.integer({ min: 0, max: 50 }) });

test("sends the bytes that range-parser finds, but where a rule says why not", () => {
  assertAgreement(RANGES, RULES, ours, theirs);
});

for (const { name, bearsOn, example } of RULES) {
  test(`differs from range-parser: ${name}`, () => {
    assert.ok(bearsOn(example));
    assert.notDeepEqual(ours(example), theirs(example));
  });
}
