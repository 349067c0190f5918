import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chooseCoding, chooseType } from "../../src/http/negotiation.ts";
import { anyLatin1 } from "./any-text.ts";
import { countWork, hostileTexts } from "./count-work.ts";

const ALL = ["br", "zstd", "gzip"];

type CodingRow = readonly [field: string | undefined, available: readonly string[], coding: string | undefined];

const CODINGS: Readonly<Record<string, readonly CodingRow[]>> = {
  "without Accept-Encoding nothing is encoded (RFC 9110 §12.5.3 rule 1)": [
    [undefined, ALL, "identity"],
    [undefined, [], "identity"],
    [undefined, ["identity", "gzip"], "identity"],
  ],
  "an empty Accept-Encoding wants no coding (RFC 9110 §12.5.3)": [
    ["", ALL, "identity"],
    [" ", ALL, "identity"],
    [",", ALL, "identity"],
  ],
  "of equal codings the server's first is chosen": [
    ["gzip, deflate, br, zstd", ALL, "br"],
    ["gzip, deflate, br, zstd", ["gzip", "br"], "gzip"],
    ["gzip, deflate", ALL, "gzip"],
    ["gzip;q=0.5, zstd;q=0.5", ALL, "zstd"],
  ],
  "the greatest weight wins over the server's order (RFC 9110 §12.5.3)": [
    ["br;q=0.9, gzip;q=1.0", ALL, "gzip"],
    ["br;q=0.1, gzip;q=0.2, zstd;q=0.15", ALL, "gzip"],
    ["compress;q=0.5, gzip;q=1.0", ["compress", "gzip"], "gzip"],
    ["gzip;q=0.001, br;q=0.002", ["gzip", "br"], "br"],
  ],
  "a coding that is not named, or has weight 0, is not sent (RFC 9110 §12.5.3 rule 3)": [
    ["deflate", ALL, "identity"],
    ["gzip;q=0", ALL, "identity"],
    ["br;q=0, gzip;q=0.000", ALL, "identity"],
    ["br;q=0, gzip", ALL, "gzip"],
    ["gzip", [], "identity"],
    ["gzip", ["br"], "identity"],
  ],
  "identity is acceptable unless it is excluded, and less wanted than what is named (RFC 9110 §12.5.3 rule 2)": [
    ["gzip;q=0.001", ALL, "gzip"],
    ["identity", ALL, "identity"],
    ["identity, gzip;q=0.5", ALL, "identity"],
    ["identity;q=0.5, gzip;q=0.5", ALL, "gzip"],
    ["identity;q=0.5, gzip;q=0.4", ALL, "identity"],
    ["identity;q=0.5, gzip;q=0.5", ["identity", "gzip"], "identity"],
    ["identity;q=0, gzip", ALL, "gzip"],
  ],
  "the asterisk stands for every coding that is not named (RFC 9110 §12.5.3)": [
    ["*", ALL, "br"],
    ["*", [], "identity"],
    ["*;q=0.5", ALL, "br"],
    ["br;q=0, *", ALL, "zstd"],
    ["gzip, *;q=0.1", ALL, "gzip"],
    ["gzip;q=0.3, *;q=0.5", ["gzip"], "identity"],
    ["gzip;q=1.0, identity; q=0.5, *;q=0", ALL, "gzip"],
    ["gzip;q=1.0, identity; q=0.5, *;q=0", ["br"], "identity"],
    ["identity;q=0.1, *;q=0", ALL, "identity"],
  ],
  "nothing is acceptable where identity is excluded and nothing else is there (RFC 9110 §12.5.3)": [
    ["identity;q=0", ALL, undefined],
    ["*;q=0", ALL, undefined],
    ["identity;q=0, deflate", ALL, undefined],
    ["gzip, *;q=0", ["br"], undefined],
    ["gzip;q=0, *;q=0", ALL, undefined],
    ["identity;q=0, *", [], undefined],
    ["identity;q=0, *", ALL, "br"],
  ],
  "names have no case, and x-gzip is gzip (RFC 9110 §8.4.1)": [
    ["GZip", ALL, "gzip"],
    ["BR", ALL, "br"],
    ["x-gzip", ALL, "gzip"],
    ["X-GZIP;Q=0.5", ALL, "gzip"],
    ["x-gzip;q=0", ["gzip"], "identity"],
    ["x-compress", ["compress"], "compress"],
    ["Identity;q=0", [], undefined],
  ],
  "a coding that is named twice has the greater weight": [
    ["gzip;q=0, gzip;q=0.5", ALL, "gzip"],
    ["gzip, x-gzip;q=0", ALL, "gzip"],
  ],
  "a malformed member is as if it were not there": [
    ["br;q=2, gzip", ALL, "gzip"],
    ["br;q=0.1234, gzip", ALL, "gzip"],
    ["br;level=5, gzip", ALL, "gzip"],
    ["b r, gzip", ALL, "gzip"],
    ['"br", gzip', ALL, "gzip"],
    ["identity;q=0.0000", ALL, "identity"],
    ["*;q=none", ALL, "identity"],
  ],
  "names that objects have by nature are no codings": [
    ["__proto__, constructor", ALL, "identity"],
    ["toString;q=0.5", ["toString"], "identity"],
  ],
  "what browsers and tools send is understood": [
    ["gzip, deflate, br", ALL, "br"],
    ["deflate, gzip, br, zstd", ["zstd", "br", "gzip"], "zstd"],
    ["gzip,deflate", ALL, "gzip"],
    ["identity;q=1, *;q=0", ALL, "identity"],
    ["identity", ["br"], "identity"],
    ["gzip;q=1.0,deflate;q=0.6,identity;q=0.3", ALL, "gzip"],
  ],
};

