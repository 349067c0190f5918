import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type EntityTag,
  type EntityTags,
  formatEntityTag,
  isOnlyTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTags,
} from "../../src/http/entity-tag.ts";
import { countWork, hostileTexts } from "./count-work.ts";

const strong = (opaque: string): EntityTag => ({ isWeak: false, opaque });
const weak = (opaque: string): EntityTag => ({ isWeak: true, opaque });

const TAGS: Readonly<Record<string, readonly (readonly [text: string, tag: EntityTag | undefined])[]>> = {
  "a tag stands between quotes, and may be empty (RFC 9110 §8.8.3)": [
    ['"xyzzy"', strong("xyzzy")],
    ['W/"xyzzy"', weak("xyzzy")],
    ['""', strong("")],
    ['W/""', weak("")],
  ],
  "a tag is any visible ASCII but the quote, and bytes from 0x80 on (RFC 9110 §8.8.3)": [
    ['"!#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~"', strong("!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")],
    ['"a,b"', strong("a,b")],
    ['"W/"', strong("W/")],
    ['"*"', strong("*")],
    ['"\\"', strong("\\")],
    ['"\x80\xff"', strong("\x80\xff")],
  ],
  "blanks around a tag are not part of it (RFC 9110 §5.5)": [
    [' "a"\t', strong("a")],
    ['\t W/"a" ', weak("a")],
  ],
  "the weakness indicator is upper-case and touches the quote (RFC 9110 §8.8.3)": [
    ['w/"a"', undefined],
    ['W "a"', undefined],
    ['W/ "a"', undefined],
    ['W"a"', undefined],
    ['/"a"', undefined],
    ['W/W/"a"', undefined],
  ],
  "a text that is not one whole tag is none": [
    ["", undefined],
    [" ", undefined],
    ["a", undefined],
    ["*", undefined],
    ['"', undefined],
    ['"a', undefined],
    ['a"', undefined],
    ["'a'", undefined],
    ["W/", undefined],
    ['W/"', undefined],
    ['"a" "b"', undefined],
    ['"a","b"', undefined],
    ['"a"b', undefined],
    ['"a"b"', undefined],
    ['"a",', undefined],
  ],
  "a tag has no blank, no control and no escaped quote": [
    ['"a b"', undefined],
    ['"a\tb"', undefined],
    ['"a\x7fb"', undefined],
    ['"a\0b"', undefined],
    ['"a\\"b"', undefined],
    ['"a\u0100"', undefined],
  ],
};

for (const [rule, rows] of Object.entries(TAGS)) {
  test(rule, () => {
    for (const [text, tag] of rows) assert.deepEqual(parseEntityTag(text), tag, JSON.stringify(text));
  });
}

const LISTS: Readonly<Record<string, readonly (readonly [text: string, tags: EntityTags | undefined])[]>> = {
  "a list is tags between commas (RFC 9110 §13.1.1, §13.1.2)": [
    ['"xyzzy"', [strong("xyzzy")]],
    ['"xyzzy", "r2d2xxxx", "c3piozzzz"', [strong("xyzzy"), strong("r2d2xxxx"), strong("c3piozzzz")]],
    ['W/"xyzzy", W/"r2d2xxxx", W/"c3piozzzz"', [weak("xyzzy"), weak("r2d2xxxx"), weak("c3piozzzz")]],
    ['"a",W/"a"', [strong("a"), weak("a")]],
    ['"a"\t , \t"b"', [strong("a"), strong("b")]],
  ],
  "a comma between quotes is part of a tag": [
    ['"a,b"', [strong("a,b")]],
    ['",", W/",,"', [strong(","), weak(",,")]],
    ['"a, b"', undefined],
  ],
  "an asterisk stands for any version": [
    ["*", "*"],
    [" *\t", "*"],
    ['"*"', [strong("*")]],
  ],
  "an asterisk beside anything else is malformed (RFC 9110 §13.1.1, §13.1.2)": [
    ["*, *", undefined],
    ['*, "a"', undefined],
    ['"a", *', undefined],
    ["*,", undefined],
    ["**", undefined],
    ["W/*", undefined],
  ],
  "empty members are none, and a list may be empty (RFC 9110 §5.6.1)": [
    ["", []],
    [" ", []],
    [", ,\t,", []],
    [',"a",, "b" , ', [strong("a"), strong("b")]],
  ],
  "one malformed member spoils the list": [
    ["a", undefined],
    ['"a", b', undefined],
    ['a, "b"', undefined],
    ['"a" "b"', undefined],
    ['"a""b"', undefined],
    ['"a";"b"', undefined],
    ['"a", "b', undefined],
    ['"a", w/"b"', undefined],
    ['"a", "b c"', undefined],
  ],
};

for (const [rule, rows] of Object.entries(LISTS)) {
  test(rule, () => {
    for (const [text, tags] of rows) assert.deepEqual(parseEntityTags(text), tags, JSON.stringify(text));
  });
}

