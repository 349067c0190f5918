import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeHtml, escapeLogText, quotePath, unquoteToBytes } from "../../src/http/escape.ts";

test("the characters that begin markup become entities", () => {
  assert.equal(escapeHtml("<a href=\"x\">&amp; 'y'</a>"), "&lt;a href=\"x\"&gt;&amp;amp; 'y'&lt;/a&gt;");
  assert.equal(escapeHtml("clean"), "clean");
  assert.equal(escapeHtml(""), "");
});

test("quotes become entities on request", () => {
  assert.equal(escapeHtml("<\"'&>", true), "&lt;&quot;&#x27;&amp;&gt;");
  assert.equal(escapeHtml("clean", true), "clean");
});

const QUOTED: readonly (readonly [path: string | Uint8Array, quoted: string])[] = [
  ["/a/b.txt", "/a/b.txt"],
  ["AZaz09_.-~/", "AZaz09_.-~/"],
  ["a b", "a%20b"],
  ["?#%&+;=:@!$'()*,", "%3F%23%25%26%2B%3B%3D%3A%40%21%24%27%28%29%2A%2C"],
  ["\\", "%5C"],
  ["é日😀", "%C3%A9%E6%97%A5%F0%9F%98%80"],
  ["a\ud800b", "a%ED%A0%80b"],
  ["\udc80é", "%ED%B2%80%C3%A9"],
  ["\u0000\n", "%00%0A"],
  ["", ""],
  [Buffer.from([0x61, 0x20, 0xff, 0x2f]), "a%20%FF/"],
  [new Uint8Array([0x7e, 0x80]), "~%80"],
];

for (const [path, quoted] of QUOTED) {
  test(`the path ${JSON.stringify(path)} is ${quoted} in a URL`, () => {
    assert.equal(quotePath(path), quoted);
  });
}

const UNQUOTED: readonly (readonly [text: string, latin1: string])[] = [
  ["/a%20b", "/a b"],
  ["%41%6a%6A", "Ajj"],
  ["%C3%a9", "\u00c3\u00a9"],
  ["%", "%"],
  ["%4", "%4"],
  ["%zz%4g%g4", "%zz%4g%g4"],
  ["%%41", "%A"],
  ["%2541", "%41"],
  ["%00", "\u0000"],
  ["a%", "a%"],
  ["caf\u00e9+", "caf\u00e9+"],
  ["\u0161%20\u00e9", "\xc5\xa1 \xc3\xa9"],
  ["\ud800", "\xed\xa0\x80"],
  ["", ""],
];

for (const [text, latin1] of UNQUOTED) {
  test(`${JSON.stringify(text)} stands for the bytes ${JSON.stringify(latin1)}`, () => {
    assert.deepEqual(unquoteToBytes(text), Buffer.from(latin1, "latin1"));
  });
}

test("any bytes survive quoting", () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, code) => code));
  assert.deepEqual(unquoteToBytes(quotePath(bytes)), bytes);
});

test("controls in a log line become \\xHH and a backslash is doubled", () => {
  assert.equal(escapeLogText("a\nb\r\u0000\u001b[31m"), "a\\x0ab\\x0d\\x00\\x1b[31m");
  assert.equal(escapeLogText("\u007f\u0080\u009f"), "\\x7f\\x80\\x9f");
  assert.equal(escapeLogText("C:\\x0a"), "C:\\\\x0a");
});

test("letters outside ASCII stay in a log line", () => {
  assert.equal(escapeLogText("é\u00a0日😀"), "é\u00a0日😀");
});

test("what reorders or breaks a log line without being a control becomes \\uHHHH", () => {
  assert.equal(escapeLogText("\u202e\u2066\u2069\u2028\u2029"), "\\u202e\\u2066\\u2069\\u2028\\u2029");
  assert.equal(escapeLogText("\u2065\u206a\u2030\u2027"), "\u2065\u206a\u2030\u2027");
});
