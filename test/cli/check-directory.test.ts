// What is to be served has to be there, and to be had.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { test } from "node:test";
import { checkAccess, currentDirectory } from "../../src/cli/check-directory.ts";
import { DEFAULTS } from "../../src/cli/options.ts";
import type { Settings } from "../../src/cli/read-command.ts";
import { parseDirectory, statsOf } from "../../src/cli/values.ts";
import { PROGRAM } from "../support/basehttp.ts";
import { asOrdinaryUser, TempTree } from "../support/temp-tree.ts";

const POSIX = { skip: process.platform === "win32" };

const settings = (own: Partial<Settings>): Settings => ({ ...DEFAULTS, file: undefined, ...own });

test("a file one may not read, and a folder one may not enter, are refused at the start", POSIX, () => {
  using tree = new TempTree({ "a.txt": "", "sub/x": "" });
  chmodSync(tree.path, 0o755);
  asOrdinaryUser(() => {
    checkAccess(settings({ file: tree.at("a.txt") }));
    checkAccess(settings({ directory: tree.at("sub") }));
    checkAccess(settings({}));
  });
  chmodSync(tree.at("a.txt"), 0o600);
  chmodSync(tree.at("sub"), 0o600);
  if (process.geteuid?.() !== 0) return; // what is one's own one may read, but for the folder
  asOrdinaryUser(() => {
    for (const own of [{ file: tree.at("a.txt") }, { directory: tree.at("sub") }]) {
      const message = `cannot serve '${own.file ?? own.directory}': permission denied`;
      assert.throws(() => checkAccess(settings(own)), { kind: "start", message });
    }
  });
});

test("what is in a folder one may not enter is not said to be missing", POSIX, () => {
  using tree = new TempTree({ "closed/sub/x": "" });
  chmodSync(tree.path, 0o755);
  const path = tree.at("closed/sub");
  chmodSync(tree.at("closed"), 0o600);
  asOrdinaryUser(() => {
    for (const look of [statsOf, parseDirectory]) {
      assert.throws(() => look(path), { kind: "usage", message: `permission denied: '${path}'` });
    }
  });
  chmodSync(tree.at("closed"), 0o700);
  assert.equal(statsOf(tree.at("nope")), undefined);
});

test("a path that is not UTF-8 is said to be no text, and not to be missing", {
  skip: process.platform !== "linux",
}, () => {
  using tree = new TempTree({ sub: null });
  const run = (command: string) =>
    spawnSync("/bin/sh", ["-c", command, process.execPath, PROGRAM], { cwd: tree.at("sub"), encoding: "utf8" });
  const message =
    "cannot tell what 'd\ufffd' names: Node cannot open names that are not UTF-8; go there with cd, or rename it";
  for (const [option, source] of [
    ["", ""],
    ["-d ", "argument -d/--directory: "],
  ]) {
    const { status, stderr } = run(`d=$(printf 'd\\377'); mkdir -p "$d"; exec "$0" "$1" ${option}"$d"`);
    assert.equal(stderr.split("\n")[1], `basehttp: error: ${source}${message}`);
    assert.equal(status, 2);
  }
});

test("a working directory that has been removed is told in one line", POSIX, () => {
  using tree = new TempTree({ gone: null });
  const script = 'rmdir "$PWD" && exec "$0" "$1" --bind 127.0.0.1 0';
  const { status, stderr } = spawnSync("/bin/sh", ["-c", script, process.execPath, PROGRAM], {
    cwd: tree.at("gone"),
    encoding: "utf8",
  });
  assert.equal(stderr, "error: the current directory has been removed; change to one that exists\n");
  assert.equal(status, 1);
});

test("a working directory whose path is no text is served as what it is", (t) => {
  assert.equal(currentDirectory(), process.cwd());
  t.mock.method(process, "cwd", () => "/srv/\ufffd");
  assert.equal(currentDirectory(), ".");
});
