import assert from "node:assert/strict";
import { test } from "node:test";
import {
  parseDirectory,
  parseFlag,
  parseHeader,
  parseHost,
  parseMediaType,
  parsePath,
  parsePort,
  parseSeconds,
  quoted,
} from "../../src/cli/values.ts";

/** Asserts that each text is refused with a message, and that the message names it. */
function refuses(parse: (text: string) => unknown, ...texts: readonly string[]): void {
  for (const text of texts) {
    assert.throws(() => parse(text), { name: "CommandError", kind: "usage" }, JSON.stringify(text));
  }
}

test("a port is 0 to 65535, in digits", () => {
  assert.equal(parsePort("0"), 0);
  assert.equal(parsePort("08000"), 8000);
  assert.equal(parsePort("65535"), 65535);
  refuses(parsePort, "", "abc", "80a", "8_000", "8.0", "0x50", "65536", "-1", "99999999999999999999");
});

test("seconds are a plain number up to a day", () => {
  assert.equal(parseSeconds("0"), 0);
  assert.equal(parseSeconds("2.5"), 2.5);
  assert.equal(parseSeconds("86400"), 86400);
  refuses(parseSeconds, "", "-1", "1e3", "Infinity", "10s", "86401");
});

test("a flag in the environment is a word for yes or no", () => {
  for (const word of ["1", "true", "YES", "on"]) assert.equal(parseFlag(word), true);
  for (const word of ["0", "False", "no", "off"]) assert.equal(parseFlag(word), false);
  refuses(parseFlag, "2", "maybe");
});

test("a host is a name or an address, without a port", () => {
  assert.equal(parseHost("localhost"), "localhost");
  assert.equal(parseHost("0.0.0.0"), "0.0.0.0");
  assert.equal(parseHost("::"), "::");
  assert.equal(parseHost("[::1]"), "::1");
  assert.equal(parseHost(""), "");
  refuses(parseHost, "a b", "::1::", "http://localhost");
  assert.throws(() => parseHost("localhost:80"), {
    message: "'localhost:80' is neither an IP address nor a host name; give the port with --port",
  });
});

test("a directory has to exist and to be one", () => {
  assert.equal(parseDirectory("src"), "src");
  assert.throws(() => parseDirectory("nope"), { message: "no such directory: 'nope'" });
  assert.throws(() => parseDirectory("package.json"), { message: "not a directory: 'package.json'" });
  refuses(parseDirectory, "", "a\0b");
});

test("a path is not empty", () => {
  assert.equal(parsePath("key.pem"), "key.pem");
  refuses(parsePath, "");
});

test("a media type has a type and a subtype, and may have parameters", () => {
  assert.equal(parseMediaType("text/plain"), "text/plain");
  assert.equal(parseMediaType("text/plain; charset=latin-1"), "text/plain; charset=latin-1");
  refuses(
    parseMediaType,
    "",
    "text",
    "text/",
    "/plain",
    "a/b/c",
    "te xt/plain",
    "text/plain;\r\nX: y",
    "text/plain; é€",
  );
});

test("a header is a name, a colon and a value without blanks around it", () => {
  assert.deepEqual(parseHeader("X-A: b"), [["X-A", "b"]]);
  assert.deepEqual(parseHeader("X-A:b : c \t"), [["X-A", "b : c"]]);
  assert.deepEqual(parseHeader("X-A:"), [["X-A", ""]]);
  assert.deepEqual(parseHeader("X-A: é"), [["X-A", "é"]]);
});

test("a header that cannot be sent is refused with its reason", () => {
  const reasons: readonly (readonly [text: string, message: string])[] = [
    ["X-A", "expected 'Name: value', not 'X-A'"],
    ["", "expected 'Name: value', not ''"],
    [": b", "'' is not a header name"],
    ["X A: b", "'X A' is not a header name"],
    ["X-A : b", "'X-A ' is not a header name"],
    ["X-A: b\r\nX-B: c", "the value of X-A has characters that no header may have: 'b\\r\\nX-B: c'"],
    ["X-A: €", "the value of X-A has characters that no header may have: '€'"],
    ["content-length: 5", "content-length is set by the server alone"],
    ["Transfer-Encoding: chunked", "Transfer-Encoding is set by the server alone"],
    ["Connection: close", "Connection is set by the server alone"],
  ];
  for (const [text, message] of reasons) assert.throws(() => parseHeader(text), { message });
});

test("a text is shown with its control characters as escapes", () => {
  assert.equal(quoted('a"b'), `'a"b'`);
  assert.equal(quoted("a\nb\x1b"), "'a\\nb\\u001b'");
});
