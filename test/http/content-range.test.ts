import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { contentRange, unsatisfiedRange } from "../../src/http/content-range.ts";

test("Content-Range names the first byte, the last one and the size, as in RFC 9110 §14.4", () => {
  const rows: readonly (readonly [start: number, end: number, size: number, value: string])[] = [
    [42, 1234, 1234, "bytes 42-1233/1234"],
    [0, 500, 1234, "bytes 0-499/1234"],
    [500, 1000, 1234, "bytes 500-999/1234"],
    [500, 1234, 1234, "bytes 500-1233/1234"],
    [734, 1234, 1234, "bytes 734-1233/1234"],
    [21010, 47022, 47022, "bytes 21010-47021/47022"],
    [0, 1, 1, "bytes 0-0/1"],
    [9007199254740990, 9007199254740991, 9007199254740991, "bytes 9007199254740990-9007199254740990/9007199254740991"],
  ];
  for (const [start, end, size, value] of rows) assert.equal(contentRange({ start, end }, size), value);
});

test("an unsatisfied range is an asterisk and the size (RFC 9110 §14.4)", () => {
  assert.equal(unsatisfiedRange(1234), "bytes */1234");
  assert.equal(unsatisfiedRange(0), "bytes */0");
  assert.equal(unsatisfiedRange(Number.MAX_SAFE_INTEGER), "bytes */9007199254740991");
});

test("a value is never invalid: first <= last < size (RFC 9110 §14.4)", () => {
  const anyPart = fc.tuple(fc.nat(), fc.integer({ min: 1 }), fc.nat());
  fc.assert(
    fc.property(anyPart, ([start, length, rest]) => {
      const size = start + length + rest;
      const [, first, last, complete] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(
        contentRange({ start, end: start + length }, size),
      )!;
      assert.ok(BigInt(first!) <= BigInt(last!) && BigInt(last!) < BigInt(complete!));
      assert.equal(BigInt(last!) - BigInt(first!) + 1n, BigInt(length));
    }),
  );
});
