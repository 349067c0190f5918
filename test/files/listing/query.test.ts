import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_QUERY, type ListingQuery, parseListingQuery, queryLink } from "../../../src/files/listing/query.ts";

const UNDERSTOOD: readonly (readonly [text: string, expected: Partial<ListingQuery>])[] = [
  ["", {}],
  ["sort=size&order=desc", { sort: "size", isDescending: true }],
  ["sort=date", { sort: "date" }],
  ["order=desc", { isDescending: true }],
  ["filter=a+b%2Bc", { filter: "a b+c" }],
  ["filter=%C3%A9", { filter: "\u00e9" }],
  ["page=12", { page: 12 }],
  ["page=99999999999999999999", { page: 999_999_999 }],
  ["format=json", { format: "json" }],
  ["format=text", { format: "text" }],
  ["format=html", { format: "html" }],
  ["sort=name&sort=size", { sort: "name" }],
  ["x=1&filter=a&y", { filter: "a" }],
];

for (const [text, expected] of UNDERSTOOD) {
  test(`the query ${JSON.stringify(text)} is understood`, () => {
    assert.deepEqual(parseListingQuery(text), { ...DEFAULT_QUERY, ...expected });
  });
}

for (const text of [
  "sort=bogus",
  "sort",
  "order=up",
  "page=0",
  "page=-1",
  "page=1e3",
  "format=xml",
  "%",
  "&&=",
  "sort=SIZE",
]) {
  test(`the query ${JSON.stringify(text)} is as good as none`, () => {
    assert.deepEqual(parseListingQuery(text), DEFAULT_QUERY);
  });
}

test("a filter may be UTF-8 that is not escaped; each byte is a character of the target", () => {
  assert.equal(parseListingQuery(Buffer.from("filter=é").toString("latin1")).filter, "é");
});

test("what is not UTF-8 in a filter is U+FFFD, which no name has", () => {
  assert.equal(parseListingQuery("filter=%ff").filter, "\ufffd");
});

test("a link has what differs from the default, and reads as what it was made of", () => {
  const query: ListingQuery = {
    sort: "size",
    isDescending: true,
    filter: "a&b=\"'<\u00e9",
    page: 3,
    format: undefined,
  };
  const link = queryLink(query);
  assert.match(link, /^\?[\w.*+%=&-]+$/);
  assert.deepEqual(parseListingQuery(link.slice(1)), query);
  assert.equal(queryLink({ ...DEFAULT_QUERY, page: 2 }), "?page=2");
});

test("the link to the default is the directory itself", () => {
  assert.equal(queryLink(DEFAULT_QUERY), "./");
});

test("a link does not ask for a form: what the client accepts decides again", () => {
  assert.equal(queryLink({ ...DEFAULT_QUERY, format: "json" }), "./");
});
