import assert from "node:assert/strict";
import { test } from "node:test";
import { pythonListing, sortByName } from "../../../src/files/listing/python-page.ts";
import type { ListingEntry } from "../../../src/files/read-dir.ts";
import { displayPath } from "../../../src/files/url-path.ts";
import { ENTRIES, PAGE } from "./python-page-cases.ts";

function entry(name: string, isDirectory = false, isLink = false): ListingEntry {
  return { name, isDirectory, isLink };
}

function namesSorted(...names: string[]): string[] {
  return sortByName(names.map((name) => entry(name))).map(({ name }) => name);
}

test("the page is Python's, byte for byte", () => {
  const entries = sortByName(ENTRIES.map(([name, isDirectory, isLink]) => entry(name, isDirectory, isLink)));
  const page = pythonListing(entries, displayPath("/p%26<%ED%B3%BF>/%C3%A9/"));
  assert.equal(page.toString("latin1"), PAGE);
});

test("an empty directory has a page without entries", () => {
  assert.match(pythonListing([], "/").toString(), /<hr>\n<ul>\n<\/ul>\n<hr>\n<\/body>\n<\/html>\n$/);
});

test("names are sorted without regard to case, and keep their order where only case differs", () => {
  assert.deepEqual(namesSorted("b", "A", "a", "B", "_"), ["_", "A", "a", "b", "B"]);
  assert.deepEqual(namesSorted("a", "A"), ["a", "A"]);
  assert.deepEqual(namesSorted("A", "a"), ["A", "a"]);
});

test("names are sorted by code points, not by UTF-16 units", () => {
  assert.deepEqual(namesSorted("\ud83d\ude00", "\ufb00", "\udcff", "z"), ["z", "\udcff", "\ufb00", "\ud83d\ude00"]);
  assert.deepEqual(namesSorted("\ud83d\ude01", "\ud83d\ude00"), ["\ud83d\ude00", "\ud83d\ude01"]);
  assert.deepEqual(namesSorted("\ufb00b", "\ufb00", "\ufb00a"), ["\ufb00", "\ufb00a", "\ufb00b"]);
});

test("directories end in a slash, links in @; a link to a directory shows @ and leads to a slash", () => {
  const page = pythonListing([entry("d", true), entry("l", false, true), entry("ld", true, true)], "/").toString();
  assert.match(page, /<a href="d\/">d\/<\/a>/);
  assert.match(page, /<a href="l">l@<\/a>/);
  assert.match(page, /<a href="ld\/">ld@<\/a>/);
});

test("neither a name nor a title can put markup on the page, nor a name a scheme into a link", () => {
  const page = pythonListing([entry('"><script>'), entry("javascript:alert(1)")], "/<script>&").toString();
  assert.doesNotMatch(page, /<script/);
  assert.match(page, /<title>Directory listing for \/&lt;script&gt;&amp;<\/title>/);
  assert.match(page, /href="%22%3E%3Cscript%3E"/);
  assert.match(page, /href="javascript%3Aalert%281%29"/);
});
