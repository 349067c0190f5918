import assert from "node:assert/strict";
import {
  chmodSync,
  fstatSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { copySource } from "../../src/files/byte-source.ts";
import { CachedFile } from "../../src/files/cached-file.ts";
import { FileCache } from "../../src/files/file-cache.ts";
import { openInside } from "../../src/files/open-inside.ts";
import { OpenedFile, type StoredFile } from "../../src/files/stored-file.ts";
import { link, TempTree } from "../support/temp-tree.ts";

/** Files are kept at once, but for those of the last moment: the test waits for no clock. */
const AT_ONCE = { settledMs: -1000 };

function open(tree: TempTree, name: string): OpenedFile {
  const found = openInside(tree.path, name, "inside");
  assert.ok(found instanceof OpenedFile);
  return found;
}

function keep(cache: FileCache, tree: TempTree, name: string): StoredFile {
  return cache.keep(open(tree, name), tree.at(name), tree.path, "inside");
}

function get(cache: FileCache, tree: TempTree, name: string): CachedFile | undefined {
  return cache.get(tree.at(name), tree.path, "inside");
}

async function textOf(file: StoredFile): Promise<string> {
  const source = file.open([{ start: 0, end: file.stats.size }]);
  const text = Buffer.from(await source.read()).toString();
  source.close();
  return text;
}

test("a small file is read once, closed, and then found in memory", async () => {
  using tree = new TempTree({ a: "hello" });
  const cache = new FileCache(AT_ONCE);
  assert.equal(get(cache, tree, "a"), undefined);
  const opened = open(tree, "a");
  const kept = cache.keep(opened, tree.at("a"), tree.path, "inside");
  assert.ok(kept instanceof CachedFile);
  assert.throws(() => fstatSync(opened.fd), { code: "EBADF" });
  assert.equal(get(cache, tree, "a"), kept);
  assert.equal(await textOf(kept), "hello");
  assert.equal(kept.stats.size, 5);
});

test("a file that was changed in any way is not found any more", () => {
  const changes: readonly ((path: string) => void)[] = [
    (path) => writeFileSync(path, "HELLO"),
    (path) => writeFileSync(path, "longer"),
    (path) => utimesSync(path, 1, 1),
    (path) => chmodSync(path, 0o600),
    (path) => rmSync(path),
    (path) => {
      writeFileSync(`${path}.new`, "HELLO");
      utimesSync(`${path}.new`, 1700000000.75, 1700000000.75);
      renameSync(`${path}.new`, path);
    },
  ];
  for (const change of changes) {
    using tree = new TempTree({ a: "hello" });
    const cache = new FileCache(AT_ONCE);
    keep(cache, tree, "a");
    assert.ok(get(cache, tree, "a"));
    change(tree.at("a"));
    assert.equal(get(cache, tree, "a"), undefined, String(change));
    assert.equal(cache.bytes, 0);
  }
});

test("a file that changed a moment ago is not kept, a settled one is", async () => {
  using tree = new TempTree({ a: "hello" });
  const young = keep(new FileCache({ settledMs: 60_000 }), tree, "a");
  assert.ok(young instanceof OpenedFile);
  young.close();
  await sleep(150);
  assert.ok(keep(new FileCache({ settledMs: 100 }), tree, "a") instanceof CachedFile);
});

test("a large file stays open and is not kept", () => {
  using tree = new TempTree({ a: "123456" });
  const cache = new FileCache({ ...AT_ONCE, maxFileBytes: 5 });
  const file = keep(cache, tree, "a");
  assert.ok(file instanceof OpenedFile);
  assert.equal(fstatSync(file.fd).size, 6);
  file.close();
});

test("what was found under one directory or policy is not found under another", () => {
  using tree = new TempTree({ "sub/a": "hello" });
  const cache = new FileCache(AT_ONCE);
  keep(cache, tree, "sub/a");
  assert.equal(cache.get(tree.at("sub/a"), tree.at("sub"), "inside"), undefined);
  assert.equal(cache.get(tree.at("sub/a"), tree.path, "deny"), undefined);
  assert.ok(cache.get(tree.at("sub/a"), tree.path, "inside"));
});

test("files that are not asked for make room for others, and the bytes stay within the limit", () => {
  using tree = new TempTree();
  const limit = 20_000;
  const cache = new FileCache({ ...AT_ONCE, maxBytes: limit });
  tree.add("asked", "x".repeat(1000));
  keep(cache, tree, "asked");
  for (let i = 0; i < 50; i++) {
    tree.add(`f${i}`, "x".repeat(1000));
    keep(cache, tree, `f${i}`);
    assert.ok(cache.bytes <= limit);
    assert.ok(get(cache, tree, "asked"), `after ${i} others`);
  }
  assert.equal(get(cache, tree, "f0"), undefined);
  assert.ok(get(cache, tree, "f49"));
});

test("a file kept twice is counted once", () => {
  using tree = new TempTree({ a: "hello" });
  const cache = new FileCache(AT_ONCE);
  keep(cache, tree, "a");
  const { bytes } = cache;
  for (let times = 0; times < 3; times++) {
    const kept = keep(cache, tree, "a");
    assert.equal(cache.bytes, bytes);
    assert.equal(get(cache, tree, "a"), kept);
  }
});

test("a file that cannot be read is given back open, for whoever sends it to see why", () => {
  using tree = new TempTree({ sub: null, a: "hello" });
  const readable = open(tree, "a");
  const unreadable = new OpenedFile(openSync(tree.at("sub"), "r"), readable.stats);
  readable.close();
  const cache = new FileCache(AT_ONCE);
  assert.equal(cache.keep(unreadable, tree.at("sub"), tree.path, "inside"), unreadable);
  assert.equal(cache.bytes, 0);
  unreadable.close();
});

test("a file that changes as soon as it was read is not taken for what it has become", async () => {
  using tree = new TempTree({ a: "hello" });
  class ChangesNext extends OpenedFile {
    override hasChanged(): boolean {
      const answer = super.hasChanged();
      writeFileSync(tree.at("a"), "HELLO");
      return answer;
    }
  }
  const { fd, stats } = open(tree, "a");
  await sleep(20); // a tick of the file system's clock
  const cache = new FileCache(AT_ONCE);
  assert.equal(await textOf(cache.keep(new ChangesNext(fd, stats), tree.at("a"), tree.path, "inside")), "hello");
  assert.equal(get(cache, tree, "a"), undefined);
});

test("two names of one file are two entries", () => {
  using tree = new TempTree({ a: "hello" });
  linkSync(tree.at("a"), tree.at("b"));
  const cache = new FileCache(AT_ONCE);
  keep(cache, tree, "a");
  assert.equal(get(cache, tree, "b"), undefined);
});

test("a kept file is represented by the same object as long as nothing else is chosen", () => {
  using tree = new TempTree({ a: "hello" });
  const file = keep(new FileCache(AT_ONCE), tree, "a");
  const choice = { contentType: "text/plain", etag: file.stats.identityTag, acceptsRanges: true };
  assert.equal(file.represent(choice), file.represent({ ...choice }));
  assert.notEqual(file.represent(choice), file.represent({ ...choice, contentType: "text/html" }));
  assert.equal(file.represent({ ...choice, vary: "Accept" }).vary, "Accept");
});

test("pieces of a kept file are sent as those of an open one", async () => {
  using tree = new TempTree({ a: "0123456789" });
  const pieces = ["<", { start: 2, end: 4 }, "|", { start: 7, end: 10 }, ">"];
  const kept = keep(new FileCache(AT_ONCE), tree, "a");
  const opened = open(tree, "a").open(pieces);
  assert.equal(Buffer.from(await kept.open(pieces).read()).toString(), "<23|789>");
  assert.equal(Buffer.from(await opened.read()).toString(), "<23|789>");
  opened.close();
});

test("a kept file gives the bytes it holds, whatever they are, small and large, whole and in part", async () => {
  for (const size of [256, 20_000]) {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 256));
    using tree = new TempTree({ a: bytes });
    const cache = new FileCache(AT_ONCE);
    const kept = keep(cache, tree, "a");
    assert.ok(cache.bytes >= size);
    for (const start of [0, 0, 100]) {
      const written: Buffer[] = [];
      const write = (given: Uint8Array | string): number => written.push(Buffer.from(given as string, "latin1"));
      await copySource(kept.open([{ start, end: size }]), { write, writeLatin1: write });
      assert.deepEqual(Buffer.concat(written), bytes.subarray(start));
    }
  }
});

