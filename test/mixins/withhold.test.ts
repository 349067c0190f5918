import assert from "node:assert/strict";
import { linkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { test } from "node:test";
import { WithholdMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer } from "../server/file-server.ts";
import { TempTree } from "../support/temp-tree.ts";

const FILES = { "key.pem": "secret", "sub/other.pem": "secret", "a.txt": "a" };

test("withheld files are not found, under whatever name", { skip: process.platform === "win32" }, async () => {
  using tree = new TempTree(FILES);
  symlinkSync("key.pem", tree.at("link.txt"));
  linkSync(tree.at("key.pem"), tree.at("hard.txt"));
  const files = [tree.at("key.pem"), relative(process.cwd(), tree.at("sub/other.pem"))];
  await using server = await FileServer.start(tree.path, WithholdMixin(SimpleHTTPRequestHandler, files));
  for (const path of [
    "/key.pem",
    "/k%65y.pem?x",
    "/link.txt",
    "/hard.txt",
    "/sub/other.pem",
    "/sub//../sub/other.pem",
  ]) {
    for (const method of ["GET", "HEAD"]) assert.equal((await server.ask(method, path)).status, 404, path);
  }
  assert.equal((await server.get("/a.txt")).body, "a");
});

test("a withheld file that is replaced is withheld still, and one that has gone withholds nothing", async () => {
  using tree = new TempTree(FILES);
  const Handler = WithholdMixin(SimpleHTTPRequestHandler, [tree.at("key.pem")]);
  await using server = await FileServer.start(tree.path, Handler);
  rmSync(tree.at("key.pem"));
  assert.equal((await server.get("/a.txt")).status, 200);
  writeFileSync(tree.at("key.pem"), "renewed");
  assert.equal((await server.get("/key.pem")).status, 404);
});

test("a withheld index page does not stand for its directory", async () => {
  using tree = new TempTree({ "index.html": "secret", "index.htm": "page" });
  const Handler = WithholdMixin(SimpleHTTPRequestHandler, [tree.at("index.html")]);
  await using server = await FileServer.start(tree.path, Handler);
  assert.equal((await server.get("/")).body, "page");
});
