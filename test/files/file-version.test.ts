import assert from "node:assert/strict";
import { test } from "node:test";
import { FileStats } from "../../src/files/file-stats.ts";
import { isSettled, versionKey } from "../../src/files/file-version.ts";

const STATS = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 1_700_000_000_000_000_000n };

test("another file, size or time is another version", () => {
  const keys = new Set([versionKey(new FileStats(STATS)), versionKey(new FileStats({ ...STATS }))]);
  assert.equal(keys.size, 1);
  for (const name of ["dev", "ino", "size", "mtimeNs", "ctimeNs"] as const) {
    keys.add(versionKey(new FileStats({ ...STATS, [name]: STATS[name] + 1n })));
  }
  assert.equal(keys.size, 6);
});

test("a file is settled two seconds after its last change, whatever time it shows; one of the future is not", () => {
  const stats = new FileStats(STATS);
  assert.ok(!isSettled(stats, undefined, 1_700_000_000_000));
  assert.ok(!isSettled(stats, undefined, 1_700_000_001_999));
  assert.ok(isSettled(stats, undefined, 1_700_000_002_000));
  assert.ok(isSettled(stats, 0, 1_700_000_000_000));
  assert.ok(!isSettled(stats, undefined, 1_600_000_000_000));
});