test("a file that nobody asks for any more makes room, however it was used before, and all that is kept is counted", () => {
  using tree = new TempTree();
  const names = ["a", "b", "c", "d", "e", "f"];
  for (const name of names) tree.add(name, "hello");
  const counting = new FileCache(AT_ONCE);
  keep(counting, tree, "a");
  const each = counting.bytes;
  const cache = new FileCache({ ...AT_ONCE, maxBytes: 3 * each });
  const serve = (name: string): unknown => get(cache, tree, name) ?? keep(cache, tree, name);
  for (const name of ["a", "b", "c"]) for (let times = 0; times < 3; times++) serve(name);
  for (let times = 0; times < 3; times++) for (const name of ["d", "e", "f"]) serve(name);
  assert.equal(cache.bytes, 3 * each);
  assert.deepEqual(
    names.filter((name) => get(cache, tree, name) !== undefined),
    ["d", "e", "f"],
  );
});

test("the last file of a directory goes alone: those of other directories stay", () => {
  using tree = new TempTree({ "one/a": "hello", "two/a": "hello" });
  const cache = new FileCache(AT_ONCE);
  const find = (name: string) => cache.get(tree.at(`${name}/a`), tree.at(name), "inside");
  for (const name of ["one", "two"]) cache.keep(open(tree, `${name}/a`), tree.at(`${name}/a`), tree.at(name), "inside");
  rmSync(tree.at("one/a"));
  assert.equal(find("one"), undefined);
  assert.ok(find("two"));
});

test("a file whose path goes in a circle by now is not found any more", () => {
  using tree = new TempTree({ "sub/a": "hello" });
  const cache = new FileCache(AT_ONCE);
  keep(cache, tree, "sub/a");
  rmSync(tree.at("sub"), { recursive: true });
  tree.add("sub", link("sub"));
  assert.equal(get(cache, tree, "sub/a"), undefined);
});

test("a link that leads to another file now, of the same size and times, is not taken for what it was", (t) => {
  using tree = new TempTree();
  const changed = (name: string): number => statSync(tree.at(name)).ctimeMs;
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  const number = numbers.find((each) => {
    tree.add(`old${each}`, "hello");
    tree.add(`new${each}`, "HELLO");
    return changed(`old${each}`) === changed(`new${each}`);
  });
  if (number === undefined) return t.skip("the clock of this file system is too fine for two such files");
  tree.add("a", link(`old${number}`));
  const cache = new FileCache(AT_ONCE);
  keep(cache, tree, "a");
  tree.add("next", link(`new${number}`));
  renameSync(tree.at("next"), tree.at("a"));
  assert.equal(get(cache, tree, "a"), undefined);
});
