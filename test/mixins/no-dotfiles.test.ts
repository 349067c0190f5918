import assert from "node:assert/strict";
import { test } from "node:test";
import { NoDotfilesMixin, SpaMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer } from "../server/file-server.ts";
import { link, TempTree } from "../support/temp-tree.ts";

const FILES = {
  "index.html": "<p>app",
  "sub/a.txt": "a",
  "sub/.hidden": "b",
  ".env": "secret",
  ".git/config": "c",
  ".well-known/security.txt": "d",
  ".well-known/.x": "e",
  "...": "f",
  "a.b": "g",
};

test("what begins with a dot is not found, however it is spelled, nor is what lies in such a folder", async () => {
  using tree = new TempTree(FILES);
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(SimpleHTTPRequestHandler));
  for (const path of [
    "/.env",
    "/%2eenv",
    "/%2Eenv?x",
    "/./.env",
    "/sub/../.env",
    "/sub%2f.hidden",
    "/sub/.hidden",
    "/.git",
    "/.git/",
    "/.git/config",
    "/%2egit%2fconfig",
    "/.well-known/.x",
    "/...",
  ]) {
    for (const method of ["GET", "HEAD"]) assert.equal((await server.ask(method, path)).status, 404, path);
  }
});

test("other names and .well-known are found", async () => {
  using tree = new TempTree(FILES);
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(SimpleHTTPRequestHandler));
  for (const path of ["/", "/a.b", "/sub/", "/sub/a.txt", "/sub/./a.txt", "/.well-known/security.txt"]) {
    assert.equal((await server.get(path)).status, 200, path);
  }
});

test("pages of directories do not name what is not found", async () => {
  using tree = new TempTree({ ...FILES, "list/.x": "", "list/y": "", "list/.well-known/z": "" });
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(SimpleHTTPRequestHandler));
  const { body } = await server.get("/list/");
  assert.deepEqual(
    [...body.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
    [".well-known/", "y"],
  );
});

test("the directory itself may lie in a folder with a dot", async () => {
  using tree = new TempTree({ ".config/site/a.txt": "a", ".config/site/.b": "b" });
  await using server = await FileServer.start(tree.at(".config/site"), NoDotfilesMixin(SimpleHTTPRequestHandler));
  assert.deepEqual([(await server.get("/a.txt")).status, (await server.get("/.b")).status], [200, 404]);
});

test("a link with another name to what begins with a dot is served", {
  skip: process.platform === "win32",
}, async () => {
  using tree = new TempTree({ ...FILES, public: link(".git") });
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(SimpleHTTPRequestHandler));
  assert.equal((await server.get("/public/config")).body, "c");
});

test("a dot is one for every file system, also behind what some of them drop", async () => {
  const names = ["\u200c.env", "\ufeff\u00ad.env", "\uff0eenv", "\u2024env", "\ufe52env"];
  using tree = new TempTree({
    ...Object.fromEntries(names.map((name) => [name, "secret"])),
    "e\u200c.x": "x",
    "\u2026and more": "y",
  });
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(SimpleHTTPRequestHandler));
  for (const name of names) assert.equal((await server.get(`/${encodeURIComponent(name)}`)).status, 404, name);
  for (const name of ["e\u200c.x", "\u2026and more"])
    assert.equal((await server.get(`/${encodeURIComponent(name)}`)).status, 200, name);
  assert.equal((await server.get("/")).body.includes("env"), false);
});

test("a file with a name like Windows's short ones is found and listed", async () => {
  using tree = new TempTree({ "IMG~1.JPG": "a", "sub~2/b~3.txt": "b" });
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(SimpleHTTPRequestHandler));
  for (const path of ["/IMG~1.JPG", "/sub~2/b~3.txt", "/sub~2/"])
    assert.equal((await server.get(path)).status, 200, path);
  assert.equal((await server.get("/gone~1")).status, 404);
  assert.match((await server.get("/")).body, /IMG~1\.JPG/);
});

test("a dotfile is no route of an application either", async () => {
  using tree = new TempTree(FILES);
  const Handler = SpaMixin(NoDotfilesMixin(SimpleHTTPRequestHandler));
  await using server = await FileServer.start(tree.path, Handler);
  for (const path of ["/.env", "/.git/config", "/.git/"]) {
    assert.equal((await server.get(path, "Sec-Fetch-Dest: document")).status, 404, path);
  }
});

test("what the handler does not list of its own accord stays unlisted", async () => {
  using tree = new TempTree({ "a.txt": "", "b.tmp": "", ".c": "" });
  class Choosy extends SimpleHTTPRequestHandler {
    override isListed(name: string): boolean {
      return !name.endsWith(".tmp");
    }
  }
  await using server = await FileServer.start(tree.path, NoDotfilesMixin(Choosy));
  const { body } = await server.get("/?format=text");
  assert.match(body, /a\.txt/);
  assert.doesNotMatch(body, /b\.tmp|\.c/);
});
