import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import type { ByteSource } from "../../src/files/byte-source.ts";
import { NotFoundPageMixin, SpaMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer, fieldOf } from "../server/file-server.ts";
import { TempTree } from "../support/temp-tree.ts";

const FILES = {
  "index.html": "<p>app",
  "shell.html": "<p>shell",
  "404.html": "<p>none",
  "app.js": "x",
  "docs/a.txt": "",
};
const HTML = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
const VARY = "Accept, Sec-Fetch-Dest, Sec-Fetch-Mode";

class Persistent extends SimpleHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";
}

const start = (tree: TempTree): Promise<FileServer> => FileServer.start(tree.path, SpaMixin(SimpleHTTPRequestHandler));

test("a navigation that names no file gets the page, 200, with its validators, and says what it depends on", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  const own = await server.get("/index.html");
  for (const path of ["/users", "/users/42", "/users/42/", "/users/a%20b?x=1.js", "/docs/missing"]) {
    const answer = await server.get(path, HTML);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.body, "<p>app");
    assert.deepEqual(answer.fields, [...own.fields, ["Vary", VARY]]);
  }
});

test("fields of fetch metadata decide before Accept does", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  for (const [fields, status] of [
    [["Sec-Fetch-Dest: document", "Sec-Fetch-Mode: navigate"], 200],
    [["Sec-Fetch-Dest: document"], 200],
    [["Sec-Fetch-Dest: iframe", "Sec-Fetch-Mode: navigate"], 200],
    [["Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors", HTML], 404],
    [["Sec-Fetch-Dest: script", HTML], 404],
    [[HTML], 200],
    [["Accept: TEXT/HTML"], 200],
    [["Accept: application/json", "Accept: text/html"], 200],
    [["Accept: */*"], 404],
    [["Accept: text/*"], 404],
    [["Accept: text/html;q=0"], 404],
    [["Accept: application/json"], 404],
    [[], 404],
  ] as const) {
    const answer = await server.get("/users", ...fields);
    assert.equal(answer.status, status, fields.join());
    assert.equal(fieldOf(answer, "Vary"), VARY, "the other answer is for others");
  }
});

test("what looks like a file, or begins with a dot, stays missing", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  for (const path of [
    "/app.css",
    "/x/logo.png",
    "/x%2ejs",
    "/a.b/",
    "/.env",
    "/.git/config",
    "/x/.y/z",
    "/%00",
    "/v1.2",
  ]) {
    const answer = await server.get(path, HTML);
    assert.equal(answer.status, 404, path);
    assert.equal(fieldOf(answer, "Vary"), undefined);
  }
});

test("files, listings and redirections are as they were", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  assert.equal((await server.get("/app.js", HTML)).body, "x");
  assert.equal((await server.get("/docs", HTML)).status, 301);
  const listing = await server.get("/docs/", HTML);
  assert.match(listing.body, /Directory listing/);
  assert.equal(fieldOf(listing, "Vary"), undefined);
});

test("HEAD is answered as GET is, other methods are not", async () => {
  using tree = new TempTree(FILES);
  class Posting extends SimpleHTTPRequestHandler {
    async do_POST(): Promise<void> {
      const page = (await this.sendNotFound()) as ByteSource | null;
      page?.close();
    }
  }
  await using server = await FileServer.start(tree.path, SpaMixin(Posting));
  const head = await server.ask("HEAD", "/users", HTML);
  assert.equal(head.status, 200);
  assert.equal(fieldOf(head, "Content-Length"), "6");
  assert.equal(head.body, "");
  assert.equal((await server.ask("POST", "/users", HTML)).status, 404);
});

test("the page is not sent again to who has it", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  const etag = fieldOf(await server.get("/users", HTML), "ETag");
  const answer = await server.get("/users", HTML, `If-None-Match: ${etag}`);
  assert.equal(answer.status, 304);
  assert.equal(fieldOf(answer, "Vary"), VARY);
});

test("another file may be the page, and without it the answer is 404", async () => {
  using tree = new TempTree(FILES);
  for (const file of ["shell.html", tree.at("shell.html")]) {
    await using server = await FileServer.start(tree.path, SpaMixin(SimpleHTTPRequestHandler, file));
    assert.equal((await server.get("/users", HTML)).body, "<p>shell");
  }
  await using server = await start(tree);
  rmSync(tree.at("index.html"));
  assert.equal((await server.get("/users", HTML)).status, 404);
});

test("what is no route has the page for missing files, 404", async () => {
  using tree = new TempTree(FILES);
  const Handler = SpaMixin(NotFoundPageMixin(SimpleHTTPRequestHandler, "404.html"));
  await using server = await FileServer.start(tree.path, Handler);
  assert.equal((await server.get("/users", HTML)).body, "<p>app");
  for (const answer of [await server.get("/users"), await server.get("/x.js", HTML)]) {
    assert.equal(answer.status, 404);
    assert.equal(answer.body, "<p>none");
  }
  assert.equal(fieldOf(await server.get("/users"), "Vary"), VARY);
});

test("only the answer to a route says what it depends on, and no later one on its connection", async () => {
  using tree = new TempTree(FILES);
  await using server = await FileServer.start(tree.path, SpaMixin(Persistent));
  const text = await server.send(
    `GET /users HTTP/1.1\r\nHost: a\r\n${HTML}\r\n\r\nGET /app.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  );
  assert.equal(text.match(/HTTP\/1\.1 200 OK\r\n/g)?.length, 2);
  assert.deepEqual(text.match(/^Vary: .*$/gm), [`Vary: ${VARY}`]);
});

test("where the page is a directory there is none", async () => {
  using tree = new TempTree({ "index.html/a.txt": "" });
  await using server = await start(tree);
  assert.equal((await server.get("/users", HTML)).status, 404);
});
