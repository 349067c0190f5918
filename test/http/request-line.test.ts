import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isProtocolError } from "../../src/http/errors.ts";
import { isTargetText, isToken } from "../../src/http/grammar.ts";
import { parseRequestLine, type RequestLine } from "../../src/http/request-line.ts";

type Accepted = readonly [line: string, parts: Partial<RequestLine>];

const ACCEPTED: Readonly<Record<string, readonly Accepted[]>> = {
  "a line is a method, a target and a version with one space between (RFC 9112 §3)": [
    [
      "GET /a?b HTTP/1.1",
      { method: "GET", target: "/a?b", authority: undefined, version: "HTTP/1.1", versionNumber: 11 },
    ],
    ["GET / HTTP/1.0", { method: "GET", target: "/", version: "HTTP/1.0", versionNumber: 10 }],
  ],
  "a method is any token, and its case counts (RFC 9110 §9.1)": [
    ["SPAM / HTTP/1.1", { method: "SPAM" }],
    ["get / HTTP/1.1", { method: "get" }],
    ["M-SEARCH * HTTP/1.1", { method: "M-SEARCH", target: "*" }],
    ["!#$%&'*+-.^_`|~09azAZ / HTTP/1.1", { method: "!#$%&'*+-.^_`|~09azAZ" }],
    ["__proto__ / HTTP/1.1", { method: "__proto__" }],
  ],
  "a later minor version is still HTTP/1 (RFC 9110 §2.5)": [
    ["GET / HTTP/1.2", { version: "HTTP/1.2", versionNumber: 12 }],
    ["GET / HTTP/1.9", { version: "HTTP/1.9", versionNumber: 19 }],
  ],
  "several spaces may separate the words before HTTP/1.1, as in Python": [
    ["GET   /a  HTTP/1.0", { method: "GET", target: "/a", versionNumber: 10 }],
    ["GET  /a", { method: "GET", target: "/a", versionNumber: 9 }],
  ],
  "two words are HTTP/0.9, and so is a version below 1 (RFC 1945 §4.1)": [
    ["GET /a", { method: "GET", target: "/a", version: "HTTP/0.9", versionNumber: 9 }],
    ["GET /a HTTP/0.9", { method: "GET", target: "/a", version: "HTTP/0.9", versionNumber: 9 }],
    ["GET /a HTTP/0.8", { version: "HTTP/0.8", versionNumber: 9 }],
    ["GET hello.txt", { target: "hello.txt", versionNumber: 9 }],
  ],
  "an origin-form target is kept as it came (RFC 9112 §3.2.1)": [
    ["GET //a//b HTTP/1.1", { target: "//a//b", authority: undefined }],
    ["GET /a;p=1?q?r=%2F&s=[1] HTTP/1.1", { target: "/a;p=1?q?r=%2F&s=[1]" }],
    ['GET /"<>\\^`{|} HTTP/1.1', { target: '/"<>\\^`{|}' }],
    ["GET /a/../b HTTP/1.1", { target: "/a/../b" }],
    ["GET /http://x HTTP/1.1", { target: "/http://x" }],
  ],
  "a fragment and raw bytes from 0x80 on are let through, as in Python": [
    ["GET /a#b HTTP/1.1", { target: "/a#b" }],
    ["GET /\xe4\x85\xa0 HTTP/1.1", { target: "/\xe4\x85\xa0" }],
    ["GET /\xe4 HTTP/1.0", { target: "/\xe4" }],
  ],
  "an absolute-form target is a path and an authority (RFC 9112 §3.2.2)": [
    ["GET http://a.example/b?c HTTP/1.1", { target: "/b?c", authority: "a.example" }],
    ["GET HTTPS://[::1]:8443/b HTTP/1.1", { target: "/b", authority: "[::1]:8443" }],
    ["GET http://a HTTP/1.1", { target: "/", authority: "a" }],
    ["GET http://a?b/c HTTP/1.1", { target: "/?b/c", authority: "a" }],
    ["GET http://a#b HTTP/1.1", { target: "/#b", authority: "a" }],
    ["GET http://a//b HTTP/1.1", { target: "//b", authority: "a" }],
    ["GET http://a:81/ HTTP/1.0", { target: "/", authority: "a:81" }],
    ["OPTIONS http://a HTTP/1.1", { target: "/", authority: "a" }],
  ],
  "CONNECT has an authority with a port (RFC 9112 §3.2.3)": [
    ["CONNECT a.example:443 HTTP/1.1", { target: "a.example:443", authority: "a.example:443" }],
    ["CONNECT [::1]:443 HTTP/1.0", { target: "[::1]:443", authority: "[::1]:443" }],
  ],
  "OPTIONS and unknown methods may have the target * (RFC 9112 §3.2.4)": [
    ["OPTIONS * HTTP/1.1", { target: "*", authority: undefined }],
    ["SPAM * HTTP/1.0", { target: "*" }],
  ],
  "before HTTP/1.1 a path may lack its first slash, as in Python": [
    ["GET hello.txt HTTP/1.0", { target: "hello.txt", authority: undefined }],
    ["GET ftp://a/b HTTP/1.0", { target: "ftp://a/b", authority: undefined }],
  ],
};

