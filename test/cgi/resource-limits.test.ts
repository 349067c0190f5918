import assert from "node:assert/strict";
import { test } from "node:test";
import { findPrlimit, prlimitOptions } from "../../src/cgi/resource-limits.ts";

test("prlimit gets an option for each limit that is one", () => {
  const none = Number.POSITIVE_INFINITY;
  assert.deepEqual(prlimitOptions({ maxMemoryBytes: none, maxCpuSeconds: none, maxUserProcesses: none }), []);
  assert.deepEqual(prlimitOptions({ maxMemoryBytes: 1000, maxCpuSeconds: 2.5, maxUserProcesses: 3 }), [
    "--as=1000:1000",
    "--cpu=3:3",
    "--nproc=3:3",
  ]);
});

test("prlimit is found on Linux, and not looked for on Windows", { skip: process.platform !== "linux" }, () => {
  assert.match(String(findPrlimit("linux")), /^\/.*prlimit$/);
  assert.equal(findPrlimit("win32"), undefined);
});
