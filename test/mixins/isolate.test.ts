import assert from "node:assert/strict";
import { test } from "node:test";
import { IsolateMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer, fieldOf } from "../server/file-server.ts";
import { TempTree } from "../support/temp-tree.ts";

test("pages, all files, listings, redirections, 304 and errors are isolated", async () => {
  using tree = new TempTree({ "index.html": "<p>", "sub/a.wasm": "x", "b.js": "" });
  await using server = await FileServer.start(tree.path, IsolateMixin(SimpleHTTPRequestHandler));
  const etag = fieldOf(await server.get("/b.js"), "ETag");
  const answers = [
    await server.get("/"),
    await server.get("/sub/a.wasm"),
    await server.get("/sub/"),
    await server.get("/sub"),
    await server.get("/b.js", `If-None-Match: ${etag}`),
    await server.get("/missing"),
    await server.ask("POST", "/"),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 301, 304, 404, 501],
  );
  for (const answer of answers) {
    assert.equal(fieldOf(answer, "Cross-Origin-Opener-Policy"), "same-origin");
    assert.equal(fieldOf(answer, "Cross-Origin-Embedder-Policy"), "require-corp");
    assert.equal(fieldOf(answer, "Cross-Origin-Resource-Policy"), "same-origin");
  }
});

test("what other origins may embed says so", async () => {
  using tree = new TempTree({ "a.js": "" });
  await using server = await FileServer.start(tree.path, IsolateMixin(SimpleHTTPRequestHandler, "cross-origin"));
  assert.equal(fieldOf(await server.get("/a.js"), "Cross-Origin-Resource-Policy"), "cross-origin");
});

test("an answer that has one of the fields keeps its own, and has it once", async () => {
  class Framed extends SimpleHTTPRequestHandler {
    override addExtraHeaders(): void {
      this.sendHeader("cross-origin-opener-policy", "unsafe-none");
    }
  }
  using tree = new TempTree({ "a.js": "" });
  await using server = await FileServer.start(tree.path, IsolateMixin(Framed));
  const { fields } = await server.get("/a.js");
  assert.deepEqual(
    fields.filter(([name]) => /^cross-origin/i.test(name)),
    [
      ["cross-origin-opener-policy", "unsafe-none"],
      ["Cross-Origin-Embedder-Policy", "require-corp"],
      ["Cross-Origin-Resource-Policy", "same-origin"],
    ],
  );
});

test("an HTTP/0.9 answer has no fields", async () => {
  using tree = new TempTree({ "a.js": "text" });
  await using server = await FileServer.start(tree.path, IsolateMixin(SimpleHTTPRequestHandler));
  assert.equal(await server.send("GET /a.js\r\n"), "text");
});
