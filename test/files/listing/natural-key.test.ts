import assert from "node:assert/strict";
import { test } from "node:test";
import { foldName, naturalKey } from "../../../src/files/listing/natural-key.ts";

function sorted(...names: string[]): string[] {
  return names.toSorted((left, right) => (naturalKey(left) < naturalKey(right) ? -1 : 1));
}

test("numbers in names are compared by their value", () => {
  assert.deepEqual(sorted("a10", "a9", "a1", "a010x", "a100"), ["a1", "a9", "a10", "a010x", "a100"]);
  assert.deepEqual(sorted("v0.10.0", "v0.9.1", "v0.9"), ["v0.9", "v0.9.1", "v0.10.0"]);
  const long = "9".repeat(200);
  assert.deepEqual(sorted(`${long}0`, long, "8"), ["8", long, `${long}0`]);
});

test("what stands between two numbers is compared before the second one", () => {
  assert.deepEqual(sorted("a1c2", "a1b10", "a1b9"), ["a1b9", "a1b10", "a1c2"]);
});

test("numbers stand where digits stand among characters", () => {
  assert.deepEqual(sorted("a", "_", "0", "-", "12"), ["-", "0", "12", "_", "a"]);
});

test("case and accents do not separate names, nor does the way accents are composed", () => {
  for (const name of ["\u00c4pfel", "a\u0308pfel", "APFEL"]) assert.equal(naturalKey(name), "apfel");
  assert.deepEqual(sorted("f", "\u00e9clair", "d"), ["d", "\u00e9clair", "f"]);
});

test("zeros in front of a number do not count, and zero is a number", () => {
  assert.equal(naturalKey("a007"), naturalKey("a7"));
  assert.equal(naturalKey("a000"), naturalKey("a0"));
});

test("a searched name has neither case nor a way of composing", () => {
  assert.equal(foldName("CAFE\u0301"), foldName("caf\u00e9"));
  assert.notEqual(foldName("cafe"), foldName("caf\u00e9"));
});