for (const [rule, rows] of Object.entries(CODINGS)) {
  test(rule, () => {
    for (const [field, available, coding] of rows) {
      assert.equal(chooseCoding(field, available), coding, JSON.stringify([field, available]));
    }
  });
}

/** Holds that of any two types the one with the greater weight is chosen, and of equals the first. */
function assertWeights(field: string, rows: readonly (readonly [type: string, weight: number])[]): void {
  for (const [type, weight] of rows) {
    for (const [other, otherWeight] of rows) {
      const chosen = otherWeight > weight ? other : type;
      assert.equal(chooseType(field, [type, other]), chosen, `${field}: ${type}, ${other}`);
    }
  }
}

test("media types are chosen by the weights of the table in RFC 9110 §12.5.1", () => {
  const field = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5";
  assertWeights(field, [
    ["text/plain;format=flowed", 1000],
    ["text/plain", 700],
    ["text/html", 300],
    ["image/jpeg", 500],
    ["text/plain;format=fixed", 400],
    ["text/html;level=3", 300], // the table says 0.7; its field, unlike that of RFC 7231, no longer names text/html
  ]);
});

test("media types are chosen by the weights of the table in RFC 7231 §5.3.2", () => {
  const field = "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5";
  assertWeights(field, [
    ["text/html;level=1", 1000],
    ["text/html", 700],
    ["text/plain", 300],
    ["image/jpeg", 500],
    ["text/html;level=2", 400],
    ["text/html;level=3", 700],
  ]);
});

const TYPES = ["text/html", "application/json", "text/plain"];
const CHROME =
  "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

type TypeRow = readonly [field: string | undefined, available: readonly string[], type: string | undefined];

