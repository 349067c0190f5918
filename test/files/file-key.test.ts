import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKey } from "../../src/files/file-key.ts";

test("a file has one key, whether Windows tells 64 bits of its volume or 32", () => {
  assert.equal(fileKey({ dev: 0x1122_3344_5566_7788n, ino: 7n }), fileKey({ dev: 0x5566_7788n, ino: 7n }));
});

test("another file, or one of that number on another file system, has another key; numbers beyond 2^53 are told apart", () => {
  const files = [
    { dev: 1n, ino: 2n ** 63n },
    { dev: 1n, ino: 2n ** 63n + 1n },
    { dev: 2n, ino: 2n ** 63n },
    { dev: 12n, ino: 3n },
    { dev: 1n, ino: 23n },
  ];
  assert.equal(new Set(files.map(fileKey)).size, files.length);
});
