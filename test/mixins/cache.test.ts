import assert from "node:assert/strict";
import { test } from "node:test";
import { CacheMixin, type CacheRule, ResponseHeadersMixin, SingleFileMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer, fieldOf } from "../server/file-server.ts";
import { TempTree } from "../support/temp-tree.ts";

const FILES = {
  "index.html": "<p>",
  "a b.js": "x",
  "assets/app.js": "y",
  "assets/deep/er.css": "z",
  "empty/x.txt": "",
};

const RULES: readonly CacheRule[] = [
  { value: "no-cache" },
  { pattern: "assets/**", value: "public, max-age=31536000, immutable" },
  { pattern: "*.css", value: "max-age=60" },
  { pattern: "x.txt", value: undefined },
];

async function start(tree: TempTree, rules: readonly CacheRule[] = RULES): Promise<FileServer> {
  return FileServer.start(tree.path, CacheMixin(SimpleHTTPRequestHandler, rules));
}

test("of the rules that fit a file the last one counts", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  for (const [path, value] of [
    ["/index.html", "no-cache"],
    ["/a%20b.js", "no-cache"],
    ["/assets/app.js", "public, max-age=31536000, immutable"],
    ["/assets/deep/er.css", "max-age=60"],
    ["/empty/x.txt", undefined],
  ] as const) {
    assert.equal(fieldOf(await server.get(path), "Cache-Control"), value, path);
  }
});

test("where a file lies counts, and not how its path was written", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree, [
    { pattern: "*.html", value: "no-store" },
    { pattern: "/a b.js", value: "private" },
  ]);
  assert.equal(fieldOf(await server.get("/"), "Cache-Control"), "no-store");
  assert.equal(fieldOf(await server.get("/?index.css"), "Cache-Control"), "no-store");
  assert.equal(fieldOf(await server.get("/x/../%61%20b.js?y"), "Cache-Control"), "private");
});

test("206, 304 and HEAD say what 200 says", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  const whole = await server.get("/assets/app.js");
  const answers = [
    await server.get("/assets/app.js", "Range: bytes=0-0"),
    await server.get("/assets/app.js", `If-None-Match: ${fieldOf(whole, "ETag")}`),
    await server.ask("HEAD", "/assets/app.js"),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [206, 304, 200],
  );
  for (const answer of answers) {
    assert.equal(fieldOf(answer, "Cache-Control"), fieldOf(whole, "Cache-Control"));
  }
});

test("errors and redirections go without", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree, [{ value: "immutable" }]);
  for (const answer of [
    await server.get("/missing"),
    await server.get("/assets"),
    await server.get("/a%20b.js", "Range: bytes=9-"),
    await server.get("/a%20b.js", 'If-Match: "x"'),
    await server.ask("POST", "/a%20b.js"),
  ]) {
    assert.ok(answer.status >= 300);
    assert.equal(fieldOf(answer, "Cache-Control"), undefined, answer.statusLine);
  }
});

test("the page of a directory is asked for anew each time, or not kept, or nothing is said of it", async () => {
  using tree = new TempTree(FILES);
  for (const [value, expected] of [
    ["immutable", "no-cache"],
    ["max-age=60", "no-cache"],
    ["no-store", "no-store"],
    [undefined, undefined],
  ] as const) {
    await using server = await start(tree, [{ pattern: "empty", value }]);
    assert.equal(fieldOf(await server.get("/empty/"), "Cache-Control"), expected);
  }
});

test("an answer says nothing that belonged to the one before it", async () => {
  using tree = new TempTree(FILES);
  class Posting extends CacheMixin(SimpleHTTPRequestHandler, RULES) {
    override protocolVersion = "HTTP/1.1";
    do_POST(): void {
      this.sendResponse(200);
      this.sendHeader("Content-Length", 0);
      this.endHeaders();
    }
  }
  await using server = await FileServer.start(tree.path, Posting);
  const request = (method: string, last: string): string => `${method} /a%20b.js HTTP/1.1\r\nHost: x\r\n${last}\r\n`;
  const text = await server.send(request("GET", "") + request("POST", "Connection: close\r\n"));
  assert.equal(text.split("Cache-Control").length - 1, 1);
});

test("a file elsewhere is known by its name", async () => {
  using tree = new TempTree(FILES);
  using other = new TempTree({ "one.css": "" });
  const Handler = CacheMixin(SingleFileMixin(SimpleHTTPRequestHandler, other.at("one.css")), RULES);
  await using server = await FileServer.start(tree.path, Handler);
  assert.equal(fieldOf(await server.get("/"), "Cache-Control"), "max-age=60");
});

test("a field of one's own takes its place", async () => {
  using tree = new TempTree(FILES);
  const Handler = ResponseHeadersMixin(CacheMixin(SimpleHTTPRequestHandler, RULES), [["cache-control", "private"]]);
  await using server = await FileServer.start(tree.path, Handler);
  const { fields } = await server.get("/a%20b.js");
  assert.deepEqual(
    fields.filter(([name]) => name.toLowerCase() === "cache-control"),
    [["cache-control", "private"]],
  );
});
