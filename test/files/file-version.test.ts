import assert from "node:assert/strict";
import { rmSync, statSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FileStats } from "../../src/files/file-stats.ts";
import { isSettled, versionKey } from "../../src/files/file-version.ts";
import { TempTree } from "../support/temp-tree.ts";

const STATS = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 1_700_000_000_000_000_000n };

test("another file, size or time is another version", () => {
  const keys = new Set([versionKey(new FileStats(STATS)), versionKey(new FileStats({ ...STATS }))]);
  assert.equal(keys.size, 1);
  for (const name of ["dev", "ino", "size", "mtimeNs", "ctimeNs"] as const) {
    keys.add(versionKey(new FileStats({ ...STATS, [name]: STATS[name] + 1n })));
  }
  assert.equal(keys.size, 6);
});

test("another size, number or time of any kind is another entity tag", () => {
  const tags = new Set([new FileStats(STATS).identityTag.opaque]);
  for (const name of ["ino", "size", "mtimeNs", "ctimeNs"] as const) {
    tags.add(new FileStats({ ...STATS, [name]: STATS[name] + 1n }).identityTag.opaque);
  }
  assert.equal(tags.size, 5);
});

test("a file that is made again, as large and with the same time, has another entity tag", async () => {
  using tree = new TempTree({ a: "A" });
  const tagOf = (): string => new FileStats(statSync(tree.at("a"), { bigint: true })).identityTag.opaque;
  const before = tagOf();
  await sleep(20); // a tick of the file system's clock
  rmSync(tree.at("a"));
  tree.add("a", "B"); // with the time of all files of a tree, and often with the same number
  assert.notEqual(tagOf(), before);
});

test("a file is settled two seconds and a tenth after its last change; one that changes in the future is not", () => {
  const stats = new FileStats(STATS);
  assert.ok(!isSettled(stats, undefined, 1_700_000_000_000));
  assert.ok(!isSettled(stats, undefined, 1_700_000_002_099));
  assert.ok(isSettled(stats, undefined, 1_700_000_002_100));
  assert.ok(isSettled(stats, 0, 1_700_000_000_000));
  assert.ok(!isSettled(stats, undefined, 1_600_000_000_000));
});

test("a file is settled by the time of its bytes, too, where its file system has no other", () => {
  const ctimeNs = -11_644_473_600_000_000_000n; // 1601, which is 0 to Windows
  const stats = new FileStats({ ...STATS, ctimeNs, mtimeNs: 1_700_000_000_000_000_000n });
  assert.ok(!isSettled(stats, undefined, 1_700_000_002_099));
  assert.ok(isSettled(stats, undefined, 1_700_000_002_100));
});

test("a file whose time was set to a year in the future is settled", () => {
  const stats = new FileStats({ ...STATS, mtimeNs: 1_731_536_000_000_000_000n });
  assert.ok(isSettled(stats, undefined, 1_700_000_002_100));
});
