import assert from "node:assert/strict";
import fs, { chmodSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { mock, test } from "node:test";
import { readDirectory } from "../../src/files/read-dir.ts";
import { asOrdinaryUser, link, TempTree } from "../support/temp-tree.ts";

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

/**
 * Lets directories not say what their entries are, as those of NFS and of many a FUSE do: Node looks at each then, by the path that the
 * directory was opened by. `before` is called ahead of each entry.
 */
function withoutTypes(before: () => void = () => undefined): Disposable {
  const original = fs.opendirSync;
  const opening = mock.method(fs, "opendirSync", (path: string, options: fs.OpenDirOptions) => {
    const directory = original(path, options);
    const read = directory.readSync.bind(directory);
    directory.readSync = () => {
      const entry = read();
      before();
      const name: unknown = entry?.name;
      if (Buffer.isBuffer(name))
        throw Object.assign(new TypeError("a path of two types"), { code: "ERR_INVALID_ARG_TYPE" });
      if (entry !== null) fs.lstatSync(join(path, entry.name));
      return entry;
    };
    return directory;
  });
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]: () => {
      opening.mock.restore();
      syncBuiltinESMExports();
    },
  };
}

const TREE = { "a.txt": "", "sub/x": "", "\u00e9": "", link: link("sub") };

test("a directory that does not say what its entries are is read", POSIX, () => {
  using tree = new TempTree(TREE);
  using _ = withoutTypes();
  assert.deepEqual(marksOf(tree.path), { "a.txt": "", link: "/@", sub: "/", "\u00e9": "" });
});

test("so is one in which an entry goes while it is read, or has a name that is not UTF-8", LINUX, () => {
  using tree = new TempTree({ ...TREE, "b.txt": "" });
  {
    using _ = withoutTypes(() => rmSync(tree.at("b.txt"), { force: true }));
    assert.deepEqual(marksOf(tree.path), { "a.txt": "", link: "/@", sub: "/", "\u00e9": "" });
  }
  tree.add("\udcff.txt", "");
  using _ = withoutTypes();
  assert.deepEqual(marksOf(tree.path), { "a.txt": "", link: "/@", sub: "/", "\u00e9": "", "\udcff.txt": "" });
});

test("so is one whose entries cannot be looked at", LINUX, () => {
  using tree = new TempTree({ "closed/x": "" });
  chmodSync(tree.path, 0o755);
  chmodSync(tree.at("closed"), 0o744);
  using _ = withoutTypes();
  asOrdinaryUser(() => assert.deepEqual(marksOf(tree.at("closed")), { x: "" }));
  chmodSync(tree.at("closed"), 0o700);
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
