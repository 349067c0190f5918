import assert from "node:assert/strict";
import { chmodSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { SHORT_VERSION } from "../../src/server/server-version.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { asOrdinaryUser, link, TempTree, type TreeFiles } from "../support/temp-tree.ts";
import { FileServer, fieldOf, parseAnswer, QuietFileHandler } from "./file-server.ts";

const SITE: TreeFiles = {
  "hello.txt": "hello, world\n",
  "with index/index.html": "<p>index",
  "with index/index.htm": "<p>second",
  "second/index.htm": "<p>second",
  "odd/index.html/x": "a directory of that name",
  "odd/index.htm": "<p>second",
  "plain/a.txt": "a",
  "plain/b/c.txt": "c",
  "a%62.txt": "percent",
  "plus+name;v=1.txt": "plus",
};

const POSIX = { skip: process.platform === "win32" };
const FILE_DATE = "Tue, 14 Nov 2023 22:13:20 GMT";

test("a file is answered with Python's fields, in Python's order and case, and then our own", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const answer = await server.get("/hello.txt");
  assert.equal(answer.statusLine, "HTTP/1.0 200 OK");
  assert.match(answer.text, /^HTTP\/1\.0 200 OK\r\nServer: [^\r]*\r\nDate: [^\r]*\r\nContent-type: /);
  assert.deepEqual(answer.fields, [
    ["Content-type", "text/plain; charset=utf-8"],
    ["Content-Length", "13"],
    ["Last-Modified", FILE_DATE],
    ["ETag", fieldOf(answer, "ETag") ?? "missing"],
    ["Accept-Ranges", "bytes"],
    ["X-Content-Type-Options", "nosniff"],
  ]);
  assert.match(fieldOf(answer, "ETag") ?? "", /^"[0-9a-f]+-[0-9a-f]+"$/);
  assert.equal(answer.body, "hello, world\n");
  assert.deepEqual(server.log, ['"GET /hello.txt HTTP/1.0" 200 -']);
});

test("HEAD has the fields of GET and no body", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  for (const target of ["/hello.txt", "/plain/", "/plain", "/nope", "/with%20index/"]) {
    const get = await server.get(target);
    const head = await server.ask("HEAD", target);
    assert.equal(head.statusLine, get.statusLine);
    assert.deepEqual(head.fields, get.fields);
    assert.equal(head.body, "");
  }
});

test("every byte of a file is sent as it is", async () => {
  const bytes = Buffer.from(Array.from({ length: 70000 }, (_, index) => (index * 7) & 0xff));
  using tree = new TempTree({ "lines.txt": "a\r\nb\nc\r\0\x1a\xff", large: bytes, empty: "" });
  await using server = await FileServer.start(tree.path);
  assert.equal(Buffer.from((await server.get("/lines.txt")).body, "latin1").toString(), "a\r\nb\nc\r\0\x1a\xff");
  assert.deepEqual(Buffer.from((await server.get("/large")).body, "latin1"), bytes);
  assert.deepEqual(fieldOf(await server.get("/empty"), "Content-Length"), "0");
});

test("the directory is the working directory, unless one is given as a path or a URL", async () => {
  using tree = new TempTree(SITE);
  const inside = await exchange(QuietFileHandler, "GET /package.json HTTP/1.0\r\n\r\n");
  assert.match(inside.output.toString(), /^HTTP\/1\.0 200 /);
  await using server = await FileServer.start(pathToFileURL(tree.path));
  assert.equal((await server.get("/hello.txt")).status, 200);
  class Subclass extends QuietFileHandler {
    override directory = tree.path;
  }
  const outcome = await exchange(Subclass, "GET /hello.txt HTTP/1.0\r\n\r\n");
  assert.match(outcome.output.toString(), /hello, world/);
});

test("an option that is null is as good as none, as None is in Python", () => {
  const options = { directory: null, extraResponseHeaders: null };
  const handler = new QuietFileHandler({} as never, ["", 0], {} as never, options);
  assert.equal(handler.directory, process.cwd());
  assert.deepEqual(handler.extraResponseHeaders, []);
});

