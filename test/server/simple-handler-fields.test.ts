import assert from "node:assert/strict";
import { renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { FileCache } from "../../src/files/file-cache.ts";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { TempTree, type TreeFiles } from "../support/temp-tree.ts";
import { FileServer, fieldOf, parseAnswer, QuietFileHandler } from "./file-server.ts";

const SITE: TreeFiles = { "hello.txt": "hello, world\n", "plain/a.txt": "a" };

/** Keeps files at once. */
const KEEPING = new FileCache({ settledMs: -1000 });

const FILE_DATE = "Tue, 14 Nov 2023 22:13:20 GMT";

test("If-Modified-Since that is not earlier is answered 304 with the tag, and no other field of a file", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  for (const date of [FILE_DATE, "Wed, 15 Nov 2023 00:00:00 GMT", "Tuesday, 14-Nov-23 22:13:20 GMT"]) {
    const answer = await server.get("/hello.txt", `If-Modified-Since: ${date}`);
    assert.equal(answer.statusLine, "HTTP/1.0 304 Not Modified");
    assert.deepEqual(
      answer.fields.map(([name]) => name),
      ["ETag"],
    );
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

/** The tag of a file, from an answer with it. */
async function etagOf(server: FileServer, target: string): Promise<string> {
  return fieldOf(await server.get(target), "ETag") ?? "missing";
}

test("a tag names one version of a file: another time, size or file has another", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const tags = [await etagOf(server, "/hello.txt")];
  assert.equal(await etagOf(server, "/hello.txt"), tags[0]);
  utimesSync(tree.at("hello.txt"), 1700000000, 1700000000.75001);
  tags.push(await etagOf(server, "/hello.txt"));
  writeFileSync(tree.at("hello.txt"), "longer than it was\n");
  utimesSync(tree.at("hello.txt"), 1700000000, 1700000000.75001);
  tags.push(await etagOf(server, "/hello.txt"));
  writeFileSync(tree.at("new.txt"), "LONGER THAN IT WAS\n");
  utimesSync(tree.at("new.txt"), 1700000000, 1700000000.75001);
  renameSync(tree.at("new.txt"), tree.at("hello.txt"));
  tags.push(await etagOf(server, "/hello.txt"));
  assert.equal(new Set(tags).size, tags.length, tags.join(" "));
});

test("the client's copy is still good, or not, or it is in the way: 304, 200, 412", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const tag = await etagOf(server, "/hello.txt");
  assert.equal((await server.get("/hello.txt", `If-None-Match: ${tag}`)).status, 304);
  assert.equal((await server.get("/hello.txt", `If-Match: ${tag}`)).body, "hello, world\n");
  const failed = await server.get("/hello.txt", 'If-Match: "x"');
  assert.equal(failed.statusLine, "HTTP/1.0 412 Precondition Failed");
  assert.match(failed.body, /Error code: 412/);
});

test("conditions say nothing where there is no file to have: a redirect and a 404 stay (RFC 9110 §13.2.1)", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  assert.equal((await server.get("/plain", 'If-Match: "x"')).status, 301);
  assert.equal((await server.get("/nope", 'If-Match: "x"')).status, 404);
  assert.equal((await server.get("/nope", "If-None-Match: *")).status, 404);
});

test("a part, several parts, and no part of a file are sent as RFC 9110 §14 has it", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const one = await server.get("/hello.txt", "Range: bytes=7-11");
  assert.equal(one.statusLine, "HTTP/1.0 206 Partial Content");
  assert.equal(fieldOf(one, "Content-Range"), "bytes 7-11/13");
  assert.equal(one.body, "world");
  const several = await server.get("/hello.txt", "Range: bytes=0-1,-1");
  const boundary = /boundary=(.*)$/.exec(fieldOf(several, "Content-type") ?? "")?.[1];
  const head = (part: string): string =>
    `\r\n--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ${part}/13\r\n\r\n`;
  assert.equal(several.body, `${head("0-1")}he${head("12-12")}\n\r\n--${boundary}--\r\n`);
  assert.equal(fieldOf(several, "Content-Length"), String(several.body.length));
  const none = await server.get("/hello.txt", "Range: bytes=13-");
  assert.equal(none.statusLine, "HTTP/1.0 416 Range Not Satisfiable");
  assert.equal(fieldOf(none, "Content-Range"), "bytes */13");
});

test("a Range of another version is answered with the whole file", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const tag = await etagOf(server, "/hello.txt");
  assert.equal((await server.get("/hello.txt", "Range: bytes=0-1", `If-Range: ${tag}`)).body, "he");
  writeFileSync(tree.at("hello.txt"), "HELLO, WORLD\n");
  assert.equal((await server.get("/hello.txt", "Range: bytes=0-1", `If-Range: ${tag}`)).body, "HELLO, WORLD\n");
});

