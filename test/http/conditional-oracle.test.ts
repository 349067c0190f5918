// `If-None-Match` and `If-Modified-Since` as the package `fresh` understands them.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { evaluatePreconditions } from "../../src/http/conditional.ts";
import { formatHttpDate, parseHttpDate } from "../../src/http/date.ts";
import { formatEntityTag, parseEntityTag, parseEntityTags } from "../../src/http/entity-tag.ts";
import { assertAgreement, type OracleRule } from "./oracle-rule.ts";

const fresh = createRequire(import.meta.url)("fresh") as (
  request: Record<string, string | undefined>,
  response: Record<string, string | undefined>,
) => boolean;

const MODIFIED = 1700000000;
const NOW = 1795215502;

interface Case {
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly etag?: string | undefined;
}

const RULES: readonly OracleRule<Case>[] = [
  {
    name: "If-None-Match that is there counts, be it empty (RFC 9110 §13.1.3). fresh goes on to If-Modified-Since.",
    bearsOn: ({ ifNoneMatch }) => ifNoneMatch === "",
    example: { ifNoneMatch: "", ifModifiedSince: formatHttpDate(MODIFIED) },
  },
  {
    name: "One malformed member spoils the list: what it was meant to name is unknown. fresh skips it.",
    bearsOn: ({ ifNoneMatch }) => ifNoneMatch !== undefined && parseEntityTags(ifNoneMatch) === undefined,
    example: { ifNoneMatch: '"a", b', etag: '"a"' },
  },
  {
    name: "A comma within a tag is part of it (RFC 9110 §8.8.3). fresh splits there.",
    bearsOn: ({ ifNoneMatch = "" }) => /"[^",]*,[^"]*"/.test(ifNoneMatch),
    example: { ifNoneMatch: '"x,y"', etag: '"x,y"' },
  },
  {
    name: "A tab is a blank (RFC 9110 §5.6.3). fresh knows spaces only.",
    bearsOn: ({ ifNoneMatch = "" }) => ifNoneMatch.includes("\t"),
    example: { ifNoneMatch: '"x",\t"a"', etag: '"a"' },
  },
  {
    name: "What is not one of the three forms of an HTTP date is ignored (RFC 9110 §13.1.3). fresh takes what Date.parse takes.",
    bearsOn: ({ ifModifiedSince }) =>
      ifModifiedSince !== undefined && parseHttpDate(ifModifiedSince, NOW) === undefined,
    example: { ifModifiedSince: "2023-11-15" },
  },
  {
    name: "Cache-Control: no-cache is said to caches, and does not make a client's copy worse (RFC 9111 §5.2.1.4). fresh sends it anew.",
    bearsOn: ({ cacheControl }) => cacheControl === "no-cache",
    example: { cacheControl: "no-cache", ifNoneMatch: "*", etag: '"a"' },
  },
];

function ours({ ifNoneMatch, ifModifiedSince, etag }: Case): boolean {
  const target = { exists: true, etag: etag === undefined ? undefined : parseEntityTag(etag), lastModified: MODIFIED };
  const fields = { method: "GET", ifMatch: undefined, ifUnmodifiedSince: undefined, ifNoneMatch, ifModifiedSince };
  return evaluatePreconditions(fields, target, NOW) === "notModified";
}

function theirs({ ifNoneMatch, ifModifiedSince, cacheControl, etag }: Case): boolean {
  return fresh(
    { "if-none-match": ifNoneMatch, "if-modified-since": ifModifiedSince, "cache-control": cacheControl },
    { etag, "last-modified": formatHttpDate(MODIFIED) },
  );
}

const TAG = fc
  .record({ isWeak: fc.boolean(), opaque: fc.constantFrom("a", "b", "W/", "", "x,y") })
  .map((tag) => formatEntityTag(tag));
const MEMBER = fc.oneof({ weight: 9, arbitrary: TAG }, fc.constantFrom("", "a", "*", '"', 'w/"a"'));
const LIST = fc
  .tuple(fc.array(MEMBER, { maxLength: 4 }), fc.constantFrom(",", ", ", " , ", ",\t"))
  .map(([members, separator]) => members.join(separator));
const DATE = fc.oneof(
  fc.integer({ min: MODIFIED - 2, max: MODIFIED + 2 }).map((seconds) => formatHttpDate(seconds)),
  fc.constantFrom("", "0", "Tuesday, 14-Nov-23 22:13:20 GMT", "Tue, 14 Nov 2023 22:13:20 +0100", "2023-11-15"),
);
const CASE = fc.record<Case>({
  ifNoneMatch: fc.option(fc.oneof(LIST, fc.constant("*")), { nil: undefined }),
  ifModifiedSince: fc.option(DATE, { nil: undefined }),
  cacheControl: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.constantFrom("no-cache", "max-age=0")),
  etag: fc.option(TAG, { nil: undefined }),
});

test("a client's copy is as good as fresh says, but where a rule says why not", () => {
  assertAgreement(CASE, RULES, ours, theirs);
});

for (const { name, bearsOn, example } of RULES) {
  test(`differs from fresh: ${name}`, () => {
    assert.ok(bearsOn(example));
    assert.notEqual(ours(example), theirs(example));
  });
}
