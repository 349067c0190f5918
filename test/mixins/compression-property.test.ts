import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fieldOf } from "../server/file-server.ts";
import { TempTree } from "../support/temp-tree.ts";
import { decoded, PAGE, startCompressing } from "./compression-tree.ts";

/** What the server can send of a page: stored, or made by this Node. */
const CODINGS = ["identity", "gzip", "br", ...(process.versions["zstd"] === undefined ? [] : ["zstd"])];

const QUALITY = fc.constantFrom(
  "0",
  "0.",
  "0.0",
  "0.000",
  "0.001",
  "0.01",
  "0.5",
  "0.500",
  "0.999",
  "1",
  "1.",
  "1.000",
);
const BLANK = fc.constantFrom("", " ", "\t", "  ");
const WEIGHT = fc.oneof(
  fc.constant(""),
  fc.tuple(BLANK, BLANK, fc.constantFrom("q", "Q"), QUALITY).map(([a, b, q, value]) => `${a};${b}${q}=${value}`),
  fc.constantFrom(";q=2", ";q=", ";q", ";q=0.1234", ";q=-1", ";x=1", "; q = 1"), // void
);
const NAME = fc.constantFrom("gzip", "x-gzip", "br", "zstd", "identity", "*", "deflate", "GZIP", "Identity", "foo");
const MEMBER = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(BLANK, NAME, WEIGHT, BLANK).map((parts) => parts.join("")) },
  fc.constantFrom("", " ", "gzip br", "gz/ip", ";q=1", "\xe9"),
);
const FIELD = fc.array(MEMBER, { maxLength: 6 }).map((members) => members.join(","));

/** The weight of a coding, in the words of RFC 9110 §12.5.3; undefined where the field says nothing of it. */
function weightOf(field: string, coding: string): number | undefined {
  const weights = field.split(",").flatMap((member) => {
    const [, name = "", quality = "1"] =
      /^[ \t]*([\w!#$%&'*+.^`|~-]+)[ \t]*(?:;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?[ \t]*$/i.exec(member) ?? [];
    const plain = name.toLowerCase() === "x-gzip" ? "gzip" : name.toLowerCase();
    return name === "" ? [] : [{ name: plain, quality: Number(quality) }];
  });
  const of = (name: string): number[] => weights.filter((weight) => weight.name === name).map(({ quality }) => quality);
  const said = of(coding).length > 0 ? of(coding) : of("*");
  return said.length === 0 ? undefined : Math.max(...said);
}

function isAcceptable(field: string, coding: string): boolean {
  return (weightOf(field, coding) ?? (coding === "identity" ? 1 : 0)) > 0;
}

test("whatever Accept-Encoding says, what is sent is acceptable, and nothing more wanted could be; else it is 406", async () => {
  using tree = new TempTree({ "page.html": PAGE });
  await using server = await startCompressing(tree.path);
  await fc.assert(
    fc.asyncProperty(FIELD, async (field) => {
      const answer = await server.get("/page.html", `Accept-Encoding: ${field}`);
      const acceptable = CODINGS.filter((coding) => isAcceptable(field, coding));
      if (acceptable.length === 0) {
        assert.equal(answer.status, 406);
        return;
      }
      assert.equal(answer.status, 200);
      const coding = fieldOf(answer, "Content-Encoding") ?? "identity";
      assert.ok(acceptable.includes(coding), `${coding} is not acceptable`);
      if (coding !== "zstd") assert.equal(decoded(answer), PAGE);
      assert.equal(fieldOf(answer, "Vary"), "Accept-Encoding");
      const weight = weightOf(field, coding) ?? 0; // identity, where nothing is said of it, is the least wanted
      for (const other of acceptable) assert.ok((weightOf(field, other) ?? 0) <= weight, `${other} is wanted more`);
    }),
    { numRuns: 400 },
  );
});
