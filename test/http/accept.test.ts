import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Parameter, parsePreferences, parseQuality } from "../../src/http/accept.ts";
import { countWork, hostileTexts } from "./count-work.ts";

test("a quality value has one digit and up to three decimals, and is at most 1 (RFC 9110 §12.4.2)", () => {
  const rows: readonly (readonly [text: string, thousandths: number | undefined])[] = [
    ["0", 0],
    ["0.", 0],
    ["0.0", 0],
    ["0.000", 0],
    ["0.001", 1],
    ["0.5", 500],
    ["0.05", 50],
    ["0.333", 333],
    ["0.999", 999],
    ["1", 1000],
    ["1.", 1000],
    ["1.0", 1000],
    ["1.000", 1000],
    ["1.001", undefined],
    ["1.0000", undefined],
    ["0.0000", undefined],
    ["0.1234", undefined],
    ["2", undefined],
    ["10", undefined],
    ["00", undefined],
    ["01", undefined],
    [".5", undefined],
    ["", undefined],
    [".", undefined],
    ["-0", undefined],
    ["+1", undefined],
    ["-1", undefined],
    ["1e0", undefined],
    ["0,5", undefined],
    ["0x1", undefined],
    [" 1", undefined],
    ["1 ", undefined],
    ["0.5\n", undefined],
    ["NaN", undefined],
    ["Infinity", undefined],
    ["high", undefined],
    ["\u0661", undefined],
  ];
  for (const [text, thousandths] of rows) assert.equal(parseQuality(text), thousandths, JSON.stringify(text));
});

/** Members as `value;name=value weight`, in order. */
function show(field: string): readonly string[] {
  return parsePreferences(field).map(({ value, parameters, weight }) => {
    return `${[value, ...parameters.map((pair: Parameter) => pair.join("="))].join(";")} ${weight}`;
  });
}

const FIELDS: Readonly<Record<string, readonly (readonly [field: string, members: readonly string[]])[]>> = {
  "members stand between commas, weights after a semicolon (RFC 9110 §12.5)": [
    ["audio/*; q=0.2, audio/basic", ["audio/* 200", "audio/basic 1000"]],
    ["gzip;q=1.0, identity; q=0.5, *;q=0", ["gzip 1000", "identity 500", "* 0"]],
    ["da, en-gb;q=0.8, en;q=0.7", ["da 1000", "en-gb 800", "en 700"]],
    ["a\t;\tq=0.1\t,\tb", ["a 100", "b 1000"]],
  ],
  "empty members are none (RFC 9110 §5.6.1)": [
    ["", []],
    [" ", []],
    [", ,a,\t,", ["a 1000"]],
  ],
  "names have no case, values keep theirs": [
    ["GZIP;Q=0.5", ["gzip 500"]],
    ["Text/HTML;Level=ABC", ["text/html;level=ABC 1000"]],
  ],
  "parameters are kept in order, and q counts wherever it stands (RFC 9110 §12.5.1)": [
    ["text/html;level=1;charset=utf-8", ["text/html;level=1;charset=utf-8 1000"]],
    ["text/html;q=0.4;level=1", ["text/html;level=1 400"]],
    ["text/html;level=1;q=0.4;x=y", ["text/html;level=1;x=y 400"]],
  ],
  "a quoted value may hold commas, semicolons and escaped quotes (RFC 9110 §5.6.4)": [
    ['a;b="c,d", e', ["a;b=c,d 1000", "e 1000"]],
    ['a;b="c;q=0.1"', ["a;b=c;q=0.1 1000"]],
    ['a;b="\\"c\\\\\\d", e', ['a;b="c\\d 1000', "e 1000"]],
    ['a;b=""', ["a;b= 1000"]],
    ['a;q="0.5"', ["a 500"]],
    ['a;b="\xe4 \t"', ["a;b=\xe4 \t 1000"]],
  ],
  "nothing between two semicolons is no parameter (RFC 9110 §5.6.6)": [
    ["a;", ["a 1000"]],
    ["a; ; q=0.5;", ["a 500"]],
  ],
  "a malformed member is as if it were not there, and the others count": [
    ["a;q=2, b", ["b 1000"]],
    ["a;q=, b", ["b 1000"]],
    ["a;q, b", ["b 1000"]],
    ["a;q = 0.5, b", ["b 1000"]],
    ["a;q=0.5;q=0.5, b", ["b 1000"]],
    ["a;q=.5, b;q=0.5", ["b 500"]],
    ["a;x, b", ["b 1000"]],
    ["a;x=, b", ["b 1000"]],
    ["a;=x, b", ["b 1000"]],
    ["a;x y=z, b", ["b 1000"]],
    ["a;x=y z, b", ["b 1000"]],
    ['a;x="y"z, b', ["b 1000"]],
    ['a;x=y"z", b', ["b 1000"]],
    [";q=0.5, b", ["b 1000"]],
    ['b, a;x="y', ["b 1000"]],
    ['b, a;x="y\\', ["b 1000"]],
    ['b, a;x="y\\"', ["b 1000"]],
    ['a;x="y, b', []],
  ],
};

for (const [rule, rows] of Object.entries(FIELDS)) {
  test(rule, () => {
    for (const [field, members] of rows) assert.deepEqual(show(field), members, JSON.stringify(field));
  });
}

const anyToken = fc.string({ unit: fc.constantFrom("a", "b", "-", "*", "1"), minLength: 1, maxLength: 4 });
const anyQuoted = fc.string({ unit: fc.constantFrom("a", ",", ";", '"', "\\", " ", "=", "\xe4"), maxLength: 6 });
const anyParameter = fc.tuple(anyToken, fc.oneof(anyToken, anyQuoted));
const anyPreference = fc
  .tuple(anyToken, fc.array(anyParameter, { maxLength: 3 }), fc.nat({ max: 1000 }))
  .map(([value, parameters, weight]) => ({ value, parameters, weight }));

test("a list can be read again, whatever its values hold", () => {
  const write = (text: string): string => {
    return /^[a-z0-9*-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
  };
  fc.assert(
    fc.property(fc.array(anyPreference, { maxLength: 5 }), fc.constantFrom("", " ", "\t"), (preferences, gap) => {
      const members = preferences.map(({ value, parameters, weight }) => {
        const pairs = parameters.map(([name, own]) => `${gap};${gap}${name}=${write(own)}`).join("");
        return `${gap}${value}${pairs};q=${weight / 1000}${gap}`;
      });
      assert.deepEqual(parsePreferences(members.join(",")), preferences);
    }),
  );
});

test("no text makes the parser throw", () => {
  const anyText = fc.string({
    unit: fc.constantFrom("a", "q", "=", ";", ",", '"', "\\", " ", "0", ".", "/", "*", "\xe4"),
  });
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { weight } of parsePreferences(text))
        assert.ok(Number.isInteger(weight) && weight >= 0 && weight <= 1000);
    }),
    { numRuns: 2000 },
  );
});

test("every character is looked at a few times at most", () => {
  for (const text of hostileTexts(1000)) {
    const work = countWork(() => parsePreferences(text));
    assert.ok(work <= 12 * text.length, `${work} for ${JSON.stringify(text.slice(0, 20))}`);
  }
});