test("strong and weak comparison are those of the table in RFC 9110 §8.8.3.2", () => {
  const rows: readonly (readonly [a: string, b: string, strongly: boolean, weakly: boolean])[] = [
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', '"1"', true, true],
    ['"1"', 'W/"1"', false, true],
    ['"1"', '"2"', false, false],
    ['"a"', '"A"', false, false],
    ['""', '""', true, true],
  ];
  for (const [textA, textB, strongly, weakly] of rows) {
    const [a, b] = [parseEntityTag(textA)!, parseEntityTag(textB)!];
    assert.equal(matchesStrongly(a, b), strongly, `${textA} ${textB}`);
    assert.equal(matchesWeakly(a, b), weakly, `${textA} ${textB}`);
  }
});

test("a tag that could not be read again is not written", () => {
  for (const opaque of ['a"b', '"', "a b", "a\tb", "a\r\nSet-Cookie: b", "\0", "\x7f", "\u20ac"]) {
    assert.throws(() => formatEntityTag(strong(opaque)), TypeError, JSON.stringify(opaque));
    assert.throws(() => formatEntityTag(weak(opaque)), TypeError, JSON.stringify(opaque));
  }
});

/** Every character an opaque-tag may have. */
const CHARACTERS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((character) =>
  /[!#-~\x80-\xff]/.test(character),
);

const anyTag = fc
  .tuple(fc.boolean(), fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 8 }))
  .map(([isWeak, opaque]) => ({ isWeak, opaque }));
const anyGap = fc.constantFrom("", " ", "\t", ", ", " ,,\t");

test("what is written can be read again", () => {
  fc.assert(fc.property(anyTag, (tag) => assert.deepEqual(parseEntityTag(formatEntityTag(tag)), tag)));
});

test("a list can be read again, whatever blanks and empty members stand in it", () => {
  const anyList = fc.array(fc.tuple(anyGap, anyTag, anyGap), { maxLength: 6 });
  fc.assert(
    fc.property(anyList, (members) => {
      const text = members.map(([before, tag, after]) => before + formatEntityTag(tag) + after).join(",");
      assert.deepEqual(
        parseEntityTags(text),
        members.map(([, tag]) => tag),
      );
    }),
  );
});

test("comparison has no direction, and what matches strongly matches weakly", () => {
  const pair = fc.tuple(anyTag, anyTag).chain(([a, b]) => fc.constantFrom([a, b], [a, { ...a, isWeak: b.isWeak }]));
  fc.assert(
    fc.property(pair, ([a, b]) => {
      assert.equal(matchesStrongly(a, b), matchesStrongly(b, a));
      assert.equal(matchesWeakly(a, b), matchesWeakly(b, a));
      assert.ok(!matchesStrongly(a, b) || matchesWeakly(a, b));
    }),
  );
});

test("a list that is one strong tag and nothing else is told without parsing, and no other list is", () => {
  const list = fc.tuple(anyTag, fc.constantFrom("", " ", ",", '"', "W/", "x")).chain(([tag, more]) => {
    const text = formatEntityTag(tag);
    const [head, tail] = [text.slice(0, -1), text.slice(1)];
    return fc.constantFrom(...[text, text + more, more + text, head, tail].map((value) => ({ tag, value })));
  });
  fc.assert(
    fc.property(list, anyTag, ({ tag, value }, other) => {
      for (const wanted of [tag, other, strong(tag.opaque)]) {
        const isOnly = !wanted.isWeak && value === formatEntityTag(wanted);
        assert.equal(isOnlyTag(value, wanted), isOnly, value);
        if (isOnly) assert.deepEqual(parseEntityTags(value), [wanted]);
      }
    }),
    { numRuns: 1000 },
  );
});

test("no text makes the parsers throw, and what they accept is what the grammar has", () => {
  const tag = '(?:W/)?"[!#-~\\x80-\\xff]*"';
  const whole = new RegExp(`^[ \\t]*${tag}[ \\t]*$`);
  const list = new RegExp(
    `^(?:[ \\t]*\\*[ \\t]*|(?:[ \\t]*,)*[ \\t]*(?:${tag}[ \\t]*(?:,(?:[ \\t]*,)*[ \\t]*(?=["W]|$)|$))*)$`,
  );
  const anyText = fc.string({
    unit: fc.constantFrom('"', '"', ",", "W/", "w", "*", " ", "\t", "a", "\\", "\x7f", "\xe9"),
  });
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(parseEntityTag(text) !== undefined, whole.test(text), JSON.stringify(text));
      assert.equal(parseEntityTags(text) !== undefined, list.test(text), JSON.stringify(text));
    }),
    { numRuns: 2000 },
  );
});

test("every character is looked at a few times at most", () => {
  for (const text of hostileTexts(1000)) {
    const work = countWork(() => parseEntityTags(text));
    assert.ok(work <= 8 * text.length, `${work} for ${JSON.stringify(text.slice(0, 20))}`);
  }
});