const CHOICES: Readonly<Record<string, readonly TypeRow[]>> = {
  "without Accept, or with one that says nothing, the server's first type is chosen (RFC 9110 §12.4.1)": [
    [undefined, TYPES, "text/html"],
    ["", TYPES, "text/html"],
    [", ,", TYPES, "text/html"],
    ["html", TYPES, "text/html"],
    ["*", TYPES, "text/html"],
    ["text/html;q=high", ["text/plain"], "text/plain"],
    [undefined, [], undefined],
    ["*/*", [], undefined],
  ],
  "of equal types the server's first is chosen": [
    ["*/*", TYPES, "text/html"],
    ["text/plain, application/json", TYPES, "application/json"],
    ["text/*", ["text/plain", "text/html"], "text/plain"],
    ["application/json;q=0.5, text/*;q=0.5", TYPES, "text/html"],
  ],
  "the greatest weight wins over the server's order (RFC 9110 §12.5.1)": [
    ["text/html;q=0.5, application/json", TYPES, "application/json"],
    ["application/json;q=0.001, text/plain;q=0.002", TYPES, "text/plain"],
    ["audio/*; q=0.2, audio/basic", ["audio/mpeg", "audio/basic"], "audio/basic"],
    ["audio/*; q=0.2, audio/basic", ["audio/mpeg"], "audio/mpeg"],
    ["text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c", ["text/plain", "text/x-dvi", "text/x-c"], "text/x-c"],
    ["text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c", ["text/plain", "text/x-dvi"], "text/x-dvi"],
    ["text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c", ["text/plain"], "text/plain"],
  ],
  "the most specific range counts, wherever it stands (RFC 9110 §12.5.1)": [
    ["*/*, text/html;q=0", TYPES, "application/json"],
    ["text/html;q=0, */*", TYPES, "application/json"],
    ["text/*;q=0, text/plain, */*;q=0.1", TYPES, "text/plain"],
    ["*/*;q=0.9, text/*;q=0.1", TYPES, "application/json"],
    ["text/*;q=0.1, */*;level=1", ["text/html;level=1", "image/png"], "text/html;level=1"],
  ],
  "parameters narrow a range, and say nothing of types without them (RFC 9110 §12.5.1)": [
    ["text/html;level=1", TYPES, undefined],
    ["text/html;level=1", ["text/html", "text/html;level=1"], "text/html;level=1"],
    ["text/html", ["text/html;charset=utf-8"], "text/html;charset=utf-8"],
    ["text/html;charset=UTF-8", ["text/html; Charset=utf-8"], "text/html; Charset=utf-8"],
    ["text/html;charset=utf-8", ["text/html;charset=UTF-8"], "text/html;charset=UTF-8"],
    ['text/html;charset="utf-8"', ["text/html;charset=utf-8"], "text/html;charset=utf-8"],
    ["text/html;charset=latin-1", ["text/html;charset=utf-8"], undefined],
    ["a/b;x=1;y=2;q=0.1, a/b;x=1", ["a/b;x=1;y=2", "a/b;x=1"], "a/b;x=1"],
    ["a/b;x=1;q=0.1, a/b;q=0.2", ["a/b;x=1", "a/b;x=2"], "a/b;x=2"],
    ["text/html;q=0.1;level=1, text/html;q=0.2", ["text/html;level=1", "text/html"], "text/html"],
  ],
  "among equally specific ranges the greatest weight counts": [
    ["text/html;q=0.1, text/html;q=0.9, text/plain;q=0.5", TYPES, "text/html"],
    ["a/b;x=1;q=0.1, a/b;y=2;q=0.9, c/d;q=0.5", ["a/b;x=1;y=2", "c/d"], "a/b;x=1;y=2"],
  ],
  "undefined says that nothing is acceptable (RFC 9110 §12.4.1)": [
    ["image/png", TYPES, undefined],
    ["text/html;q=0", TYPES, undefined],
    ["*/*;q=0", TYPES, undefined],
    ["text/*;q=0, application/*;q=0.0", TYPES, undefined],
  ],
  "types and subtypes have no case (RFC 9110 §8.3.1)": [
    ["TEXT/PLAIN", TYPES, "text/plain"],
    ["Application/*", TYPES, "application/json"],
    ["text/html", ["Text/HTML"], "Text/HTML"],
  ],
  "a range whose type is open has no subtype, and other malformed ranges count as little": [
    ["*/plain, application/json", TYPES, "application/json"],
    ["text, application/json", TYPES, "application/json"],
    ["text/, application/json", TYPES, "application/json"],
    ["/html, application/json", TYPES, "application/json"],
    ["text/html/x, application/json", TYPES, "application/json"],
    ["text /html, application/json", TYPES, "application/json"],
    ["text/html;q=1.5, application/json;q=0.1", TYPES, "application/json"],
    ["te*/html, application/json", ["text/html", "application/json"], "application/json"],
  ],
  "a range of subtypes does not reach into names that begin alike": [
    ["text/*", ["text2/html"], undefined],
    ["text/h*", ["text/html"], undefined],
  ],
  "what browsers and tools send is understood": [
    [CHROME, TYPES, "text/html"],
    [CHROME, ["application/json", "text/plain"], "application/json"],
    ["application/json, text/plain, */*", ["text/html", "application/json"], "text/html"],
    ["application/json", TYPES, "application/json"],
    ["*/*", ["text/plain"], "text/plain"],
    [
      "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01",
      TYPES,
      "text/html",
    ],
  ],
};

for (const [rule, rows] of Object.entries(CHOICES)) {
  test(`for Accept, ${rule}`, () => {
    for (const [field, available, type] of rows) {
      assert.equal(chooseType(field, available), type, JSON.stringify([field, available]));
    }
  });
}

