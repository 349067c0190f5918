import assert from "node:assert/strict";
import { test } from "node:test";
import {
  parseBase,
  parseCharset,
  parseHostNames,
  parseMediaTypeSetting,
  parseNames,
  parseOrigins,
} from "../../src/cli/site-values.ts";

test("an origin is written as browsers write it", () => {
  for (const [text, origins] of [
    ["*", ["*"]],
    ["https://a.example", ["https://a.example"]],
    ["https://a.example/", ["https://a.example"]],
    ["HTTPS://A.Example:443", ["https://a.example"]],
    ["http://localhost:5173, http://[::1]:80", ["http://localhost:5173", "http://[::1]"]],
    ["https://m\u00fcller.example", ["https://xn--mller-kva.example"]],
    ["capacitor://localhost", ["capacitor://localhost"]],
    ["chrome-extension://abcdef", ["chrome-extension://abcdef"]],
  ] as const) {
    assert.deepEqual(parseOrigins(text), origins);
  }
});

test("what is no origin is refused", () => {
  const texts = [
    "",
    "a.example",
    "https://",
    "null",
    "https://a.example/x",
    "https://a.example?x",
    "https://a@b",
    "*.a",
    "capacitor://localhost/x",
    "capacitor://a@b",
  ];
  for (const text of [...texts, "https://a.example,,", "file:///x", "data:,x", "https://a.example b"]) {
    assert.throws(() => parseOrigins(text), /^CommandError: expected an origin such as https:\/\/a\.example/, text);
  }
});

test("a host name is written as browsers write it, and keeps the dot that means all below it", () => {
  for (const [text, names] of [
    ["my.example", ["my.example"]],
    ["My.Example.", ["my.example"]],
    ["nas", ["nas"]],
    [".my.example, other_one.example", [".my.example", "other_one.example"]],
    ["m\u00fcller.example", ["xn--mller-kva.example"]],
    ["192.168.1.2", ["192.168.1.2"]],
  ] as const) {
    assert.deepEqual(parseHostNames(text), names);
  }
});

test("what is no host name is refused", () => {
  const texts = [
    "",
    ".",
    "..",
    "..a",
    "a..b",
    "*",
    "*.my.example",
    "my.example:80",
    "http://my.example",
    "a/b",
    "a b",
    "a@b",
    "a%62",
  ];
  for (const text of [...texts, "[::1]", "::1", "a,,b", "a\tb", "a\\b", "\u00ad", "a?b", "a#b", "x\0"]) {
    assert.throws(
      () => parseHostNames(text),
      /^CommandError: expected a host name without a port, such as my\.example, or \.my\.example /,
      text,
    );
  }
});

test("a base has a slash at both ends, and is decoded", () => {
  for (const [text, base] of [
    ["/app/", "/app/"],
    ["app", "/app/"],
    ["/app", "/app/"],
    ["a/b", "/a/b/"],
    ["//a//b//", "/a/b/"],
    ["/", "/"],
    ["", "/"],
    ["my app", "/my app/"],
    ["my%20app/%C3%BC", "/my app/\u00fc/"],
    ["\u00fc", "/\u00fc/"],
  ] as const) {
    assert.equal(parseBase(text), base);
  }
});

test("what is no path is refused as a base", () => {
  for (const text of [
    "http://a/",
    "C:/app",
    "a?b",
    "a#b",
    "a\\b",
    "..",
    "/a/../b",
    "./a",
    "%zz",
    "%",
    "a%00",
    "a\nb",
  ]) {
    assert.throws(() => parseBase(text), /^CommandError: expected a path such as \/app\/, not /, text);
  }
});

test("names have commas between them, and none is none", () => {
  assert.deepEqual(parseNames("index.html"), ["index.html"]);
  assert.deepEqual(parseNames("a.html, b c.html"), ["a.html", "b c.html"]);
  assert.deepEqual(parseNames("none"), []);
  assert.deepEqual(parseNames(""), []);
  for (const text of ["a,", ",", "a/b", "..", ".", "a\\b", "a\0"]) {
    assert.throws(() => parseNames(text), /^CommandError: expected file names with commas/, text);
  }
});

test("an extension has a type, with or without its dot", () => {
  assert.deepEqual(parseMediaTypeSetting(".foo=text/x-foo"), [[".foo", "text/x-foo"]]);
  assert.deepEqual(parseMediaTypeSetting("FOO=text/x-foo; charset=a"), [[".foo", "text/x-foo; charset=a"]]);
});

test("what is no extension and type is refused", () => {
  for (const [text, message] of [
    ["foo", "expected EXT=TYPE such as .foo=text/x-foo, not 'foo'"],
    ["=text/plain", "expected EXT=TYPE such as .foo=text/x-foo, not '=text/plain'"],
    [".=text/plain", "expected EXT=TYPE such as .foo=text/x-foo, not '.=text/plain'"],
    ["tar.gz=a/b", "an extension is what follows the last dot of a name, not 'tar.gz'"],
    ["a/b=a/b", "an extension is what follows the last dot of a name, not 'a/b'"],
    ["foo=bar", "expected a media type such as text/plain, not 'bar'"],
    ["foo=", "expected a media type such as text/plain, not ''"],
  ] as const) {
    assert.throws(() => parseMediaTypeSetting(text), { message, kind: "usage" });
  }
});

test("a charset is a token, and none is none", () => {
  assert.equal(parseCharset("iso-8859-1"), "iso-8859-1");
  assert.equal(parseCharset("None"), "");
  for (const text of ["", "a b", "a;b", "a\r\n"]) {
    assert.throws(() => parseCharset(text), /^CommandError: expected a charset/, text);
  }
});