test("HEAD has the fields of the whole file, whatever its Range", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const answer = await server.ask("HEAD", "/hello.txt", "Range: bytes=0-1");
  assert.equal(answer.status, 200);
  assert.equal(fieldOf(answer, "Content-Length"), "13");
});

test("tags, ranges and nosniff can be switched off, and Accept is not looked at", async () => {
  using tree = new TempTree(SITE);
  class Plain extends SimpleHTTPRequestHandler {
    override etag = "none" as const;
    override acceptRanges = false;
    override noSniff = false;
  }
  await using server = await FileServer.start(tree.path, Plain);
  const answer = await server.get("/hello.txt", "Range: bytes=0-1", "Accept: image/png");
  assert.equal(answer.status, 200);
  assert.deepEqual(
    answer.fields.map(([name]) => name),
    ["Content-type", "Content-Length", "Last-Modified"],
  );
});

test("extra fields can be given to the constructor", async () => {
  using tree = new TempTree(SITE);
  const extraResponseHeaders = [["Cache-Control", "no-store"]] as const;
  const handler = (...args: HandlerArgs): QuietFileHandler =>
    new QuietFileHandler(...args, { directory: tree.path, extraResponseHeaders });
  const { output } = await exchange(handler, "GET /hello.txt HTTP/1.0\r\n\r\n");
  assert.equal(fieldOf(parseAnswer(output.toString("latin1")), "Cache-Control"), "no-store");
});

test("an index page that is kept in memory is found as one on the disk, and is gone when it is gone", async () => {
  using tree = new TempTree({ "site/index.html": "first", "site/index.htm": "second", "site/other.txt": "other" });
  class Keeping extends SimpleHTTPRequestHandler {
    override fileCache: FileCache | undefined = KEEPING;
  }
  await using server = await FileServer.start(tree.path, Keeping);
  for (let round = 0; round < 3; round++) assert.equal((await server.get("/site/")).body, "first");
  assert.equal(KEEPING.bytes > 0, true);
  assert.equal((await server.get("/site")).status, 301);
  assert.equal((await server.get("/site/index.html/")).status, 404);
  rmSync(tree.at("site/index.html"));
  assert.equal((await server.get("/site/")).body, "second");
  rmSync(tree.at("site"), { recursive: true });
  assert.equal((await server.get("/site/")).status, 404);
});

test("a file is no index page because its name ends as one, kept in memory or not", async () => {
  using tree = new TempTree({ "docs/a.txt": "", "docsindex.html": "another" });
  class Keeping extends SimpleHTTPRequestHandler {
    override fileCache: FileCache | undefined = KEEPING;
  }
  await using server = await FileServer.start(tree.path, Keeping);
  assert.equal((await server.get("/docsindex.html")).body, "another");
  assert.equal((await server.get("/docs")).status, 301);
});

test("an override of sendHeader sees every field of a file, and the answer is the same without one", async () => {
  using tree = new TempTree(SITE);
  const seen: string[] = [];
  class Seeing extends SimpleHTTPRequestHandler {
    override sendHeader(keyword: string, value: string | number): void {
      seen.push(`${keyword}: ${value}`);
      super.sendHeader(keyword, value);
    }
  }
  await using usual = await FileServer.start(tree.path);
  await using server = await FileServer.start(tree.path, Seeing);
  for (const field of ["Accept: */*", "Range: bytes=1-2", `If-Modified-Since: ${FILE_DATE}`, "Range: bytes=99-"]) {
    seen.length = 0;
    const answer = await server.get("/hello.txt", field);
    const lines = answer.text.slice(0, answer.text.indexOf("\r\n\r\n")).split("\r\n").slice(1);
    assert.deepEqual(seen, lines, field);
    assert.deepEqual(answer.fields, (await usual.get("/hello.txt", field)).fields, field);
  }
});

test("a map of extensions that changes counts from the next request on, for kept files too", async () => {
  using tree = new TempTree(SITE);
  const types: Record<string, string> = {};
  class Typed extends SimpleHTTPRequestHandler {
    override extensionsMap = types;
    override fileCache: FileCache | undefined = KEEPING;
  }
  await using server = await FileServer.start(tree.path, Typed);
  for (const type of ["text/x-one", "text/x-two"]) {
    types[".txt"] = type;
    assert.equal(fieldOf(await server.get("/hello.txt"), "Content-type"), `${type}; charset=utf-8`);
  }
});

test("one directory's files are not those of another that is served beside it", async () => {
  using one = new TempTree({ "a.txt": "one" });
  using two = new TempTree({ "a.txt": "two" });
  await using first = await FileServer.start(one.path);
  await using second = await FileServer.start(two.path);
  for (let round = 0; round < 2; round++) {
    assert.equal((await first.get("/a.txt")).body, "one");
    assert.equal((await second.get("/a.txt")).body, "two");
  }
});

test("an HTTP/0.9 client gets the bytes of a file and no head", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  assert.equal(await server.send("GET /hello.txt\r\n"), "hello, world\n");
});
