import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type BytePart, parseRange, type RangeSelection, selectRanges } from "../../src/http/ranges.ts";
import { anyLatin1 } from "./any-text.ts";
import { countWork, hostileTexts } from "./count-work.ts";

/** `whole`, `unsatisfiable`, or the parts as `first-last`, both included, with blanks between. */
function show(selection: RangeSelection): string {
  if (selection.kind !== "parts") return selection.kind;
  return selection.parts.map(({ start, end }) => `${start}-${end - 1}`).join(" ");
}

type Row = readonly [field: string, size: number, selection: string];

const SELECTIONS: Readonly<Record<string, readonly Row[]>> = {
  "the examples of RFC 9110 §14.1.2 mean what it says": [
    ["bytes=0-499", 10000, "0-499"],
    ["bytes=500-999", 10000, "500-999"],
    ["bytes=-500", 10000, "9500-9999"],
    ["bytes=9500-", 10000, "9500-9999"],
    ["bytes=0-0,-1", 10000, "0-0 9999-9999"],
    ["bytes= 0-999, 4500-5499, -1000", 10000, "0-999 4500-5499 9000-9999"],
    ["bytes=500-600,601-999", 10000, "500-999"],
    ["bytes=500-700,601-999", 10000, "500-999"],
  ],
  "a range is cut to what there is (RFC 9110 §14.1.2)": [
    ["bytes=0-0", 1, "0-0"],
    ["bytes=0-", 1, "0-0"],
    ["bytes=0-9", 10, "0-9"],
    ["bytes=0-10", 10, "0-9"],
    ["bytes=5-100", 10, "5-9"],
    ["bytes=9-9", 10, "9-9"],
    ["bytes=9-", 10, "9-9"],
    ["bytes=-1", 10, "9-9"],
    ["bytes=-10", 10, "0-9"],
    ["bytes=-11", 10, "0-9"],
    ["bytes=-15", 1, "0-0"],
  ],
  "a range that begins behind the end is unsatisfiable, and so is the suffix of no bytes (RFC 9110 §14.1.2)": [
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=10-10", 10, "unsatisfiable"],
    ["bytes=11-20", 10, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=-000", 10, "unsatisfiable"],
    ["bytes=10-,20-30,-0", 10, "unsatisfiable"],
  ],
  "unsatisfiable ranges are left out where another is satisfiable (RFC 9110 §14.1.1, §14.2)": [
    ["bytes=10-,0-4", 10, "0-4"],
    ["bytes=0-4,10-", 10, "0-4"],
    ["bytes=-0,-1", 10, "9-9"],
    ["bytes=0-0,100-200,5-5", 10, "0-0 5-5"],
  ],
  "the unit's name has no case (RFC 9110 §14.1)": [
    ["Bytes=0-0", 10, "0-0"],
    ["BYTES=0-0", 10, "0-0"],
  ],
  "another unit is ignored (RFC 9110 §14.2)": [
    ["lines=0-0", 10, "whole"],
    ["byte=0-0", 10, "whole"],
    ["bytess=0-0", 10, "whole"],
    ["xbytes=0-0", 10, "whole"],
    ["none=", 10, "whole"],
    ["seconds=1.2-4.3", 10, "whole"],
  ],
  "blanks may stand around ranges, and empty members are none (RFC 9110 §5.6.1)": [
    ["bytes=0-1 , 4-5", 10, "0-1 4-5"],
    ["bytes=\t0-1\t,\t4-5\t", 10, "0-1 4-5"],
    ["bytes=,0-1", 10, "0-1"],
    ["bytes=0-1,", 10, "0-1"],
    ["bytes= , ,0-1, ,4-5,, ", 10, "0-1 4-5"],
  ],
  "a set without a range is malformed and ignored (RFC 9110 §14.1.1)": [
    ["", 10, "whole"],
    ["bytes", 10, "whole"],
    ["bytes=", 10, "whole"],
    ["bytes= ", 10, "whole"],
    ["bytes=,", 10, "whole"],
    ["bytes= , ,\t,", 10, "whole"],
  ],
  "one malformed range makes the set invalid, and it is ignored (RFC 9110 §14.1.1, §14.2)": [
    ["bytes=0", 10, "whole"],
    ["bytes=-", 10, "whole"],
    ["bytes=--1", 10, "whole"],
    ["bytes=1--2", 10, "whole"],
    ["bytes=1-2-3", 10, "whole"],
    ["bytes=a-b", 10, "whole"],
    ["bytes=0-b", 10, "whole"],
    ["bytes=0x0-0x1", 10, "whole"],
    ["bytes=+0-1", 10, "whole"],
    ["bytes=0-+1", 10, "whole"],
    ["bytes=0.0-1", 10, "whole"],
    ["bytes=0-1e1", 10, "whole"],
    ["bytes=0_0-1", 10, "whole"],
    ["bytes=\xb2-5", 10, "whole"],
    ["bytes=0-\u0665", 10, "whole"],
    ["bytes=Infinity-", 10, "whole"],
    ["bytes=0-1;4-5", 10, "whole"],
    ["bytes=0-1 4-5", 10, "whole"],
    ["bytes=0-1,x", 10, "whole"],
    ["bytes=x,0-1", 10, "whole"],
    ["bytes=*", 10, "whole"],
    ["bytes=0-1/10", 10, "whole"],
    ["bytes 0-1/10", 10, "whole"],
    ["bytes:0-1", 10, "whole"],
    ["bytes==0-1", 10, "whole"],
  ],
  "blanks inside a range or before the equals sign are malformed": [
    ["bytes=0 -1", 10, "whole"],
    ["bytes=0- 1", 10, "whole"],
    ["bytes=- 1", 10, "whole"],
    ["bytes=1 2-3", 10, "whole"],
    ["bytes =0-1", 10, "whole"],
    [" bytes=0-1", 10, "whole"],
    ["bytes=0-1\r\n", 10, "whole"],
    ["bytes=0-1\xa0", 10, "whole"],
  ],
  "a range that ends before it begins is invalid, not unsatisfiable (RFC 9110 §14.1.1)": [
    ["bytes=5-4", 10, "whole"],
    ["bytes=0-4,5-4", 10, "whole"],
    ["bytes=50-40", 10, "whole"],
    ["bytes=10-9", 10, "whole"],
    ["bytes=010-9", 10, "whole"],
  ],
  "two fields that were joined into one are malformed": [["bytes=0-1, bytes=4-5", 10, "whole"]],
  "leading zeros change nothing": [
    ["bytes=00-04", 10, "0-4"],
    [`bytes=${"0".repeat(400)}1-${"0".repeat(500)}2`, 10, "1-2"],
    [`bytes=-${"0".repeat(400)}1`, 10, "9-9"],
    ["bytes=0009-10", 20, "9-10"],
  ],
  "numbers of any length are exact (RFC 9110 §14.1.2)": [
    ["bytes=0-9007199254740991", 10, "0-9"],
    ["bytes=0-9007199254740992", 10, "0-9"],
    ["bytes=0-18446744073709551615", 10, "0-9"],
    [`bytes=0-${"9".repeat(4000)}`, 10, "0-9"],
    ["bytes=9007199254740991-", 10, "unsatisfiable"],
    ["bytes=18446744073709551616-", 10, "unsatisfiable"],
    [`bytes=${"9".repeat(4000)}-`, 10, "unsatisfiable"],
    ["bytes=-9223372036854775808", 10, "0-9"],
    [`bytes=-${"9".repeat(4000)}`, 10, "0-9"],
    ["bytes=9007199254740993-9007199254740992", 10, "whole"],
    ["bytes=9007199254740992-9007199254740993", 10, "unsatisfiable"],
    [`bytes=1${"0".repeat(4000)}-${"9".repeat(4000)}`, 10, "whole"],
    [`bytes=${"9".repeat(4000)}-1${"0".repeat(4000)}`, 10, "unsatisfiable"],
    ["bytes=18446744073709551615-0", 10, "whole"],
    ["bytes=9007199254740990-", Number.MAX_SAFE_INTEGER, "9007199254740990-9007199254740990"],
    ["bytes=9007199254740991-", Number.MAX_SAFE_INTEGER, "unsatisfiable"],
    ["bytes=-1", Number.MAX_SAFE_INTEGER, "9007199254740990-9007199254740990"],
    ["bytes=0-", Number.MAX_SAFE_INTEGER, "0-9007199254740990"],
  ],
  "ranges that overlap or touch are one part (RFC 9110 §15.3.7.2)": [
    ["bytes=0-4,5-8", 10, "0-8"],
    ["bytes=0-4,4-8", 10, "0-8"],
    ["bytes=0-4,0-4", 10, "0-4"],
    ["bytes=2-3,0-5", 10, "0-5"],
    ["bytes=0-4,6-8", 10, "0-4 6-8"],
    ["bytes=0-4,5-9", 10, "0-9"],
    ["bytes=4-5,2-3,0-1", 10, "0-5"],
    ["bytes=0-0,2-2,1-1", 10, "0-2"],
    ["bytes=0-3,20-23,2-5,22-25", 100, "0-5 20-25"],
  ],
  "parts stand in the order in which they were asked for (RFC 9110 §15.3.7.2)": [
    ["bytes=8-9,0-1", 10, "8-9 0-1"],
    ["bytes=-1,0-0,4-4", 10, "9-9 0-0 4-4"],
    ["bytes=50-59,0-9,55-64,90-99,5-14", 100, "50-64 0-14 90-99"],
    ["bytes=90-99,10-19,50-59,0-9", 100, "90-99 0-19 50-59"],
  ],
  "ranges that add up to more than there is are ignored, as in Apache, nginx and Go (RFC 9110 §14.2, §17.15)": [
    ["bytes=0-,0-0", 10, "whole"],
    ["bytes=0-9,-1", 10, "whole"],
    ["bytes=0-,1-,2-,3-,4-", 11, "whole"],
    ["bytes=0-5,0-4", 10, "whole"],
    ["bytes=0-5,0-3", 10, "0-5"],
    ["bytes=-11,-0", 10, "0-9"],
    ["bytes=0-20,10-", 10, "0-9"],
    ["bytes=0-,0-", Number.MAX_SAFE_INTEGER, "whole"],
  ],
  "a representation without bytes has no ranges (RFC 9110 §14.2)": [
    ["bytes=0-", 0, "whole"],
    ["bytes=0-0", 0, "whole"],
    ["bytes=-1", 0, "whole"],
    ["bytes=-0", 0, "whole"],
    ["bytes=x", 0, "whole"],
  ],
};

for (const [rule, rows] of Object.entries(SELECTIONS)) {
  test(rule, () => {
    for (const [field, size, selection] of rows) {
      assert.equal(show(selectRanges(field, size)), selection, `${field.slice(0, 60)} of ${size}`);
    }
  });
}

test("without the field the whole is sent", () => {
  assert.deepEqual(selectRanges(undefined, 10), { kind: "whole" });
});

test("parts go from a start to before an end", () => {
  assert.deepEqual(selectRanges("bytes=2-3", 10), { kind: "parts", parts: [{ start: 2, end: 4 }] });
});

test("a field with more ranges than the limit is ignored, empty members not counted (RFC 9110 §17.15)", () => {
  const ranges = (count: number): string => Array.from({ length: count }, (_, i) => `${2 * i}-${2 * i}`).join(", ,");
  const allowed = selectRanges(`bytes=${ranges(200)}`, 1000);
  assert.equal(allowed.kind === "parts" && allowed.parts.length, 200);
  assert.equal(show(selectRanges(`bytes=${ranges(201)}`, 1000)), "whole");
  assert.equal(show(selectRanges(`bytes=${ranges(200)},5000-`, 1000)), "whole", "unsatisfiable ones count");
  assert.equal(show(selectRanges("bytes=0-0,2-2", 10, 2)), "0-0 2-2");
  assert.equal(show(selectRanges("bytes=0-0,2-2,4-4", 10, 2)), "whole");
  assert.equal(show(selectRanges("bytes=0-0", 10, 0)), "whole");
});

test("ranges are parsed before a size is known", () => {
  assert.deepEqual(parseRange("bytes=0-4, 7-, -3"), [
    { first: 0, last: 4 },
    { first: 7, last: Number.MAX_SAFE_INTEGER },
    { suffix: 3 },
  ]);
  assert.equal(parseRange("bytes=0-4,x"), undefined);
  assert.equal(parseRange("bytes=0-4,5-6", 1), undefined);
});

test("numbers are exact up to 2^53 - 1, and cut to that beyond", () => {
  const greatest = Number.MAX_SAFE_INTEGER;
  for (const [text, number] of [
    ["9007199254740989", greatest - 2],
    ["9007199254740990", greatest - 1],
    ["9007199254740991", greatest],
    ["9007199254740992", greatest],
    ["9007199254740993", greatest],
    ["1".repeat(400), greatest],
    [`${"0".repeat(400)}9007199254740989`, greatest - 2],
  ] as const) {
    assert.deepEqual(parseRange(`bytes=-${text}`), [{ suffix: number }]);
    assert.deepEqual(parseRange(`bytes=${text}-`), [{ first: number, last: greatest }]);
    assert.deepEqual(parseRange(`bytes=0-${text}`), [{ first: 0, last: number }]);
  }
});

/** What a field asks for by the letter of RFC 9110 §14.1, one byte at a time; undefined if it is to be ignored. */
function modelOf(field: string, size: number): readonly boolean[][] | undefined {
  const set = /^bytes=([^]*)$/i.exec(field)?.[1];
  if (set === undefined) return undefined;
  const members = set.split(",").map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ""));
  const specs = members.filter((member) => member !== "").map((member) => /^([0-9]*)-([0-9]*)$/.exec(member));
  if (specs.length === 0) return undefined;
  const asked: boolean[][] = [];
  for (const spec of specs) {
    const [, first = "", last = ""] = spec ?? [];
    if (first === "" && last === "") return undefined;
    if (first !== "" && last !== "" && BigInt(last) < BigInt(first)) return undefined;
    const bytes = Array.from({ length: size }, (_, at) => BigInt(at));
    if (first === "") asked.push(bytes.map((at) => BigInt(size) - at <= BigInt(last)));
    else asked.push(bytes.map((at) => at >= BigInt(first) && (last === "" || at <= BigInt(last))));
  }
  return asked;
}

