import assert from "node:assert/strict";
import { test } from "node:test";
import { HTTPMethod } from "../../src/http/method.ts";
import { pythonAscii, pythonRepr, pythonStr } from "../../src/http/python-repr.ts";
import { HTTPStatus } from "../../src/http/status.ts";

const REPRS: readonly (readonly [value: unknown, repr: string])[] = [
  ["GET /", "'GET /'"],
  ["", "''"],
  ["it's", `"it's"`],
  ['say "x"', `'say "x"'`],
  [`both ' and "`, `'both \\' and "'`],
  ["back\\slash", "'back\\\\slash'"],
  ["a\tb\nc\rd", "'a\\tb\\nc\\rd'"],
  ["\u0000\u001f\u007f\u0085\u00a0\u00ad", "'\\x00\\x1f\\x7f\\x85\\xa0\\xad'"],
  ["é ß ÿ", "'é ß ÿ'"],
  ["\u200b\u2028\u202e\ufeff\ue000", "'\\u200b\\u2028\\u202e\\ufeff\\ue000'"],
  ["\ud800x\udc80", "'\\ud800x\\udc80'"],
  ["😀\u{e0001}", "'😀\\U000e0001'"],
  [0, "0"],
  [-0, "0"],
  [54321, "54321"],
  [-1.25, "-1.25"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [-1.5e-7, "-1.5e-07"],
  [5e-324, "5e-324"],
  [1e22, "1e+22"],
  [Number.NaN, "nan"],
  [Number.NEGATIVE_INFINITY, "-inf"],
  [10n ** 20n, "100000000000000000000"],
  [null, "None"],
  [undefined, "None"],
  [true, "True"],
  [false, "False"],
  [[], "()"],
  [["x"], "('x',)"],
  [["127.0.0.1", 54321], "('127.0.0.1', 54321)"],
  [["::1", 80, [0, null]], "('::1', 80, (0, None))"],
  [Buffer.from("a'b\n\\\u00ff\u0000", "latin1"), `b"a'b\\n\\\\\\xff\\x00"`],
  [Buffer.from(`'"`), `b'\\'"'`],
  [new Uint8Array([65, 66]), "b'AB'"],
  [{}, "{}"],
  [{ a: 1, "b c": ["x"] }, "{'a': 1, 'b c': ('x',)}"],
  [new RangeError("no"), "RangeError('no')"],
  [new Error(), "Error()"],
  [HTTPStatus.NOT_FOUND, "<HTTPStatus.NOT_FOUND: 404>"],
  [HTTPMethod.GET, "<HTTPMethod.GET>"],
  [Object("boxed"), "'boxed'"],
  [Object(1.5), "1.5"],
  [new URL("http://a/b"), "http://a/b"],
  [Symbol("s"), "Symbol(s)"],
  [function named() {}, "<function named>"],
];

for (const [value, repr] of REPRS) {
  test(`repr of ${typeof value}: ${repr}`, () => {
    assert.equal(pythonRepr(value), repr);
  });
}

test("str leaves strings alone and shows a status as its number", () => {
  assert.equal(pythonStr("it's\n"), "it's\n");
  assert.equal(pythonStr(HTTPStatus.OK), "200");
  assert.equal(pythonStr(HTTPMethod.GET), "GET");
  assert.equal(pythonStr(null), "None");
  assert.equal(pythonStr(new Error("gone")), "gone");
  assert.equal(pythonStr(["a"]), "('a',)");
});

test("ascii escapes everything outside ASCII", () => {
  assert.equal(pythonAscii("é日😀\n"), "'\\xe9\\u65e5\\U0001f600\\n'");
  assert.equal(pythonAscii("\uffff\u{10000}"), "'\\uffff\\U00010000'");
});

test("an array or object inside itself is an ellipsis", () => {
  const tuple: unknown[] = [1];
  tuple.push(tuple);
  assert.equal(pythonRepr(tuple), "(1, (...))");
  const dict: Record<string, unknown> = {};
  dict["self"] = dict;
  assert.equal(pythonRepr(dict), "{'self': {...}}");
});

test("the same array twice is shown twice", () => {
  const pair = [1, 2];
  assert.equal(pythonRepr([pair, pair]), "((1, 2), (1, 2))");
});
