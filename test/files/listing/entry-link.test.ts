import assert from "node:assert/strict";
import { test } from "node:test";
import { entryLink } from "../../../src/files/listing/entry-link.ts";
import { decodePath, pathSegments } from "../../../src/files/url-path.ts";

const LINKS: readonly (readonly [name: string, href: string])[] = [
  ["plain-name_1.txt~", "plain-name_1.txt~"],
  ["sp ace", "sp%20ace"],
  [" blanks ", "%20blanks%20"],
  ["quo\"te'", "quo%22te%27"],
  ["per%41", "per%2541"],
  ["ha#sh", "ha%23sh"],
  ["que?ry", "que%3Fry"],
  ["new\nline", "new%0Aline"],
  ["caf\u00e9", "caf%C3%A9"],
  ["cafe\u0301", "cafe%CC%81"],
  ["\udcff.txt", "%FF.txt"],
  ["\udcff\u00e9", "%FF%C3%A9"],
  ["\udced\udca0\udc80", "%ED%A0%80"],
  ["\udced\udcb3\udcbf", "%ED%B3%AD%ED%B2%B3%ED%B2%BF"],
  ["<script>", "%3Cscript%3E"],
  ["javascript:alert(1)", "javascript%3Aalert%281%29"],
  ["back\\slash", "back%5Cslash"],
  ["..x", "..x"],
  ["...", "..."],
  ["\u202etxt", "%E2%80%AEtxt"],
];

for (const [name, href] of LINKS) {
  test(`the link to ${JSON.stringify(name)} leads back to it, relative to any directory`, () => {
    assert.equal(entryLink({ name, isDirectory: false }), href);
    const url = new URL(href, "http://host/a/b/?sort=size");
    assert.equal(url.search + url.hash, "");
    assert.deepEqual(pathSegments(decodePath(url.pathname), "posix")?.names, ["a", "b", name]);
  });
}

test("the link to a directory ends in a slash", () => {
  assert.equal(entryLink({ name: "a b", isDirectory: true }), "a%20b/");
});