function lengthOf(parts: readonly BytePart[]): number {
  return parts.reduce((sum, { start, end }) => sum + end - start, 0);
}

const anyNumber = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 40 }).map(String) },
  { weight: 1, arbitrary: fc.bigInt({ min: 2n ** 52n, max: 2n ** 70n }).map(String) },
  { weight: 1, arbitrary: fc.nat({ max: 12 }).map((value) => `000${value}`) },
);
const anySpec = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(anyNumber, fc.nat({ max: 6 })).map(([a, more]) => `${a}-${BigInt(a) + BigInt(more)}`),
  },
  { weight: 2, arbitrary: fc.tuple(anyNumber, anyNumber).map(([a, b]) => `${a}-${b}`) },
  { weight: 2, arbitrary: anyNumber.map((a) => `${a}-`) },
  { weight: 2, arbitrary: anyNumber.map((a) => `-${a}`) },
  { weight: 1, arbitrary: fc.constantFrom("", "-", "x", "1", "1-2-3", "1 -2", "0-0x1") },
);
const anyGap = fc.constantFrom("", "", "", " ", "\t", ", ");
const anyMember = fc.tuple(anyGap, anySpec, anyGap).map((texts) => texts.join(""));
const anyField = fc
  .tuple(fc.constantFrom("bytes=", "bytes=", "bytes=", "BYTES=", "byte=", ""), fc.array(anyMember, { maxLength: 6 }))
  .map(([unit, members]) => unit + members.join(","));