for (const [rule, lines] of Object.entries(ACCEPTED)) {
  test(rule, () => {
    for (const [line, parts] of lines) {
      const parsed = parseRequestLine(line);
      for (const [name, value] of Object.entries(parts)) assert.equal(parsed[name as keyof RequestLine], value, line);
    }
  });
}

/** A line and what is said of it; without a message it is Python's `Bad request syntax`. */
type Refused = string | readonly [line: string, status: number, message: string];

const REFUSED: Readonly<Record<string, readonly Refused[]>> = {
  "a line that has not two or three words is 400 with Python's message": [
    ["GET", 400, "Bad request syntax ('GET')"],
    ["", 400, "Bad request syntax ('')"],
    [" ", 400, "Bad request syntax (' ')"],
    ["GET /a b HTTP/1.1", 400, "Bad request syntax ('GET /a b HTTP/1.1')"],
    ["GET /it's HTTP/1.1 HTTP/1.1", 400, `Bad request syntax ("GET /it's HTTP/1.1 HTTP/1.1")`],
  ],
  "the version is judged before the number of words, as in Python": [
    ["GET /a b HTTP/2.0", 505, "Invalid HTTP version (2.0)"],
    ["GET /a b FUBAR", 400, "Bad request version ('FUBAR')"],
  ],
  "a version that is not HTTP, a digit, a dot and a digit is 400 with Python's message (RFC 9112 §2.3)": [
    ["GET / FUBAR", 400, "Bad request version ('FUBAR')"],
    ["GET / HTTP/", 400, "Bad request version ('HTTP/')"],
    ["GET / HTTP/1", 400, "Bad request version ('HTTP/1')"],
    ["GET / HTTP/1.", 400, "Bad request version ('HTTP/1.')"],
    ["GET / HTTP/.1", 400, "Bad request version ('HTTP/.1')"],
    ["GET / HTTP/9.9.9", 400, "Bad request version ('HTTP/9.9.9')"],
    ["GET / HTTP/-9_9_9.+9_9_9", 400, "Bad request version ('HTTP/-9_9_9.+9_9_9')"],
    ["GET / HTTP/111111111111.1", 400, "Bad request version ('HTTP/111111111111.1')"],
    ["GET / HTTP/1.111111111111", 400, "Bad request version ('HTTP/1.111111111111')"],
    ["GET / HTTP/1.10", 400, "Bad request version ('HTTP/1.10')"],
    ["GET / HTTP/01.1", 400, "Bad request version ('HTTP/01.1')"],
    ["GET / http/1.1", 400, "Bad request version ('http/1.1')"],
    ["GET / HTTPS/1.1", 400, "Bad request version ('HTTPS/1.1')"],
    ["GET / HTTP/1.1\r", 400, "Bad request version ('HTTP/1.1\\r')"],
    ["GET / HTTP/1.1\t", 400, "Bad request version ('HTTP/1.1\\t')"],
    ["GET / \xb9", 400, "Bad request version ('\xb9')"],
  ],
  "a major version from 2 on is 505 with Python's message (RFC 9110 §15.6.6)": [
    ["GET / HTTP/2.0", 505, "Invalid HTTP version (2.0)"],
    ["PRI * HTTP/2.0", 505, "Invalid HTTP version (2.0)"],
    ["GET / HTTP/9.9", 505, "Invalid HTTP version (9.9)"],
    ["GET / HTTP/10.10", 505, "Invalid HTTP version (10.10)"],
  ],
  "HTTP/0.9 knows only GET, as in Python": [
    ["POST /", 400, "Bad HTTP/0.9 request type ('POST')"],
    ["get /", 400, "Bad HTTP/0.9 request type ('get')"],
    ["POST / HTTP/0.9", 400, "Bad HTTP/0.9 request type ('POST')"],
  ],
  "a request without a target is refused, not taken for HTTP/0.9": ["GET HTTP/1.1", "GET HTTP/1.0"],
  "several spaces are refused in HTTP/1.1 (RFC 9112 §3)": ["GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET  / HTTP/1.2"],
  "a blank before the first or behind the last word is refused": [
    " GET / HTTP/1.1",
    " GET / HTTP/1.0",
    " GET /",
    "\tGET / HTTP/1.0",
    "GET / HTTP/1.1 ",
    "GET / HTTP/1.0 ",
    "GET / ",
  ],
  "only SP separates words, never HTAB, VT, FF, CR or another white space": [
    "GET\t/ HTTP/1.0",
    "GET /\x0b HTTP/1.0",
    "GET\x0c/ HTTP/1.0",
    "GET\r/ HTTP/1.0",
    "GET /\x1cHTTP/1.0",
    "GET\xa0/\xa0HTTP/1.0",
    "GET\x85/ HTTP/1.1",
  ],
  "a method that is no token is refused (RFC 9110 §9.1)": [
    "G/T / HTTP/1.0",
    "G\0ET / HTTP/1.0",
    "GET: / HTTP/1.1",
    "(GET) / HTTP/1.1",
    "<script> / HTTP/1.1",
    "\xc4 / HTTP/1.1",
    '"GET" / HTTP/1.1',
  ],
  "a control character in the target is refused": [
    "GET /\0 HTTP/1.1",
    "GET /\x01 HTTP/1.0",
    "GET /\x7f HTTP/1.1",
    "GET /\x1b",
  ],
  "a malformed percent-encoding is refused (RFC 3986 §2.1)": [
    "GET /% HTTP/1.1",
    "GET /%4 HTTP/1.1",
    "GET /%zz HTTP/1.0",
    "GET /a?b=%u0041 HTTP/1.1",
    "GET http://a/%g0 HTTP/1.1",
    "GET /100% HTTP/1.1",
    "GET a% HTTP/1.0",
  ],
  "a target of none of the four forms is refused in HTTP/1.1 (RFC 9112 §3.2)": [
    "GET hello.txt HTTP/1.1",
    "GET ../../etc/passwd HTTP/1.1",
    "GET a.example:80 HTTP/1.1",
    "GET ?a HTTP/1.1",
    "GET #a HTTP/1.1",
    "GET ftp://a/b HTTP/1.1",
    "GET http:/a HTTP/1.1",
    "GET http:a HTTP/1.1",
    "GET \\a HTTP/1.1",
  ],
  "an absolute-form target with a faulty authority is refused (RFC 9110 §4.2.1, §4.2.4)": [
    "GET http:///a HTTP/1.1",
    "GET http:// HTTP/1.1",
    "GET http://:80/ HTTP/1.1",
    "GET http://user@host/ HTTP/1.1",
    "GET http://user:password@host/ HTTP/1.0",
    "GET http://a:80x/ HTTP/1.0",
    "GET http://a::80/ HTTP/1.0",
    "GET http://[::1/ HTTP/1.1",
    "GET http://a\\b/ HTTP/1.1",
    "GET http://\xe4/ HTTP/1.1",
  ],
  "CONNECT with anything but an authority and a port is refused (RFC 9112 §3.2.3)": [
    "CONNECT / HTTP/1.1",
    "CONNECT /a:80 HTTP/1.1",
    "CONNECT a.example HTTP/1.1",
    "CONNECT a.example: HTTP/1.1",
    "CONNECT :443 HTTP/1.1",
    "CONNECT http://a.example:443 HTTP/1.1",
    "CONNECT * HTTP/1.1",
  ],
  "the target * is refused for methods that never have it (RFC 9112 §3.2.4)": [
    "GET * HTTP/1.1",
    "HEAD * HTTP/1.1",
    "POST * HTTP/1.0",
    "GET *",
    "OPTIONS *x HTTP/1.1",
  ],
};

