import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PageCache, type PageSlot } from "../../../src/files/listing/page-cache.ts";
import { TempTree } from "../../support/temp-tree.ts";

/** Directories of tests are young, and to be kept all the same. */
const AT_ONCE = { settledMs: -1000 };
const PAGE = Buffer.from("page");

function slotOf(cache: PageCache, directory: string, subject: string): PageSlot {
  const slot = cache.slotFor(directory, subject);
  assert.ok(slot);
  return slot;
}

test("a page is found again as long as its directory and subject are the same", () => {
  using tree = new TempTree({ "a.txt": "", "sub/b.txt": "" });
  const cache = new PageCache(AT_ONCE);
  slotOf(cache, tree.path, "/").keep(PAGE);
  assert.deepEqual(slotOf(cache, tree.path, "/").page, PAGE);
  assert.equal(slotOf(cache, tree.path, "/other/").page, undefined);
  assert.equal(slotOf(cache, tree.at("sub"), "/").page, undefined);
});

test("a page is not found once a name came, went or changed", async () => {
  using tree = new TempTree({ "a.txt": "" });
  const cache = new PageCache(AT_ONCE);
  slotOf(cache, tree.path, "/").keep(PAGE);
  await sleep(20); // a tick of the file system's clock
  tree.add("b.txt", "");
  assert.equal(slotOf(cache, tree.path, "/").page, undefined);
});

test("a page is kept for the directory as it was when its place was asked for", async () => {
  using tree = new TempTree({ "a.txt": "" });
  const cache = new PageCache(AT_ONCE);
  const slot = slotOf(cache, tree.path, "/");
  await sleep(20); // a tick of the file system's clock
  tree.add("b.txt", "");
  slot.keep(PAGE);
  assert.equal(slotOf(cache, tree.path, "/").page, undefined);
});

test("a directory that changed a moment ago has no place for a page", () => {
  using tree = new TempTree({ "a.txt": "" });
  assert.equal(new PageCache().slotFor(tree.path, "/"), undefined);
});

test("a page is not found from the moment on at which it is too old", () => {
  using tree = new TempTree();
  let now = 5000;
  const cache = new PageCache({ ...AT_ONCE, now: () => now });
  slotOf(cache, tree.path, "/").keep(PAGE, 6000);
  now = 5999;
  assert.deepEqual(slotOf(cache, tree.path, "/").page, PAGE);
  now = 6000;
  assert.equal(slotOf(cache, tree.path, "/").page, undefined);
  slotOf(cache, tree.path, "/").keep(PAGE, 7000);
  assert.deepEqual(slotOf(cache, tree.path, "/").page, PAGE);
});

test("a page is shown for a second at most, counted from before it was made: some directories never tell that they changed", () => {
  using tree = new TempTree({ "a.txt": "" });
  let now = 5000;
  const cache = new PageCache({ ...AT_ONCE, now: () => now });
  const slot = slotOf(cache, tree.path, "/");
  now = 5900;
  slot.keep(PAGE);
  now = 5999;
  assert.deepEqual(slotOf(cache, tree.path, "/").page, PAGE);
  now = 6000;
  assert.equal(slotOf(cache, tree.path, "/").page, undefined);
});

test("pages that are not asked for make room for others", () => {
  using tree = new TempTree({ "a.txt": "" });
  const cache = new PageCache({ ...AT_ONCE, maxBytes: 12_000 });
  for (let i = 0; i < 20; i++) {
    slotOf(cache, tree.path, `/d${i}`).keep(Buffer.alloc(500));
    assert.ok(slotOf(cache, tree.path, "/d0").page, String(i));
  }
  assert.equal(slotOf(cache, tree.path, "/d1").page, undefined);
  assert.ok(slotOf(cache, tree.path, "/d19").page);
});

test("long subjects take room too", () => {
  using tree = new TempTree({ "a.txt": "" });
  const cache = new PageCache({ ...AT_ONCE, maxBytes: 12_000 });
  slotOf(cache, tree.path, "/").keep(PAGE);
  slotOf(cache, tree.path, "x".repeat(11_500)).keep(PAGE);
  assert.equal(slotOf(cache, tree.path, "/").page, undefined);
});

test("a kept page has memory of its own, and none of its neighbours", () => {
  using tree = new TempTree();
  const cache = new PageCache(AT_ONCE);
  slotOf(cache, tree.path, "/").keep(Buffer.from("a small piece of a pool"));
  assert.equal(slotOf(cache, tree.path, "/").page?.buffer.byteLength, 23);
});

test("a directory that is not there has no place for a page", () => {
  assert.equal(new PageCache(AT_ONCE).slotFor("/nonexistent", "/"), undefined);
});
