import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { test } from "node:test";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { TempTree, type TreeFiles } from "../files/temp-tree.ts";
import { FileServer, fieldOf, parseAnswer, QuietFileHandler } from "./file-server.ts";

const SITE: TreeFiles = { "hello.txt": "hello, world\n", "plain/a.txt": "a" };

const FILE_DATE = "Tue, 14 Nov 2023 22:13:20 GMT";

test("If-Modified-Since that is not earlier is answered 304 with nothing but Server and Date", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  for (const date of [FILE_DATE, "Wed, 15 Nov 2023 00:00:00 GMT", "Tuesday, 14-Nov-23 22:13:20 GMT"]) {
    const answer = await server.get("/hello.txt", `If-Modified-Since: ${date}`);
    assert.equal(answer.statusLine, "HTTP/1.0 304 Not Modified");
    assert.deepEqual(answer.fields, []);
    assert.equal(answer.body, "");
  }
  const later = await server.get("/hello.txt", "If-Modified-Since: Tue, 14 Nov 2023 22:13:19 GMT");
  assert.equal(later.body, "hello, world\n");
});

test("If-Modified-Since is ignored beside If-None-Match, when it is no date, and for what is no file", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const since = `If-Modified-Since: ${FILE_DATE}`;
  assert.equal((await server.get("/hello.txt", since, "If-None-Match:")).status, 200);
  assert.equal((await server.get("/hello.txt", since, 'If-None-Match: "x"')).status, 200);
  assert.equal((await server.get("/hello.txt", "If-Modified-Since: yesterday")).status, 200);
  assert.equal((await server.get("/plain/", since)).status, 200);
  assert.equal((await server.get("/plain", since)).status, 301);
  assert.equal((await server.get("/nope", since)).status, 404);
});

test("Last-Modified is not later than Date", async () => {
  using tree = new TempTree(SITE);
  utimesSync(tree.at("hello.txt"), 9e9, 9e9);
  await using server = await FileServer.start(tree.path);
  const answer = await server.get("/hello.txt");
  const date = Date.parse(/\r\nDate: ([^\r]*)/.exec(answer.text)?.[1] ?? "");
  assert.ok(Date.parse(fieldOf(answer, "Last-Modified") ?? "") <= date);
});

test("media types: the map of extensions, its default, the default type and the charset can be set", async () => {
  using tree = new TempTree({ "a.txt": "", "a.foo": "", "a.bar": "", "a.json": "", "a.tar.gz": "", "a.svgz": "" });
  class Typed extends SimpleHTTPRequestHandler {
    override extensionsMap = { ".foo": "text/x-foo" };
    override defaultContentType = "x/y";
    override textCharset = "";
  }
  await using server = await FileServer.start(tree.path, Typed);
  assert.equal(fieldOf(await server.get("/a.txt"), "Content-type"), "text/plain");
  assert.equal(fieldOf(await server.get("/a.foo"), "Content-type"), "text/x-foo");
  assert.equal(fieldOf(await server.get("/a.bar"), "Content-type"), "x/y");
  await using plain = await FileServer.start(tree.path);
  assert.equal(fieldOf(await plain.get("/a.txt"), "Content-type"), "text/plain; charset=utf-8");
  assert.equal(fieldOf(await plain.get("/a.json"), "Content-type"), "application/json");
  assert.equal(fieldOf(await plain.get("/a.bar"), "Content-type"), "application/octet-stream");
  assert.equal(fieldOf(await plain.get("/a.tar.gz"), "Content-type"), "application/gzip");
  assert.equal(fieldOf(await plain.get("/a.svgz"), "Content-type"), "image/svg+xml");
});

test("extra fields come last, in answers with files and directory pages, and in no others", async () => {
  using tree = new TempTree(SITE);
  class Extra extends SimpleHTTPRequestHandler {
    override extraResponseHeaders = [
      ["X-One", "1"],
      ["X-Two", "2"],
    ] as const;
  }
  await using server = await FileServer.start(tree.path, Extra);
  for (const target of ["/hello.txt", "/plain/"]) {
    assert.deepEqual((await server.get(target)).fields.slice(-2), [
      ["X-One", "1"],
      ["X-Two", "2"],
    ]);
  }
  const others = [
    await server.get("/plain"),
    await server.get("/nope"),
    await server.get("/hello.txt", `If-Modified-Since: ${FILE_DATE}`),
  ];
  for (const answer of others) assert.equal(fieldOf(answer, "X-One"), undefined);
});

test("Range and Accept are not looked at", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const answer = await server.get("/hello.txt", "Range: bytes=0-1", "Accept: image/png", 'If-Match: "x"');
  assert.equal(answer.status, 200);
  assert.equal(answer.body.length, 13);
});

test("extra fields can be given to the constructor", async () => {
  using tree = new TempTree(SITE);
  const extraResponseHeaders = [["Cache-Control", "no-store"]] as const;
  const handler = (...args: HandlerArgs): QuietFileHandler =>
    new QuietFileHandler(...args, { directory: tree.path, extraResponseHeaders });
  const { output } = await exchange(handler, "GET /hello.txt HTTP/1.0\r\n\r\n");
  assert.equal(fieldOf(parseAnswer(output.toString("latin1")), "Cache-Control"), "no-store");
});
