// The package as it is imported: what the build makes of src/.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

type Names = Readonly<Record<string, unknown>>;

/** The modules that package.json exports, relative to src/ and to dist/. */
const ENTRIES = ["index", "socketserver/index", "http/index", "mixins/index", "testing/index", "web/index"];

/** The tests run from the root of the project. */
const DIST = join(process.cwd(), "dist");

const sourceOf = (entry: string): Promise<Names> => import(new URL(`../../src/${entry}.js`, import.meta.url).href);
const builtOf = (entry: string): Promise<Names> => import(pathToFileURL(join(DIST, `${entry}.js`)).href);

test("each entry gives what its source exports, and nothing else", async () => {
  for (const entry of ENTRIES) {
    const built = await builtOf(entry);
    assert.deepEqual(Object.keys(built), Object.keys(await sourceOf(entry)), entry);
    for (const [name, value] of Object.entries(built)) assert.notEqual(value, undefined, `${entry}: ${name}`);
  }
});

test("what several entries give is the same in all, and what they make is an instance of it", async () => {
  const given = new Map<string, unknown>();
  for (const entry of ENTRIES) {
    for (const [name, value] of Object.entries(await builtOf(entry))) {
      assert.equal(value, given.get(name) ?? value, `${entry}: ${name}`);
      given.set(name, value);
    }
  }
  const { BaseServer, HTTPServer, SimpleHTTPRequestHandler, QuietMixin } = Object.fromEntries(given) as {
    [Name in "BaseServer" | "HTTPServer" | "SimpleHTTPRequestHandler"]: { readonly prototype: object };
  } & { QuietMixin: (Handler: unknown) => { readonly prototype: object } };
  assert.ok(HTTPServer.prototype instanceof (BaseServer as unknown as new () => object));
  const Quiet = QuietMixin(SimpleHTTPRequestHandler);
  assert.ok(Quiet.prototype instanceof (SimpleHTTPRequestHandler as unknown as new () => object));
});

test("what only some programs want is in a second file, which takes the rest from the first, and has nothing twice", () => {
  const [library, extras] = ["library.js", "extras.js"].map((file) => readFileSync(join(DIST, file), "utf8"));
  const sources = (file: string): string[] =>
    (JSON.parse(readFileSync(join(DIST, `${file}.map`), "utf8")) as { sources: string[] }).sources;
  const inBoth = sources("library.js").filter((source) => sources("extras.js").includes(source));
  assert.deepEqual(inBoth, []);
  const imported = [...(extras ?? "").matchAll(/\bfrom ?"([^"]+)"/g)].map(([, from]) => from);
  assert.deepEqual([...new Set(imported)], ["./library.js"]);
  assert.doesNotMatch(library ?? "", /extras\.js"/);
  for (const entry of ["index.js", "socketserver/index.js", "http/index.js"]) {
    assert.doesNotMatch(readFileSync(join(DIST, entry), "utf8"), /extras\.js/, entry);
  }
});

test("the code of a server is in one file, with its names, and a map that leads from there to the sources", async () => {
  const code = readFileSync(join(DIST, "library.js"), "utf8");
  const map = new SourceMap(JSON.parse(readFileSync(join(DIST, "library.js.map"), "utf8")));
  const lines = code.split("\n");
  const line = lines.findIndex((text) => text.includes("addressString(){"));
  const { originalSource } = map.findEntry(line, lines[line]?.indexOf("addressString(){") ?? -1) as {
    originalSource: string;
  };
  assert.equal(originalSource, "../src/server/logging-handler.ts");
  assert.equal((await builtOf("index"))["HTTPServer"] instanceof Function, true);
  assert.equal(((await builtOf("index"))["HTTPServer"] as { name: string }).name, "HTTPServer");
});

test("no line of the code is so long that the message of an error below it would be lost, where Node shows the line", () => {
  for (const file of ["library.js", "extras.js", "basehttp.cjs"]) {
    const lines = readFileSync(join(DIST, file), "utf8").split("\n");
    assert.ok(Math.max(...lines.map(({ length }) => length)) < 1000, file);
  }
});
