import assert from "node:assert/strict";
import { test } from "node:test";
import { showInvisible } from "../../../src/files/listing/visible-name.ts";

const CASES: readonly (readonly [what: string, name: string, shown: string])[] = [
  ["an ordinary name", "a b.txt", "a b.txt"],
  ["letters of all scripts", "Gr\u00f6\u00dfe \u65e5\u672c \u0627\u0644", "Gr\u00f6\u00dfe \u65e5\u672c \u0627\u0644"],
  ["a picture put together by joiners", "\u{1f468}\u200d\u{1f469}", "\u{1f468}\u200d\u{1f469}"],
  ["the ends of lines", "a\nb\rc\t", "a[\\n]b[\\r]c[\\t]"],
  ["controls", "\x07\x1b\x7f\x9b", "[\\x07][\\x1b][\\x7f][\\x9b]"],
  ["an override of direction", "\u202etxt.exe", "[\\u202e]txt.exe"],
  ["isolates and marks", "\u2066\u2069\u200e\u061c", "[\\u2066][\\u2069][\\u200e][\\u061c]"],
  ["what has no width", "\u200b\ufeff\xad\u2060", "[\\u200b][\\ufeff][\\xad][\\u2060]"],
  ["bytes that are not UTF-8", "a\udcff\udc80", "a[\\xff][\\x80]"],
  ["surrogates that are no bytes", "\ud800 \udd00", "[\\ud800] [\\udd00]"],
  ["tags, which are beyond U+FFFF", "\u{e0001}\u{e007f}", "[\\u{e0001}][\\u{e007f}]"],
  ["a backslash", "a\\nb", "a\\nb"],
];

for (const [what, name, shown] of CASES) {
  test(`${what} can be read`, () => {
    assert.equal(
      showInvisible(name, (text) => `[${text}]`),
      shown,
    );
  });
}