const anySize = fc.nat({ max: 40 });

test("the parts are the bytes asked for, each once, in the order asked for, or the field is rightly ignored", () => {
  fc.assert(
    fc.property(anyField, anySize, fc.nat({ max: 6 }), (field, size, maxRanges) => {
      const selection = selectRanges(field, size, maxRanges);
      const asked = modelOf(field, size);
      const sum = asked?.flat().filter(Boolean).length ?? 0;
      if (size === 0 || asked === undefined || asked.length > maxRanges || sum > size) {
        return assert.equal(selection.kind, "whole");
      }
      if (sum === 0) return assert.equal(selection.kind, "unsatisfiable");
      assert.ok(selection.kind === "parts");
      const { parts } = selection;
      for (let at = 0; at < size; at++) {
        const count = parts.filter(({ start, end }) => start <= at && at < end).length;
        assert.equal(count, asked.some((bytes) => bytes[at]) ? 1 : 0, `byte ${at}`);
      }
      const ends = new Set(parts.map(({ end }) => end));
      assert.ok(!parts.some(({ start }) => ends.has(start)), "no two parts touch");
      const places = parts.map(({ start, end }) => asked.findIndex((bytes) => bytes.slice(start, end).includes(true)));
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      );
    }),
    { numRuns: 2000 },
  );
});

