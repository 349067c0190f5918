import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { mock, test } from "node:test";
import { hasShortName } from "../../src/files/short-name.ts";
import { NoDotfilesMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer } from "../server/file-server.ts";
import { link, TempTree } from "../support/temp-tree.ts";

const POSIX = { skip: process.platform === "win32" };

/** Lets directories keep a name to themselves, as those of FAT and NTFS do with short ones. */
function unlist(hidden: string): Disposable {
  const original = fs.readdirSync as unknown as (path: string, encoding: "buffer") => Buffer[];
  const reading = mock.method(fs, "readdirSync", (path: string, encoding: "buffer") =>
    original(path, encoding).filter((name) => String(name) !== hidden),
  );
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]: () => {
      reading.mock.restore();
      syncBuiltinESMExports();
    },
  };
}

test("a name is a short one if it leads to something and its directory does not list it", POSIX, () => {
  using tree = new TempTree({ ".git/config": "c", "GIT~1": link(".git"), "a~1/b~2": "", "\udcff~1": "" });
  const asked = [["GIT~1"], ["GIT~1", "config"], ["x", "GIT~1"], ["a~1"], ["a~1", "b~2"], ["\udcff~1"], ["gone~1"], []];
  assert.ok(asked.every((names) => !hasShortName(tree.path, names)));
  using _ = unlist("GIT~1");
  const answers = asked.map((names) => hasShortName(tree.path, names));
  assert.deepEqual(answers, [true, true, false, false, false, false, false, false]);
});

test("the short names of Samba end in letters, too", POSIX, () => {
  using tree = new TempTree({ "G7K5QX~Z": "", "FOOBA~X_.TXT": "" });
  for (const name of ["G7K5QX~Z", "FOOBA~X_.TXT"]) {
    assert.ok(!hasShortName(tree.path, [name]));
    using _ = unlist(name);
    assert.ok(hasShortName(tree.path, [name]));
  }
});

test("for a name that is no short one, as it is longer or has other dots, no directory is read", POSIX, () => {
  const names = ["letters~1.html", "letter~12", "a~1.html", "a.~1~", "a.b~1", "a~1.b.c", "~home", "draft~"];
  using tree = new TempTree(Object.fromEntries(names.map((name) => [name, ""])));
  const reading = mock.method(fs, "readdirSync");
  syncBuiltinESMExports();
  const found = names.filter((name) => hasShortName(tree.path, [name]));
  reading.mock.restore();
  syncBuiltinESMExports();
  assert.deepEqual([found, reading.mock.callCount()], [[], 0]);
});

test("a name in a directory that cannot be read may be a short one", POSIX, () => {
  using tree = new TempTree({ "a~1": "" });
  const reading = mock.method(fs, "readdirSync", () => {
    throw Object.assign(new Error("EACCES"), { code: "EACCES" });
  });
  syncBuiltinESMExports();
  assert.ok(hasShortName(tree.path, ["a~1"]));
  assert.ok(!hasShortName(tree.path, ["gone~1"]));
  reading.mock.restore();
  syncBuiltinESMExports();
});

test("without dotfiles none is served by its short name", POSIX, async () => {
  using tree = new TempTree({ ".git/config": "c", "GIT~1": link(".git") });
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(SimpleHTTPRequestHandler));
  assert.equal((await server.get("/GIT~1/config")).body, "c");
  using _ = unlist("GIT~1");
  for (const path of ["/GIT~1/config", "/GIT%7E1/", "/x/../GIT~1/config"])
    assert.equal((await server.get(path)).status, 404, path);
});
