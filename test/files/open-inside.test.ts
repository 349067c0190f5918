import assert from "node:assert/strict";
import { chmodSync, closeSync, linkSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { openInside } from "../../src/files/open-inside.ts";
import type { SymlinkPolicy } from "../../src/files/place.ts";
import type { OpenedFile } from "../../src/files/stored-file.ts";
import { decodePath, pathSegments } from "../../src/files/url-path.ts";
import { asOrdinaryUser, link, TempTree } from "../support/temp-tree.ts";
import { look } from "./look.ts";

const POSIX = { skip: process.platform === "win32" };
const LINUX = { skip: process.platform !== "linux" };

function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

test("a regular file below the root is opened, with its size and time", () => {
  using tree = new TempTree({ "a/b.txt": "hello" });
  const found = openInside(tree.path, "a/b.txt", "inside") as OpenedFile;
  assert.equal(found.kind, "file");
  assert.equal(found.stats.size, 5);
  assert.equal(found.stats.mtimeNs, 1700000000750000000n);
  assert.equal(readFileSync(found.fd, "utf8"), "hello");
  closeSync(found.fd);
});

test("a directory is found and not opened, the root too", () => {
  using tree = new TempTree({ "a/b.txt": "hello" });
  for (const policy of ["inside", "deny", "follow"] as const) {
    assert.equal(look(tree.path, "a", policy), "directory");
    assert.equal(look(tree.path, "", policy), "directory");
    assert.equal(look(`${tree.path}/`, "a", policy), "directory");
  }
});

test("what does not exist, or is below a file, is not there", () => {
  using tree = new TempTree({ "a.txt": "hello" });
  assert.equal(look(tree.path, "nope"), undefined);
  assert.equal(look(tree.path, "a.txt/b"), undefined);
  assert.equal(look(tree.path, "x".repeat(5000)), undefined);
  assert.equal(look(tree.at("nope"), ""), undefined);
  assert.equal(look(tree.at("nope"), "a"), undefined);
});

test("a name with NUL is not there", () => {
  using tree = new TempTree({ "a.txt": "hello" });
  assert.equal(look(tree.path, "a.txt\0"), undefined);
  assert.equal(look(tree.path, "\0", "follow"), undefined);
});

test("a link to the root itself is inside", POSIX, () => {
  using tree = new TempTree({ "a.txt": "hello", here: link("."), "sub/up": link("..") });
  for (const name of ["here", "sub/up"]) assert.equal(look(tree.path, name), "directory", name);
  assert.equal(look(tree.path, "sub/up/here/a.txt"), "hello");
  assert.equal(look(tree.path, "here", "deny"), undefined);
});

test("links are followed while they stay inside the root", POSIX, () => {
  using tree = new TempTree({
    "data/a.txt": "hello",
    file: link("data/a.txt"),
    directory: link("data"),
    chain: link("file"),
    up: link("data/../data/./a.txt"),
    absent: link("nowhere"),
  });
  symlinkSync(tree.at("data/a.txt"), tree.at("absolute"));
  for (const name of ["file", "directory/a.txt", "chain", "up", "absolute"])
    assert.equal(look(tree.path, name), "hello");
  assert.equal(look(tree.path, "directory"), "directory");
  assert.equal(look(tree.path, "absent"), undefined);
});

test("links out of the root are refused: to a file, a directory, in a chain, through a directory", POSIX, () => {
  using outside = new TempTree({ "secret.txt": "secret", "deep/x.txt": "x" });
  using tree = new TempTree({ "in.txt": "in" });
  symlinkSync(outside.at("secret.txt"), tree.at("file"));
  symlinkSync(outside.path, tree.at("directory"));
  symlinkSync("file", tree.at("chain"));
  symlinkSync("directory/deep", tree.at("through"));
  symlinkSync("/etc/passwd", tree.at("passwd"));
  symlinkSync("..", tree.at("parent"));
  for (const name of [
    "file",
    "directory/secret.txt",
    "chain",
    "through/x.txt",
    "passwd",
    "directory",
    "through",
    "parent",
  ]) {
    assert.equal(look(tree.path, name), undefined, name);
  }
  assert.equal(look(tree.path, `parent/${tree.path.split("/").at(-1)}/in.txt`), "in");
});

test("with the policy follow, links lead anywhere", POSIX, () => {
  using outside = new TempTree({ "secret.txt": "secret" });
  using tree = new TempTree();
  symlinkSync(outside.at("secret.txt"), tree.at("file"));
  symlinkSync(outside.path, tree.at("directory"));
  assert.equal(look(tree.path, "file", "follow"), "secret");
  assert.equal(look(tree.path, "directory/secret.txt", "follow"), "secret");
  assert.equal(look(tree.path, "directory", "follow"), "directory");
});

test("with the policy deny, no link leads anywhere", POSIX, () => {
  using tree = new TempTree({ "data/a.txt": "hello", file: link("data/a.txt"), directory: link("data") });
  assert.equal(look(tree.path, "data/a.txt", "deny"), "hello");
  for (const name of ["file", "directory", "directory/a.txt"]) assert.equal(look(tree.path, name, "deny"), undefined);
});

test("the root may be a link, and may be made to lead elsewhere", POSIX, () => {
  using tree = new TempTree({ "one/a.txt": "1", "two/a.txt": "2", "two/link": link("a.txt"), current: link("one") });
  for (const policy of ["inside", "deny"] as const) assert.equal(look(tree.at("current"), "a.txt", policy), "1");
  rmSync(tree.at("current"));
  symlinkSync("two", tree.at("current"));
  for (const policy of ["inside", "deny"] as const) assert.equal(look(tree.at("current"), "a.txt", policy), "2");
  assert.equal(look(tree.at("current"), "link"), "2");
  symlinkSync("../one/a.txt", tree.at("two/old"));
  assert.equal(look(tree.at("current"), "old"), undefined, "the old root is outside the new one");
});

test("what a root that is a link led to before is outside once it leads elsewhere", POSIX, () => {
  for (const policy of ["inside", "deny"] as const) {
    using tree = new TempTree({ "old/a": "old", "old/b": "old", "new/b": link("../old/b"), root: link("old") });
    assert.equal(look(tree.at("root"), "a", policy), "old");
    rmSync(tree.at("root"));
    symlinkSync("new", tree.at("root"));
    assert.equal(look(tree.at("root"), "b", policy), undefined, policy);
  }
});

test("a directory whose name begins with the root's is outside", POSIX, () => {
  using tree = new TempTree({ "www/a": "a", "www-private/secret": "secret" });
  symlinkSync("../www-private", tree.at("www/link"));
  assert.equal(look(tree.at("www"), "link/secret"), undefined);
  assert.equal(look(tree.at("www"), "link"), undefined);
});

test("links in circles are not there", POSIX, () => {
  using tree = new TempTree({ one: link("two"), two: link("one"), self: link("self") });
  for (const name of ["one", "self", "self/x"]) assert.equal(look(tree.path, name), undefined);
});

test("a hard link is a file like others", POSIX, () => {
  using tree = new TempTree({ "a.txt": "hello" });
  linkSync(tree.at("a.txt"), tree.at("b.txt"));
  assert.equal(look(tree.path, "b.txt"), "hello");
});

test("a pipe is not opened, and nobody waits for it", LINUX, () => {
  using tree = new TempTree({ "a.txt": "hello" });
  tree.addPipe("pipe");
  symlinkSync("pipe", tree.at("link"));
  assert.equal(look(tree.path, "pipe"), undefined);
  assert.equal(look(tree.path, "link", "follow"), undefined);
});

test("a socket and a device are not there", LINUX, async () => {
  using tree = new TempTree();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(tree.at("socket"), resolve));
  assert.equal(look(tree.path, "socket"), undefined);
  assert.equal(look("/dev", "zero", "follow"), undefined);
  await new Promise((resolve) => server.close(resolve));
});