test("no field makes the selection throw or come to more than the representation", () => {
  const anyText = fc.oneof(
    anyLatin1,
    fc
      .string({ unit: fc.constantFrom("b", "=", "-", ",", " ", "\t", "0", "9", "\xe9") })
      .map((text) => `bytes=${text}`),
    anyField,
  );
  fc.assert(
    fc.property(anyText, fc.maxSafeNat(), (field, size) => {
      const selection = selectRanges(field, size);
      if (selection.kind !== "parts") return;
      assert.ok(lengthOf(selection.parts) <= size);
      for (const { start, end } of selection.parts) assert.ok(0 <= start && start < end && end <= size);
    }),
    { numRuns: 2000 },
  );
});

test("every character of a field is looked at a few times at most", () => {
  for (const text of [...hostileTexts(1000), `bytes=${"0-0,".repeat(250)}`, `bytes=${"9".repeat(1000)}-`]) {
    const work = countWork(() => selectRanges(text, 1000));
    assert.ok(work <= 10 * text.length, `${work} for ${JSON.stringify(text.slice(0, 20))}`);
  }
});

test("coalescing compares parts no more often than sorting does", () => {
  const count = 20000;
  const field = `bytes=${Array.from({ length: count }, (_, i) => `${(i * 7919) % count}-${(i * 7919) % count}`).join(",")}`;
  const own = Array.prototype.sort;
  let compared = 0;
  Array.prototype.sort = function sort<T>(this: T[], compare: (a: T, b: T) => number): T[] {
    return own.call(this, (a, b) => {
      compared++;
      return compare(a, b);
    }) as T[];
  } as typeof own;
  try {
    assert.equal(show(selectRanges(field, count, count)), `0-${count - 1}`);
  } finally {
    Array.prototype.sort = own;
  }
  assert.ok(compared <= 2 * count * Math.log2(count), `${compared} comparisons`);
});
