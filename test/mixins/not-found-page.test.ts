import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { NotFoundPageMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer, fieldOf } from "../server/file-server.ts";
import { link, TempTree } from "../support/temp-tree.ts";

const start = (tree: TempTree, file = "404.html"): Promise<FileServer> =>
  FileServer.start(tree.path, NotFoundPageMixin(SimpleHTTPRequestHandler, file));

test("what is missing is answered 404 with the file, its type and its length, and no validators", async () => {
  using tree = new TempTree({ "404.html": "<p>gone", "a.txt": "" });
  await using server = await start(tree);
  for (const path of ["/missing", "/x/y.png", "/a.txt/", "/%00"]) {
    const answer = await server.get(path);
    assert.equal(answer.statusLine, "HTTP/1.0 404 File not found");
    assert.equal(answer.body, "<p>gone");
    assert.deepEqual(answer.fields, [
      ["Content-type", "text/html; charset=utf-8"],
      ["Content-Length", "7"],
      ["X-Content-Type-Options", "nosniff"],
    ]);
  }
  assert.equal(server.log.filter((line) => line === "code 404, message File not found").length, 4);
});

test("HEAD gets the head alone", async () => {
  using tree = new TempTree({ "404.html": "<p>gone" });
  await using server = await start(tree);
  const answer = await server.ask("HEAD", "/missing");
  assert.equal(answer.status, 404);
  assert.equal(fieldOf(answer, "Content-Length"), "7");
  assert.equal(answer.body, "");
});

test("conditions and ranges are not for it", async () => {
  using tree = new TempTree({ "404.html": "<p>gone" });
  await using server = await start(tree);
  for (const field of ["If-None-Match: *", "If-Match: *", "Range: bytes=0-0"]) {
    const answer = await server.get("/missing", field);
    assert.deepEqual([answer.status, answer.body], [404, "<p>gone"], field);
  }
});

test("the connection stays open behind it", async () => {
  using tree = new TempTree({ "404.html": "<p>gone" });
  class Handler extends NotFoundPageMixin(SimpleHTTPRequestHandler, "404.html") {
    override protocolVersion = "HTTP/1.1";
  }
  await using server = await FileServer.start(tree.path, Handler);
  const text = await server.send(
    "GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  );
  assert.equal(text.split("HTTP/1.1 404 ").length - 1, 2);
  assert.ok(text.endsWith("<p>gone"));
});

test("at its own path it is a file as any other", async () => {
  using tree = new TempTree({ "404.html": "<p>gone" });
  await using server = await start(tree);
  assert.equal((await server.get("/404.html")).status, 200);
});

test("where it cannot be read the usual page is sent", async () => {
  using tree = new TempTree({ "404.html": "<p>gone", "dir/x": "" });
  using other = new TempTree({ "secret.html": "secret" });
  tree.add("out.html", link(other.at("secret.html")));
  for (const file of ["dir", "nope.html", "../404.html", "out.html"]) {
    await using server = await start(tree, file);
    assert.match((await server.get("/missing")).body, /Error code: 404/, file);
  }
  await using server = await start(tree);
  rmSync(tree.at("404.html"));
  assert.match((await server.get("/missing")).body, /Error code: 404/);
});

test("a file elsewhere may be given by its whole path", async () => {
  using tree = new TempTree({});
  using other = new TempTree({ "gone.txt": "gone" });
  await using server = await start(tree, other.at("gone.txt"));
  const answer = await server.get("/missing");
  assert.deepEqual([answer.status, answer.body], [404, "gone"]);
  assert.equal(fieldOf(answer, "Content-type"), "text/plain; charset=utf-8");
});

test("without it a 404.html is not for what is missing", async () => {
  using tree = new TempTree({ "404.html": "<p>gone" });
  await using server = await FileServer.start(tree.path);
  assert.match((await server.get("/missing")).body, /Error code: 404/);
});
