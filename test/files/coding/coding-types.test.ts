import assert from "node:assert/strict";
import { test } from "node:test";
import { isCompressible } from "../../../src/files/coding/compressible-type.ts";
import { hasCodedName } from "../../../src/files/coding/content-coding.ts";
import { DEFAULT_EXTENSIONS_MAP, guessType } from "../../../src/files/media-types.ts";

const typeOf = (extension: string): string =>
  guessType(`a.${extension}`, DEFAULT_EXTENSIONS_MAP, "application/octet-stream");

test("text and data that are not compressed within are compressible, by the types their names have here", () => {
  const names =
    "html css js mjs json map xml svg txt md csv wasm webmanifest rss atom ics ttf otf eot bmp ico m3u8 xhtml geojson";
  for (const name of names.split(" ")) assert.ok(isCompressible(typeOf(name)), `${name} ${typeOf(name)}`);
  assert.ok(isCompressible("Text/HTML; charset=utf-8"));
  assert.ok(isCompressible("application/vnd.api+json;x=y"));
});

test("what is compressed within, or unknown, is not compressible", () => {
  const names = "png jpg gif webp avif woff woff2 mp4 webm mp3 ogg zip gz xz br zst 7z pdf jar docx epub unknown";
  for (const name of names.split(" ")) assert.ok(!isCompressible(typeOf(name)), `${name} ${typeOf(name)}`);
  for (const type of ["", "text", "application/jsonx", "x/y+jsonp", "image/svg"])
    assert.ok(!isCompressible(type), type);
});

test("a file that is compressed is known by its name, in upper case too", () => {
  for (const name of ["a.gz", "a.html.BR", "a.tgz", "a.svgz", "a.tar.xz", "/x/.a.zst"])
    assert.ok(hasCodedName(name), name);
  for (const name of ["a.html", "gz", "a.gz.txt", "/a.gz/b", "a.bro"]) assert.ok(!hasCodedName(name), name);
});
