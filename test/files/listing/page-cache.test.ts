import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { FileStats } from "../../../src/files/file-stats.ts";
import { directoryStats, PageCache } from "../../../src/files/listing/page-cache.ts";
import { TempTree } from "../temp-tree.ts";

const AT_ONCE_MS = -1000;
const PAGE = Buffer.from("page");

function statsOf(directory: string): FileStats {
  const stats = directoryStats(directory);
  assert.ok(stats);
  return stats;
}

test("a page is found again as long as its directory and title are the same", () => {
  using tree = new TempTree({ "a.txt": "", "sub/b.txt": "" });
  const cache = new PageCache(1000, AT_ONCE_MS);
  cache.keep(statsOf(tree.path), "/", PAGE);
  assert.equal(cache.get(statsOf(tree.path), "/"), PAGE);
  assert.equal(cache.get(statsOf(tree.path), "/other/"), undefined);
  assert.equal(cache.get(statsOf(tree.at("sub")), "/"), undefined);
});

test("a page is not found once a name came, went or changed", async () => {
  using tree = new TempTree({ "a.txt": "" });
  const cache = new PageCache(1000, AT_ONCE_MS);
  cache.keep(statsOf(tree.path), "/", PAGE);
  await sleep(20); // a tick of the file system's clock
  tree.add("b.txt", "");
  assert.equal(cache.get(statsOf(tree.path), "/"), undefined);
});

test("the page of a directory that changed a moment ago is not kept", () => {
  using tree = new TempTree({ "a.txt": "" });
  const cache = new PageCache();
  cache.keep(statsOf(tree.path), "/", PAGE);
  assert.equal(cache.get(statsOf(tree.path), "/"), undefined);
});

test("pages that are not asked for make room for others", () => {
  using tree = new TempTree({ "a.txt": "" });
  const stats = statsOf(tree.path);
  const cache = new PageCache(100, AT_ONCE_MS);
  for (let i = 0; i < 20; i++) {
    cache.keep(stats, `/d${i}`, Buffer.alloc(10));
    assert.ok(cache.get(stats, "/d0"));
  }
  assert.equal(cache.get(stats, "/d1"), undefined);
  assert.ok(cache.get(stats, "/d19"));
});

test("a directory that is not there has no stats", () => {
  assert.equal(directoryStats("/nonexistent"), undefined);
});