test("the server's name is SimpleHTTP and our version", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const { text } = await server.get("/hello.txt");
  assert.match(text, new RegExp(`\r\nServer: SimpleHTTP/${SHORT_VERSION.replace(".", "\\.")} Node\\.js/\\d+\r\n`));
});

test("a directory without a slash is redirected to the path with it; the query stays, an empty one does not", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const answer = await server.get("/plain");
  assert.equal(answer.statusLine, "HTTP/1.0 301 Moved Permanently");
  assert.deepEqual(answer.fields, [
    ["Location", "/plain/"],
    ["Content-Length", "0"],
  ]);
  assert.equal(answer.body, "");
  const locations: readonly (readonly [target: string, location: string])[] = [
    ["/plain?hi=1", "/plain/?hi=1"],
    ["/plain?", "/plain/"],
    ["/with%20index?a=b/", "/with%20index/?a=b/"],
    ["/plain/b", "/plain/b/"],
    ["plain", "/plain/"],
    ["/plain/.", "/plain/./"],
  ];
  for (const [target, location] of locations) assert.equal(fieldOf(await server.get(target), "Location"), location);
});

test("an encoded slash at the end is a slash: no redirection, and no file", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  for (const slash of ["%2f", "%2F"]) {
    assert.equal((await server.get(`/plain${slash}`)).status, 200);
    assert.equal((await server.get(`/hello.txt${slash}`)).status, 404);
  }
});

test("a directory is answered with the first of its index pages; a directory of that name is none", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  const answer = await server.get("/with%20index/");
  assert.equal(answer.body, "<p>index");
  assert.deepEqual(answer.fields[0], ["Content-type", "text/html; charset=utf-8"]);
  assert.equal((await server.get("/with%20index/?query")).body, "<p>index");
  for (const target of ["/second/", "/odd/"]) assert.equal((await server.get(target)).body, "<p>second");
});

test("index pages can be named, and may be links inside the directory", POSIX, async () => {
  using tree = new TempTree({
    "a/home": "home",
    "b/index.html": link("../a/home"),
    "c/index.html": link("index.html"),
  });
  await using server = await FileServer.start(tree.path);
  assert.equal((await server.get("/b/")).body, "home");
  assert.match((await server.get("/c/")).body, /index\.html@/);
  class Named extends SimpleHTTPRequestHandler {
    override indexPages = ["default.htm", "home"];
  }
  await using named = await FileServer.start(tree.path, Named);
  assert.equal((await named.get("/a/")).body, "home");
});

test("what does not exist is 404 File not found, as is a file with a slash behind it", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  for (const target of [
    "/nope",
    "/hello.txt/",
    "/hello.txt/x",
    "/HELLO.TXT?",
    "/plain/nope/",
    `/${"x".repeat(5000)}`,
  ]) {
    assert.equal((await server.get(target)).statusLine, "HTTP/1.0 404 File not found", target);
  }
  assert.deepEqual(server.log.slice(0, 2), ["code 404, message File not found", '"GET /nope HTTP/1.0" 404 -']);
});

test("an unreadable file is 404, an unreadable directory 404 No permission to list directory", POSIX, async () => {
  using tree = new TempTree({ "closed.txt": "secret", "dir/x": "x", "indexed/index.html": "x" });
  chmodSync(tree.path, 0o755);
  for (const name of ["closed.txt", "indexed/index.html"]) chmodSync(tree.at(name), 0);
  chmodSync(tree.at("dir"), 0o300);
  const answers = new Map<string, string>();
  for (const target of ["/closed.txt", "/indexed/", "/dir/", "/dir"]) {
    const handler = new QuietFileHandler({} as never, ["", 0], {} as never, { directory: tree.path });
    handler.path = target;
    handler.command = "GET";
    handler.sendError = (code, message) => void answers.set(target, `${code} ${message}`);
    handler.sendResponse = (code) => void answers.set(target, String(code));
    handler.sendHeader = () => undefined;
    handler.endHeaders = () => undefined;
    assert.equal(
      asOrdinaryUser(() => handler.sendHead()),
      null,
    );
  }
  chmodSync(tree.at("dir"), 0o700);
  assert.deepEqual(Object.fromEntries(answers), {
    "/closed.txt": "404 File not found",
    "/indexed/": "404 File not found",
    "/dir/": "404 No permission to list directory",
    "/dir": "301",
  });
});