for (const [rule, lines] of Object.entries(REFUSED)) {
  test(rule, () => {
    for (const refused of lines) {
      const [line, status, message] = typeof refused === "string" ? [refused, 400, undefined] : refused;
      assert.throws(
        () => parseRequestLine(line),
        (error) => {
          assert.ok(isProtocolError(error));
          assert.equal(error.status, status, line);
          if (message === undefined) assert.match(error.message, /^Bad request syntax \(['"]/, line);
          else assert.equal(error.message, message, line);
          return true;
        },
      );
    }
  });
}

/** Lines made of what request lines are made of, and of anything. */
const lineArbitrary = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "GET",
        "CONNECT",
        " ",
        "  ",
        "/",
        "*",
        "http://",
        "a:80",
        "%41",
        "%",
        "HTTP/",
        "HTTP/1.1",
        "1",
        ".",
        "0",
      ),
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

test("no line throws anything but ProtocolError, and an accepted one has clean parts", () => {
  fc.assert(
    fc.property(lineArbitrary, (line) => {
      try {
        const { method, target, version, versionNumber, authority } = parseRequestLine(line);
        assert.ok(isToken(method) && isTargetText(target));
        assert.ok(line.startsWith(method));
        assert.match(version, /^HTTP\/[01]\.\d$/);
        assert.ok(versionNumber >= 9 && versionNumber <= 19);
        if (versionNumber >= 11) assert.ok(/^[/*]/.test(target) || (method === "CONNECT" && target === authority));
      } catch (error) {
        if (!isProtocolError(error)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
});
