import assert from "node:assert/strict";
import { chmodSync, renameSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { readDirectory } from "../../src/files/read-dir.ts";
import { asOrdinaryUser, link, TempTree } from "./temp-tree.ts";

const POSIX = { skip: process.platform === "win32" };
const LINUX = { skip: process.platform !== "linux" };

/** The entries by name, each with its marks: `/` for a directory, `@` for a link. */
function marksOf(path: string): Record<string, string> {
  const entries = readDirectory(path).map(({ name, isDirectory, isLink }): [string, string] => [
    name,
    (isDirectory ? "/" : "") + (isLink ? "@" : ""),
  ]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

test("all entries are read, those with a dot in front too", () => {
  using tree = new TempTree({ "a.txt": "", ".hidden": "", "sub/x": "" });
  assert.deepEqual(marksOf(tree.path), { ".hidden": "", "a.txt": "", sub: "/" });
});

test("a directory that has become a link, or another one, since it was found is not read", POSIX, () => {
  using outside = new TempTree({ "secret.txt": "" });
  using tree = new TempTree({ "sub/a": "" });
  const found = tree.at("sub");
  renameSync(found, tree.at("moved"));
  symlinkSync(outside.path, found);
  assert.throws(() => readDirectory(found), { code: "ENOENT", syscall: "opendir" });
});

test("an empty directory has no entries", () => {
  using tree = new TempTree();
  assert.deepEqual(readDirectory(tree.path), []);
});

test("links are marked, those to a directory doubly; broken ones and loops are there", POSIX, () => {
  using tree = new TempTree({
    "sub/x": "",
    file: link("sub/x"),
    directory: link("sub"),
    broken: link("nowhere"),
    loop: link("loop"),
  });
  assert.deepEqual(marksOf(tree.path), { broken: "@", directory: "/@", file: "@", loop: "@", sub: "/" });
});

test("names that are not UTF-8 are read as their bytes", LINUX, () => {
  using tree = new TempTree({ "a.txt": "", "\udcff.txt": "", "dir\udcff/x": "", "\ufffd.txt": "" });
  assert.deepEqual(marksOf(tree.path), { "a.txt": "", "dir\udcff": "/", "\udcff.txt": "", "\ufffd.txt": "" });
  assert.deepEqual(marksOf(tree.at("dir\udcff")), { x: "" });
});

test("thousands of entries are read", () => {
  using tree = new TempTree();
  tree.addMany(Array.from({ length: 2500 }, (_, index) => `f${index}`));
  assert.equal(readDirectory(tree.path).length, 2500);
});

test("pipes are listed, not opened", LINUX, () => {
  using tree = new TempTree();
  tree.addPipe("pipe");
  assert.deepEqual(marksOf(tree.path), { pipe: "" });
});

test("a directory one may not read throws EACCES", POSIX, () => {
  using tree = new TempTree({ "closed/x": "" });
  chmodSync(tree.path, 0o755);
  chmodSync(tree.at("closed"), 0o300);
  asOrdinaryUser(() => assert.throws(() => readDirectory(tree.at("closed")), { code: "EACCES" }));
  chmodSync(tree.at("closed"), 0o700);
});

test("a directory that has gone throws ENOENT", () => {
  using tree = new TempTree();
  assert.throws(() => readDirectory(tree.at("nope")), { code: "ENOENT" });
});
