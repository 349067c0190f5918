// Systems that tell less than Linux does, or other things, where a file lies.

import assert from "node:assert/strict";
import fs, { symlinkSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, mock, test } from "node:test";
import { realPathOf } from "../../src/files/real-path.ts";
import { link, TempTree } from "../support/temp-tree.ts";
import { look } from "./look.ts";

const POSIX = { skip: process.platform === "win32" };

afterEach(() => {
  mock.restoreAll();
  syncBuiltinESMExports();
});

/** From then on no path of an open file is told. */
function hideProc(): void {
  const original = fs.readlinkSync as (path: string, options: unknown) => unknown;
  mock.method(fs, "readlinkSync", (path: string, options: unknown) => {
    if (path.startsWith("/proc/")) throw Object.assign(new Error("no"), { code: "ENOENT", syscall: "readlink" });
    return original(path, options);
  });
  syncBuiltinESMExports();
}

/** As libuv 1.49 and 1.50 do on Windows 11: 64 bits of the volume's number for a path, 32 for what is open. */
function tellWideVolumes(): void {
  const original = fs.statSync as (path: string, options?: unknown) => fs.BigIntStats;
  mock.method(fs, "statSync", (path: string, options?: { bigint?: boolean }) => {
    const stats = original(path, options);
    if (options?.bigint === true) stats.dev |= 0x1122_3344n << 32n;
    return stats;
  });
  syncBuiltinESMExports();
}

/** As Windows does of disks that it did not mount itself. */
function tellNoRealPaths(code: string): void {
  mock.method(fs.realpathSync, "native", () => {
    throw Object.assign(new Error(code), { code, syscall: "realpath" });
  });
}

test("files are found where a volume has a longer number for a path than for an open file", () => {
  using tree = new TempTree({ "sub/a.txt": "hello" });
  hideProc();
  tellWideVolumes();
  assert.deepEqual([look(tree.path, "sub/a.txt"), look(tree.path, "sub/a.txt", "deny")], ["hello", "hello"]);
});

test(
  "files are found on a disk of which the system tells no real paths, and links lead as far as elsewhere",
  POSIX,
  () => {
    using outside = new TempTree({ "secret.txt": "secret" });
    using tree = new TempTree({ "sub/a.txt": "hello", inner: link("sub/a.txt"), up: link("..") });
    symlinkSync(outside.path, tree.at("outer"));
    hideProc();
    tellNoRealPaths("EISDIR");
    assert.deepEqual(
      [look(tree.path, "sub/a.txt"), look(tree.path, "inner"), look(tree.path, "sub")],
      ["hello", "hello", "directory"],
    );
    assert.deepEqual(
      [look(tree.path, "inner", "deny"), look(tree.path, "outer/secret.txt"), look(tree.path, "up")],
      [undefined, undefined, undefined],
    );
  },
);

test("what has no real path for another reason is not there, or fails", () => {
  using tree = new TempTree({ "a.txt": "hello" });
  tellNoRealPaths("EPERM");
  assert.equal(realPathOf(tree.at("a.txt")), undefined);
  mock.restoreAll();
  tellNoRealPaths("EIO");
  assert.throws(() => realPathOf(tree.at("a.txt")), { code: "EIO" });
});
