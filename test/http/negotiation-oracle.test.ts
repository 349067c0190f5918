// `Accept-Encoding` as the package `negotiator` understands it.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { chooseCoding } from "../../src/http/negotiation.ts";
import { assertAgreement, type OracleRule } from "./oracle-rule.ts";

type Negotiator = new (request: {
  headers: Record<string, string>;
}) => {
  encoding(available: readonly string[], options: { preferred: readonly string[] }): string | undefined;
};
const Oracle = createRequire(import.meta.url)("negotiator") as Negotiator;

const AVAILABLE = ["br", "zstd", "gzip", "identity"];

const RULES: readonly OracleRule<string>[] = [
  {
    name: "A weight that is no quality value makes its member void (RFC 9110 §12.4.2); negotiator takes what parseFloat makes of it.",
    bearsOn: (field) =>
      [...field.matchAll(/;\s*q=([^,;\s]*)/gi)].some(([, q = ""]) => !/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q)),
    example: "br;q=2, gzip",
  },
  {
    name: "A coding has no parameters but q: a member with others is void (RFC 9110 §12.5.3). negotiator does not look at them.",
    bearsOn: (field) => /;\s*(?!q=)[^\s,;]/i.test(field),
    example: "br;level=1",
  },
  {
    name: "x-gzip is gzip (RFC 9110 §8.4.1.3). negotiator does not know it.",
    bearsOn: (field) => /x-gzip/i.test(field),
    example: "x-gzip",
  },
];

const ours = (field: string): string | undefined => chooseCoding(field, AVAILABLE);
const theirs = (field: string): string | undefined =>
  new Oracle({ headers: { "accept-encoding": field } }).encoding(AVAILABLE, { preferred: AVAILABLE });

const NAME = fc.constantFrom("gzip", "br", "zstd", "identity", "*", "deflate", "GZip", "x-gzip");
const WEIGHT = fc.constantFrom(
  "",
  ";q=0",
  ";q=1",
  ";q=0.5",
  "; q=0.501",
  ";Q=0.001",
  ";q=1.000",
  ";q=0.",
  ";q=2",
  ";q=.5",
  ";x=1",
);
const MEMBER = fc.tuple(NAME, WEIGHT).map(([name, weight]) => name + weight);
const FIELD = fc
  .array(MEMBER, { maxLength: 6 })
  .chain((members) => fc.constantFrom(",", ", ", " ,\t", ",,").map((separator) => members.join(separator)));

test("chooses the coding that negotiator chooses, but where a rule says why not", () => {
  assertAgreement(FIELD, RULES, ours, theirs);
});

for (const { name, bearsOn, example } of RULES) {
  test(`differs from negotiator: ${name}`, () => {
    assert.ok(bearsOn(example));
    assert.notEqual(ours(example), theirs(example));
  });
}