const NAMES = ["gzip", "br", "zstd", "deflate", "identity", "*"];
const anyWeight = fc.constantFrom(0, 1, 500, 999, 1000);
const anyCodings = fc.array(fc.tuple(fc.constantFrom(...NAMES), anyWeight), { minLength: 1, maxLength: 5 });

/** RFC 9110 §12.5.3, one coding at a time; undefined is "acceptable, but not named". */
function weightByRules(named: ReadonlyMap<string, number>, coding: string): number | undefined {
  const own = named.get(coding);
  if (own !== undefined) return own;
  if (named.has("*")) return named.get("*");
  return coding === "identity" ? undefined : 0;
}

test("the coding is one with the greatest weight, and none without any, whatever is named", () => {
  fc.assert(
    fc.property(anyCodings, fc.subarray(["br", "zstd", "gzip"]), (codings, available) => {
      const named = new Map(codings);
      const field = [...named].map(([coding, weight]) => `${coding};q=${weight / 1000}`).join(", ");
      const weights = [...available, "identity"].map((coding) => weightByRules(named, coding));
      const greatest = Math.max(...weights.map((weight) => weight ?? 0));
      const chosen = chooseCoding(field, available);
      if (greatest > 0) assert.equal(chosen, [...available, "identity"][weights.indexOf(greatest)]);
      else assert.equal(chosen, weights.includes(undefined) ? "identity" : undefined);
    }),
    { numRuns: 2000 },
  );
});

const anyType = fc.constantFrom("a/b", "a/c", "d/b", "a/b;x=1", "a/b;x=1;y=2");
const anyRange = fc.constantFrom(
  "*/*",
  "a/*",
  "d/*",
  "a/b",
  "a/c",
  "d/b",
  "a/b;x=1",
  "a/b;y=2",
  "a/b;x=1;y=2",
  "a/*;x=1",
);

/** The precedence of RFC 9110 §12.5.1, from the most specific range to the least. */
function rangesFor(type: string): readonly (readonly string[])[] {
  const [name = "", ...parameters] = type.split(";");
  const group = `${name.split("/")[0]}/*`;
  const [x, y] = parameters;
  return [
    [name, group, "*/*"].map((range) => [
      x !== undefined && y !== undefined ? [`${range};${x};${y}`] : [],
      [x, y].flatMap((parameter) => (parameter === undefined ? [] : [`${range};${parameter}`])),
      [range],
    ]),
  ].flat(2);
}

test("the type is one with the greatest weight by the most specific range, and none without any", () => {
  const anyField = fc.array(fc.tuple(anyRange, anyWeight), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(anyField, fc.uniqueArray(anyType, { minLength: 1 }), (ranges, types) => {
      const field = ranges.map(([range, weight]) => `${range};q=${weight / 1000}`).join(", ");
      const weights = types.map((type) => {
        const found = rangesFor(type).map((level) => ranges.filter(([range]) => level.includes(range)));
        const level = found.find((members) => members.length > 0) ?? [];
        return Math.max(0, ...level.map(([, weight]) => weight));
      });
      const greatest = Math.max(...weights);
      assert.equal(chooseType(field, types), greatest === 0 ? undefined : types[weights.indexOf(greatest)]);
    }),
    { numRuns: 2000 },
  );
});

test("no field makes a choice throw, and what is chosen is there", () => {
  const anyText = fc.oneof(
    anyLatin1,
    fc.string({ unit: fc.constantFrom("gzip", "text/html", "*", "/", ";", "q=", "0", ".", "1", ",", '"', "\\", " ") }),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      assert.ok([...ALL, "identity", undefined].includes(chooseCoding(text, ALL)));
      assert.ok([...TYPES, undefined].includes(chooseType(text, TYPES)));
    }),
    { numRuns: 2000 },
  );
});

test("every character of a field is looked at a few times at most, however many ranges it has", () => {
  const unit = "text/html;level=1;q=0.1,a/b,*/*;x=y,text/*,";
  for (const text of [...hostileTexts(1000), unit.repeat(25)]) {
    const codings = countWork(() => chooseCoding(text, ALL));
    assert.ok(codings <= 20 * text.length, `${codings} for ${JSON.stringify(text.slice(0, 20))}`);
    const types = countWork(() => chooseType(text, TYPES));
    assert.ok(types <= 30 * text.length, `${types} for ${JSON.stringify(text.slice(0, 20))}`);
  }
});
