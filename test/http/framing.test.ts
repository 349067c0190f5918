import assert from "node:assert/strict";
import { test } from "node:test";
import { isProtocolError } from "../../src/http/errors.ts";
import {
  bodyLength,
  CHUNKED,
  hasNoContent,
  type ResponseFacts,
  type ResponseFraming,
  responseFraming,
} from "../../src/http/framing.ts";

/** What the fields of a request say of its body: a length, or the status and explanation of a refusal. */
function lengthOf(contentLength?: string, transferEncoding?: string, versionNumber = 11): number | string {
  try {
    return bodyLength({ versionNumber, contentLength, transferEncoding });
  } catch (error) {
    assert.ok(isProtocolError(error));
    return `${error.status} ${error.message}: ${error.explain}`;
  }
}

const BAD_LENGTH = "400 Bad request framing: Content-Length must be one decimal number, sent once";
const BAD_CODING = "400 Bad request framing: Transfer-Encoding must be a list of codings that ends in a single chunked";
const UNKNOWN_CODING = "501 Unsupported transfer coding: The only transfer coding this server knows is chunked";

test("a request without Content-Length and Transfer-Encoding has no body (RFC 9112 §6.3 rule 7)", () => {
  for (const versionNumber of [9, 10, 11, 12]) assert.equal(lengthOf(undefined, undefined, versionNumber), 0);
});

test("Content-Length is decimal digits up to 2^53 - 1 (RFC 9110 §8.6)", () => {
  assert.equal(lengthOf("0"), 0);
  assert.equal(lengthOf("0042"), 42);
  assert.equal(lengthOf("9007199254740991"), Number.MAX_SAFE_INTEGER);
  assert.equal(lengthOf(`${"0".repeat(1000)}7`), 7);
  for (const value of ["9007199254740992", "18446744073709551616", "9".repeat(400)])
    assert.equal(lengthOf(value), BAD_LENGTH);
});

test("Content-Length with anything but digits is refused", () => {
  for (const value of [
    "",
    " 5",
    "+5",
    "-1",
    "0x10",
    "1e3",
    "1.0",
    "1_000",
    "1,000",
    "five",
    "5\0",
    "\u0665",
    "\xb2",
    "Infinity",
    "NaN",
  ]) {
    assert.equal(lengthOf(value), BAD_LENGTH, value);
  }
});

test("Content-Length sent twice is refused, equal or not", () => {
  for (const value of ["5, 5", "5, 6", ", 5", "5, ", "5,5"]) assert.equal(lengthOf(value), BAD_LENGTH, value);
});

test("chunked, in any case, is the transfer coding there is (RFC 9112 §7)", () => {
  for (const value of ["chunked", "Chunked", "CHUNKED"]) assert.equal(lengthOf(undefined, value), CHUNKED);
  assert.equal(lengthOf(undefined, "chunked", 12), CHUNKED);
});

test("an unknown transfer coding is 501 (RFC 9112 §6.1)", () => {
  const codings = [
    "gzip",
    "identity",
    "gzip, chunked",
    "deflate, gzip, chunked",
    "xchunked",
    "chunkedchunked",
    "chunked;q=1",
    '"chunked"',
    "chunked\x85",
    "chun ked",
  ];
  for (const value of codings) assert.equal(lengthOf(undefined, value), UNKNOWN_CODING, value);
});

test("chunked that is not last, or stands twice, is 400 (RFC 9112 §6.1, §7)", () => {
  for (const value of ["chunked, gzip", "chunked, identity", "chunked, chunked", "gzip, chunked, chunked"]) {
    assert.equal(lengthOf(undefined, value), BAD_CODING, value);
  }
});

test("a list of codings with empty members is 400", () => {
  for (const value of ["", ",", "chunked,", ",chunked", "gzip, , chunked", " , "]) {
    assert.equal(lengthOf(undefined, value), BAD_CODING, value);
  }
});