test("a file one may not read throws EACCES, one in a directory one may not search is not there", POSIX, () => {
  using tree = new TempTree({ "a.txt": "hello", "closed/b.txt": "hello" });
  chmodSync(tree.path, 0o755);
  chmodSync(tree.at("a.txt"), 0);
  chmodSync(tree.at("closed"), 0o600);
  asOrdinaryUser(() => {
    assert.throws(() => look(tree.path, "a.txt"), { code: "EACCES" });
    assert.equal(look(tree.path, "closed/b.txt"), undefined);
  });
  chmodSync(tree.at("closed"), 0o700);
});

test("names that are not UTF-8 are found", LINUX, () => {
  using tree = new TempTree({ "\udcff/caf\udce9.txt": "hello" });
  assert.equal(look(tree.path, "\udcff/caf\udce9.txt"), "hello");
  assert.equal(look(tree.path, "\udcff"), "directory");
  assert.equal(look(tree.at("\udcff"), "caf\udce9.txt", "deny"), "hello");
  assert.equal(look(tree.path, "\udcfe"), undefined);
});

test("nothing that is refused leaves a descriptor open", LINUX, () => {
  using outside = new TempTree({ "secret.txt": "secret" });
  using tree = new TempTree({ "a.txt": "hello" });
  symlinkSync(outside.at("secret.txt"), tree.at("link"));
  look(tree.path, "link");
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) {
    look(tree.path, "link");
    look(tree.path, "nope");
    look(tree.path, "");
    look(tree.path, "a.txt");
  }
  assert.equal(openDescriptors(), before);
});

test("no request path, whatever it is made of, opens a file outside the root", POSIX, () => {
  using outside = new TempTree({ "secret.txt": "secret" });
  using tree = new TempTree({ "secret.txt": "public", "a/secret.txt": "public", "a/b/secret.txt": "public" });
  symlinkSync(outside.path, tree.at("a/link"));
  symlinkSync(outside.at("secret.txt"), tree.at("a/b/link.txt"));
  symlinkSync("../..", tree.at("a/b/top"));
  const piece = fc.constantFrom(
    "..",
    "%2e%2e",
    "/",
    "%2f",
    "a",
    "b",
    "link",
    "link.txt",
    "top",
    "secret.txt",
    ".",
    "%00",
    outside.path,
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 16 }),
      fc.constantFrom<SymlinkPolicy>("inside", "deny"),
      (pieces, policy) => {
        const segments = pathSegments(decodePath(pieces.join("")));
        if (segments !== undefined) assert.notEqual(look(tree.path, segments.names.join("/"), policy), "secret");
      },
    ),
    { numRuns: 1000 },
  );
});