test("names are decoded once; + is no blank, and ; belongs to the name", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  assert.equal((await server.get("/a%2562.txt")).body, "percent");
  assert.equal((await server.get("/ab.txt")).status, 404);
  assert.equal((await server.get("/a%62.txt")).status, 404);
  assert.equal((await server.get("/plus+name;v=1.txt")).body, "plus");
  assert.equal((await server.get("/%68ello%2etxt")).body, "hello, world\n");
});

test("a path needs no slash in front, and may have several", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  for (const target of [
    "hello.txt",
    "//hello.txt",
    "/plain/../hello.txt",
    "/hello.txt?x",
    "/hello.txt#f",
    "/./hello.txt",
  ]) {
    assert.equal((await server.get(target)).body, "hello, world\n", target);
  }
});

test("methods other than GET and HEAD are 501", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  for (const method of ["POST", "GETs", "FOO"]) assert.equal((await server.ask(method, "/hello.txt")).status, 501);
});

test("an HTTP/0.9 request gets the bytes of the file and nothing else", async () => {
  using tree = new TempTree(SITE);
  await using server = await FileServer.start(tree.path);
  assert.equal(await server.send("GET /hello.txt\r\n"), "hello, world\n");
});

test("with HTTP/1.1 files, redirections and 304 keep the connection", async () => {
  using tree = new TempTree(SITE);
  class Persistent extends SimpleHTTPRequestHandler {
    override protocolVersion = "HTTP/1.1";
  }
  await using server = await FileServer.start(tree.path, Persistent);
  const targets = ["/hello.txt", "/plain", "/plain/", "/hello.txt"];
  const requests = targets.map(
    (target) => `GET ${target} HTTP/1.1\r\nHost: test\r\nIf-Modified-Since: ${FILE_DATE}\r\n\r\n`,
  );
  const text = await server.send(
    `${requests.join("")}GET /hello.txt HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`,
  );
  assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), [
    "HTTP/1.1 304",
    "HTTP/1.1 301",
    "HTTP/1.1 200",
    "HTTP/1.1 304",
    "HTTP/1.1 200",
  ]);
  assert.equal(parseAnswer(text.slice(text.lastIndexOf("HTTP/1.1"))).body, "hello, world\n");
});

test("links in the directory are followed inside it only, unless asked for", POSIX, async () => {
  using outside = new TempTree({ "secret.txt": "secret" });
  using tree = new TempTree({ ...SITE, inside: link("hello.txt"), directory: link("plain") });
  symlinkSync(outside.at("secret.txt"), tree.at("file"));
  symlinkSync(outside.path, tree.at("out"));
  await using server = await FileServer.start(tree.path);
  assert.equal((await server.get("/inside")).body, "hello, world\n");
  assert.equal((await server.get("/directory/a.txt")).body, "a");
  assert.equal(fieldOf(await server.get("/directory"), "Location"), "/directory/");
  for (const target of ["/file", "/out", "/out/", "/out/secret.txt"]) {
    assert.equal((await server.get(target)).status, 404, target);
  }
  class Following extends SimpleHTTPRequestHandler {
    override symlinks = "follow" as const;
  }
  await using following = await FileServer.start(tree.path, Following);
  assert.equal((await following.get("/file")).body, "secret");
  assert.equal((await following.get("/out/secret.txt")).body, "secret");
  assert.match((await following.get("/out/")).body, /secret\.txt/);
  class Denying extends SimpleHTTPRequestHandler {
    override symlinks = "deny" as const;
  }
  await using denying = await FileServer.start(tree.path, Denying);
  for (const target of ["/file", "/inside", "/directory/", "/directory/a.txt"]) {
    assert.equal((await denying.get(target)).status, 404, target);
  }
});