test("HTTP/1.0 has no Transfer-Encoding (RFC 9112 §6.1)", () => {
  for (const value of ["chunked", "gzip", ""]) {
    assert.equal(lengthOf(undefined, value, 10), "400 Bad request framing: HTTP/1.0 has no Transfer-Encoding");
  }
});

test("Content-Length beside Transfer-Encoding is 400, whatever they say (RFC 9112 §6.3 rule 3)", () => {
  for (const [length, coding] of [
    ["5", "chunked"],
    ["0", "gzip"],
    ["x", ""],
    ["", "chunked"],
  ]) {
    const expected = "400 Bad request framing: Content-Length and Transfer-Encoding exclude each other";
    assert.equal(lengthOf(length, coding), expected);
    assert.equal(lengthOf(length, coding, 10), expected);
  }
});

const FACTS: ResponseFacts = {
  status: 200,
  isHead: false,
  isConnect: false,
  clientSpeaks11: true,
  speaks11: true,
  contentLength: undefined,
  transferEncoding: undefined,
};

const FRAMINGS: Readonly<
  Record<string, readonly (readonly [facts: Partial<ResponseFacts>, framing: ResponseFraming])[]>
> = {
  "a response to HEAD has no body, whatever its fields say (RFC 9112 §6.3 rule 1)": [
    [{ isHead: true }, "none"],
    [{ isHead: true, contentLength: 5 }, "none"],
    [{ isHead: true, transferEncoding: "chunked" }, "none"],
    [{ isHead: true, speaks11: false }, "none"],
  ],
  "1xx, 204, 205 and 304 have no body (RFC 9112 §6.3 rule 1, RFC 9110 §15.3.6)": [
    [{ status: 101 }, "none"],
    [{ status: 204, contentLength: 5 }, "none"],
    [{ status: 205 }, "none"],
    [{ status: 304, transferEncoding: "chunked" }, "none"],
  ],
  "a 2xx answer to CONNECT opens a tunnel, and no other answer to it does (RFC 9110 §9.3.6)": [
    [{ isConnect: true }, "close"],
    [{ isConnect: true, status: 299, contentLength: 5 }, "close"],
    [{ isConnect: true, status: 199 }, "none"],
    [{ isConnect: true, status: 300 }, "chunked"],
    [{ isConnect: true, status: 404, contentLength: 5 }, "length"],
  ],
  "an announced length is kept to": [
    [{ contentLength: 0 }, "length"],
    [{ contentLength: 5, speaks11: false, clientSpeaks11: false }, "length"],
    [{ status: 404, contentLength: 5 }, "length"],
  ],
  "a handler that announces a Transfer-Encoding that ends in chunked frames its body itself": [
    [{ transferEncoding: "chunked" }, "own"],
    [{ transferEncoding: "gzip, Chunked" }, "own"],
  ],
  "with another Transfer-Encoding a body ends with the connection (RFC 9112 §6.3 rule 4)": [
    [{ transferEncoding: "gzip" }, "close"],
    [{ transferEncoding: "chunked, gzip" }, "close"],
    [{ transferEncoding: "" }, "close"],
  ],
  "without a length, a body is chunked if both sides speak HTTP/1.1, else it ends with the connection": [
    [{}, "chunked"],
    [{ status: 500 }, "chunked"],
    [{ clientSpeaks11: false }, "close"],
    [{ speaks11: false }, "close"],
    [{ speaks11: false, clientSpeaks11: false }, "close"],
  ],
};

for (const [rule, cases] of Object.entries(FRAMINGS)) {
  test(rule, () => {
    for (const [facts, framing] of cases)
      assert.equal(responseFraming({ ...FACTS, ...facts }), framing, JSON.stringify(facts));
  });
}

test("responses of 1xx, 204, 205 and 304 have no content (RFC 9110 §6.4.1, §15.3.6)", () => {
  const statuses = Array.from({ length: 500 }, (_, i) => 100 + i).filter(hasNoContent);
  assert.deepEqual(
    statuses.filter((status) => status >= 200),
    [204, 205, 304],
  );
  assert.equal(statuses.filter((status) => status < 200).length, 100);
});
