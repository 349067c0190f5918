import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { DEFAULT_EXTENSIONS_MAP, guessType, splitExtension, withCharset } from "../../src/files/media-types.ts";

/** The package has no types of its own. */
const mimeDb = createRequire(import.meta.url)("mime-db") as Record<string, { extensions?: string[] }>;

function guess(path: string): string {
  return guessType(path, DEFAULT_EXTENSIONS_MAP, "application/octet-stream");
}

/** What Python 3.13's guess_type returns without the machine's tables. */
const PYTHON_GUESSES: readonly (readonly [path: string, type: string])[] = [
  ["a.txt", "text/plain"],
  ["a.TXT", "text/plain"],
  ["a.tar.gz", "application/gzip"],
  ["a.gz", "application/gzip"],
  ["a.GZ", "application/gzip"],
  ["a.Z", "application/octet-stream"],
  ["a.z", "application/octet-stream"],
  ["a.bz2", "application/x-bzip2"],
  ["a.xz", "application/x-xz"],
  ["a.tgz", "application/x-tar"],
  ["a.TGZ", "application/x-tar"],
  ["a.taz", "application/x-tar"],
  ["a.tz", "application/x-tar"],
  ["a.tbz2", "application/x-tar"],
  ["a.txz", "application/x-tar"],
  ["a.svgz", "image/svg+xml"],
  ["a.Svgz", "image/svg+xml"],
  ["a.svg", "image/svg+xml"],
  ["a.html.br", "text/html"],
  ["a.HTML.BR", "application/octet-stream"],
  ["a.br", "application/octet-stream"],
  ["a.js.xz", "application/x-xz"],
  ["a.tar.br", "application/x-tar"],
  ["noext", "application/octet-stream"],
  [".bashrc", "application/octet-stream"],
  [".hid.txt", "text/plain"],
  ["..txt", "application/octet-stream"],
  ["...txt", "application/octet-stream"],
  ["a.", "application/octet-stream"],
  ["a..", "application/octet-stream"],
  ["dir.d/noext", "application/octet-stream"],
  ["dir/.x", "application/octet-stream"],
  ["/srv/www.d/", "application/octet-stream"],
  ["a.py", "text/x-python"],
  ["a.js", "text/javascript"],
  ["a.mjs", "text/javascript"],
  ["a.md", "text/markdown"],
  ["a.rst", "text/x-rst"],
  ["a.webp", "image/webp"],
  ["a.JPG", "image/jpeg"],
  ["a.unknownext", "application/octet-stream"],
  ["a.b.c.html", "text/html"],
  ["a.webmanifest", "application/manifest+json"],
  ["a.m3u8", "application/vnd.apple.mpegurl"],
  ["a.wasm", "application/wasm"],
  ["a.avif", "image/avif"],
  ["a.ico", "image/vnd.microsoft.icon"],
];

for (const [path, type] of PYTHON_GUESSES) {
  test(`${path} is ${type}, as in Python`, () => assert.equal(guess(path), type));
}

test("Python's own table decides before any other", () => {
  const table = readFileSync(new URL("../../../scripts/python-media-types.txt", import.meta.url), "utf8");
  let count = 0;
  for (const line of table.trim().split("\n")) {
    const [type, ...extensions] = line.split(" ");
    for (const extension of extensions) assert.equal(guess(`a.${extension}`), type, extension);
    count += extensions.length;
  }
  assert.equal(count, 154);
});

test("types Python does not know come from mime-db", () => {
  const cases: readonly (readonly [extension: string, type: string])[] = [
    ["woff2", "font/woff2"],
    ["ttf", "font/ttf"],
    ["yaml", "text/yaml"],
    ["map", "application/json"],
    ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
    ["m4a", "audio/mp4"],
    ["flac", "audio/x-flac"],
    ["glb", "model/gltf-binary"],
    ["log", "text/plain"],
    ["mpd", "application/dash+xml"],
    ["ts", "video/mp2t"],
    ["cjs", "text/javascript"],
  ];
  for (const [extension, type] of cases) assert.equal(guess(`a.${extension}`), type);
});

test("the generated table knows every extension of mime-db but those of codings", () => {
  for (const { extensions = [] } of Object.values(mimeDb)) {
    for (const extension of extensions.filter((name) => !["gz", "bz2", "xz", "br"].includes(name))) {
      assert.notEqual(guessType(`a.${extension}`, {}, "?"), "?", extension);
    }
  }
});

test("the map of extensions decides first: as the extension is written, then in lower case", () => {
  const map = { ".TXT": "text/x-loud", ".txt": "text/x-quiet", ".js": "text/plain" };
  assert.equal(guessType("a.TXT", map, "x/y"), "text/x-loud");
  assert.equal(guessType("a.Txt", map, "x/y"), "text/x-quiet");
  assert.equal(guessType("a.js", map, "x/y"), "text/plain");
  assert.equal(guessType("a.gz", {}, "x/y"), "x/y");
});

test("an empty extension in the map is the default of all, as in old Pythons", () => {
  assert.equal(guessType("a.unknownext", { "": "text/plain" }, "x/y"), "text/plain");
  assert.equal(guessType("noext", { "": "text/plain" }, "x/y"), "text/plain");
  assert.equal(guessType("a.html", { "": "text/plain" }, "x/y"), "text/html");
  assert.equal(guessType("noext", {}, "x/y"), "x/y");
});

test("what stands between extensions in the table is part of none", () => {
  for (const name of ["a.ear jar", "a.ez,application/appinstaller", "a.ear jar war", "a.mpd,", "a. ear", "a."]) {
    assert.equal(guessType(name, {}, "x/y"), "x/y", name);
  }
});

test("names such as constructor and __proto__ are only names", () => {
  for (const path of ["constructor", "a.constructor", "a.__proto__", "__proto__"]) {
    assert.equal(guess(path), "application/octet-stream");
  }
});

test("an extension begins at the last dot of the last name, not at dots that begin it", () => {
  assert.deepEqual(splitExtension("a/b.c/d.tar.gz"), ["a/b.c/d.tar", ".gz"]);
  assert.deepEqual(splitExtension("a.b/c"), ["a.b/c", ""]);
  assert.deepEqual(splitExtension("a/..."), ["a/...", ""]);
  assert.deepEqual(splitExtension(""), ["", ""]);
});

test("a charset is added to text types that have none, and to no others", () => {
  assert.equal(withCharset("text/html", "utf-8"), "text/html; charset=utf-8");
  assert.equal(withCharset("Text/Plain", "utf-8"), "Text/Plain; charset=utf-8");
  assert.equal(withCharset("text/html;charset=latin-1", "utf-8"), "text/html;charset=latin-1");
  assert.equal(withCharset("text/plain; format=flowed", "utf-8"), "text/plain; format=flowed; charset=utf-8");
  assert.equal(withCharset("text/html", ""), "text/html");
  for (const type of ["application/json", "image/svg+xml", "application/xml", "context/x"]) {
    assert.equal(withCharset(type, "utf-8"), type);
  }
});
