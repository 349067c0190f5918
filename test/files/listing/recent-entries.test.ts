import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListedEntry } from "../../../src/files/listing/entry.ts";
import { MAX_DETAILS_AGE_MS, RecentEntries } from "../../../src/files/listing/recent-entries.ts";

function entry(name: string): ListedEntry {
  return { name, type: "file", isDirectory: false, key: name, row: undefined, details: undefined };
}

test("an entry is remembered for a second after the first one of its directory was asked for, and no longer", () => {
  let now = 1_000_000;
  const memory = new RecentEntries(100, () => now);
  const first = memory.folder("/d");
  now += 900;
  const entryA = entry("a");
  first.add(entryA);
  assert.equal(memory.folder("/d").get("a"), entryA);
  assert.equal(memory.folder("/other").get("a"), undefined);
  now = 1_000_000 + MAX_DETAILS_AGE_MS;
  assert.equal(memory.folder("/d").get("a"), undefined);
  assert.equal(memory.folder("/d").freshUntil, now + MAX_DETAILS_AGE_MS);
});

test("no more is remembered than there is room for, a long name being several", () => {
  let now = 0;
  const memory = new RecentEntries(4, () => now);
  const folder = memory.folder("/d");
  const names = ["a", "x".repeat(129), "b"];
  for (const name of names) folder.add(entry(name));
  assert.deepEqual(
    names.map((name) => folder.get(name)?.name),
    ["a", "x".repeat(129), undefined],
  );
  memory.folder("/other").add(entry("c"));
  assert.equal(memory.folder("/other").get("c"), undefined);
  now = MAX_DETAILS_AGE_MS;
  folder.add(entry("late"));
  memory.folder("/d");
  folder.add(entry("later"));
  for (const name of ["a", "b", "c", "d", "e"]) memory.folder("/d").add(entry(name));
  assert.equal(memory.folder("/d").get("d")?.name, "d");
  assert.equal(memory.folder("/d").get("e"), undefined);
});
