import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListedEntry } from "../../../src/files/listing/entry.ts";
import { naturalKey } from "../../../src/files/listing/natural-key.ts";
import { entryOrder, sortInSteps } from "../../../src/files/listing/sort-steps.ts";

/** Runs steps to their end; returns the result and how many steps there were. */
function finish<Result>(steps: Generator<"", Result>): { result: Result; stepCount: number } {
  for (let stepCount = 0; ; stepCount++) {
    const step = steps.next();
    if (step.done === true) return { result: step.value, stepCount };
  }
}

/** `d/` is a directory; a size and a time may follow the name. */
function entry(text: string, size?: number, modifiedMs = 0): ListedEntry {
  const isDirectory = text.endsWith("/");
  const name = isDirectory ? text.slice(0, -1) : text;
  const details = size === undefined && modifiedMs === 0 ? null : { size, modifiedMs };
  const type = isDirectory ? "directory" : "file";
  return { name, type, isDirectory, key: naturalKey(name), row: undefined, details };
}

function order(sort: "name" | "size" | "date", isDescending: boolean, ...entries: ListedEntry[]): string {
  return entries
    .toSorted(entryOrder({ sort, isDescending }))
    .map(({ name }) => name)
    .join(" ");
}

for (const length of [0, 1, 2048, 2049, 4096, 10_000, 12_345]) {
  test(`${length} items are sorted as at once, stably`, () => {
    const items = Array.from({ length }, (_, index) => ({ key: (index * 7919) % 1009, index }));
    const compare = (left: { key: number }, right: { key: number }) => left.key - right.key;
    assert.deepEqual(finish(sortInSteps(items, compare)).result, items.toSorted(compare));
  });
}

test("sorting many items stops often", () => {
  const items = Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_000);
  const { result, stepCount } = finish(sortInSteps(items, (left, right) => left - right));
  assert.ok(stepCount > 100, String(stepCount));
  assert.deepEqual(result.slice(0, 3), [0, 1, 2]);
});

test("directories come first in every order", () => {
  const entries = [entry("a", 1, 5), entry("b/", undefined, 1), entry("c", 9, 9), entry("d/", undefined, 7)];
  assert.equal(order("name", false, ...entries), "b d a c");
  assert.equal(order("name", true, ...entries), "d b c a");
  assert.equal(order("size", false, ...entries), "b d a c");
  assert.equal(order("size", true, ...entries), "b d c a");
  assert.equal(order("date", false, ...entries), "b d a c");
  assert.equal(order("date", true, ...entries), "d b c a");
});

test("by size, directories are in the order of names, whichever way the column goes", () => {
  const entries = [entry("d/", undefined, 7), entry("b/", undefined, 1), entry("c/", undefined, 1)];
  assert.equal(order("size", false, ...entries), "b c d");
  assert.equal(order("size", true, ...entries), "b c d");
});

test("what is equal is in the order of names, whichever way the column goes", () => {
  const entries = [entry("c2", 1, 1), entry("c10", 1, 1), entry("A", 1, 1)];
  for (const sort of ["size", "date"] as const) {
    assert.equal(order(sort, false, ...entries), "A c2 c10");
    assert.equal(order(sort, true, ...entries), "A c2 c10");
  }
});

test("names of one key are in the order of their characters", () => {
  assert.equal(order("name", false, entry("a1"), entry("A01"), entry("A1")), "A01 A1 a1");
  assert.equal(order("name", true, entry("A01"), entry("A1"), entry("a1")), "a1 A1 A01");
});

test("what has gone is the smallest and the oldest", () => {
  assert.equal(order("size", false, entry("b", 0, 1), entry("gone")), "gone b");
  assert.equal(order("date", false, entry("b", 0, -5), entry("gone")), "gone b");
});
