import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCharset, encodeCharset } from "../../src/http/charset.ts";

test("charsets are known by Python's and the registered names", () => {
  for (const name of ["utf-8", "UTF8", "utf_8"]) assert.equal(decodeCharset("\u00c3\u00a9", name, "strict"), "é");
  for (const name of ["iso-8859-1", "latin-1", "ISO_8859-1", "l1"])
    assert.equal(decodeCharset("\u0080", name, "strict"), "\u0080");
  for (const name of ["us-ascii", "ASCII", "us_ascii"]) assert.equal(decodeCharset("a", name, "strict"), "a");
  assert.equal(decodeCharset("\u00e9", "windows-1251", "strict"), "й");
});

test("bytes that are not of the charset are replaced, or refused in strict mode", () => {
  for (const name of ["utf-8", "us-ascii"]) {
    assert.equal(decodeCharset("a\u00ff", name, "replace"), "a\ufffd");
    assert.equal(decodeCharset("a\u00ff", name, "strict"), undefined);
  }
});

test("an unknown charset is undefined", () => {
  assert.equal(decodeCharset("a", "bogus", "replace"), undefined);
  assert.equal(decodeCharset("a", "", "replace"), undefined);
  assert.equal(encodeCharset("a", "koi8-r"), undefined);
});

test("a character above U+00FF counts as its escape", () => {
  assert.equal(decodeCharset("€😀", "us-ascii", "strict"), "\\u20ac\\U0001f600");
});

test("a byte order mark is text", () => {
  assert.equal(decodeCharset("\u00ef\u00bb\u00bfa", "utf-8", "strict"), "\ufeffa");
});

test("text becomes bytes in the three charsets that can be written", () => {
  assert.equal(encodeCharset("é", "utf-8"), "\u00c3\u00a9");
  assert.equal(encodeCharset("é", "latin-1"), "\u00e9");
  assert.equal(encodeCharset("e", "ascii"), "e");
  assert.equal(encodeCharset("日", "latin-1"), undefined);
  assert.equal(encodeCharset("é", "ascii"), undefined);
});
