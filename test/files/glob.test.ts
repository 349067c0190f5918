import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGlob } from "../../src/files/glob.ts";

const CASES: readonly (readonly [pattern: string, fits: readonly string[], fitsNot: readonly string[]])[] = [
  ["*.html", ["a.html", ".html", "sub/a.html", "a/b/c.d.html"], ["a.htm", "a.html/x", "a.HTML", ""]],
  ["*", ["", "a", "a/b", ".x"], []],
  ["sw.js", ["sw.js", "sub/sw.js"], ["xsw.js", "swxjs", "sw.js/x"]],
  ["/sw.js", ["sw.js"], ["sub/sw.js"]],
  ["/*.js", ["sw.js"], ["sub/sw.js"]],
  ["assets/*", ["assets/a.js", "assets/"], ["assets/b/a.js", "assets", "x/assets/a.js"]],
  ["assets/**", ["assets/a.js", "assets/b/c/a.js", "assets"], ["assetsx/a.js", "x/assets/a.js"]],
  ["**/assets/*", ["assets/a", "x/assets/a", "x/y/assets/a"], ["x/assets/a/b", "xassets/a"]],
  ["a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["az", "a/bz", "a/z/y"]],
  ["**", ["", "a", "a/b"], []],
  ["a**z", ["az", "abz", "x/abz"], ["a/z"]],
  ["a?c", ["abc", "a\u{1f600}c", "x/a*c"], ["ac", "a/c", "abbc"]],
  ["a/?", ["a/b"], ["a/", "a", "a/bc"]],
  ["*a*b*", ["ab", "xaxbx", "aab"], ["ba", "a"]],
  ["*ab", ["aab", "abab"], ["aba"]],
  ["a/*b/**/c*d", ["a/b/cd", "a/xb/y/z/cxd"], ["a/b/y", "a/x/y/cd"]],
  ["[a].(b)+$", ["[a].(b)+$"], ["a.b", "[a]x(b)+$"]],
  ["/", ["", "a", "a/b"], []],
  ["sub/", ["sub/a", "sub/b/c"], ["a", "x/sub/a", "subs/a"]],
];

for (const [pattern, fits, fitsNot] of CASES) {
  test(`the pattern ${pattern} fits what it says`, () => {
    const isFitting = compileGlob(pattern);
    assert.deepEqual([...fits, ...fitsNot].filter(isFitting), fits);
  });
}

test("no text makes a pattern look at it more often than the pattern is long", () => {
  // A hundred thousand steps; going back for every star, this test would not end in the age of the universe.
  const name = "a".repeat(2000);
  const isFitting = compileGlob(`${"*a".repeat(50)}b`);
  assert.equal(isFitting(name), false);
  assert.equal(compileGlob(`${"**/*a*/".repeat(20)}b`)(`${name.slice(0, 40)}/`.repeat(50)), false);
});
