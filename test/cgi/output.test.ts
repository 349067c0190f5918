import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CgiHead, CgiHeadParser } from "../../src/cgi/output.ts";
import { byteByByte, cutAt } from "../http/pieces.ts";

const BOUNDS = { maxHeadBytes: 200, maxHeadFields: 5 };

/** Reads pieces, and returns the head and what follows it. */
function readAll(pieces: readonly Buffer[]): { head: CgiHead; rest: string } | undefined {
  const parser = new CgiHeadParser(BOUNDS);
  for (const [index, piece] of pieces.entries()) {
    const rest = parser.read(piece);
    if (rest !== undefined) {
      return { head: parser.head, rest: Buffer.concat([rest, ...pieces.slice(index + 1)]).toString("latin1") };
    }
  }
  return undefined;
}

function ways(text: string): Buffer[][] {
  const bytes = Buffer.from(text, "latin1");
  return [[bytes], byteByByte(bytes), ...Array.from({ length: bytes.length - 1 }, (_, at) => cutAt(bytes, at + 1))];
}

const plain = { status: undefined, reason: undefined, location: undefined };

const GOOD: readonly (readonly [title: string, text: string, head: CgiHead, rest: string])[] = [
  [
    "line ends of LF",
    "Content-Type: text/plain\n\nbody\n",
    { ...plain, fields: [["Content-Type", "text/plain"]] },
    "body\n",
  ],
  [
    "line ends of CR LF",
    "Content-Type: a/b\r\nX: y\r\n\r\nbody",
    {
      ...plain,
      fields: [
        ["Content-Type", "a/b"],
        ["X", "y"],
      ],
    },
    "body",
  ],
  [
    "both",
    "A: b\r\nX: y\n\r\n",
    {
      ...plain,
      fields: [
        ["A", "b"],
        ["X", "y"],
      ],
    },
    "",
  ],
  [
    "values without blanks, and empty ones",
    "A:b\nB:\nC: \t \nD: \t d e \t\n\n",
    {
      ...plain,
      fields: [
        ["A", "b"],
        ["B", ""],
        ["C", ""],
        ["D", "d e"],
      ],
    },
    "",
  ],
  [
    "the same name twice",
    "Set-Cookie: a=b\nSet-Cookie: c=d\n\n",
    {
      ...plain,
      fields: [
        ["Set-Cookie", "a=b"],
        ["Set-Cookie", "c=d"],
      ],
    },
    "",
  ],
  ["a status", "Status: 404 Not Found\n\n", { ...plain, status: 404, reason: "Not Found", fields: [] }, ""],
  ["a status without reason", "status:299\n\n", { ...plain, status: 299, fields: [] }, ""],
  ["a location", "Location: http://a/b?c#d\n\n", { ...plain, location: "http://a/b?c#d", fields: [] }, ""],
  ["bytes beyond ASCII", "X: \xe4\xff\n\n\xff", { ...plain, fields: [["X", "\xe4\xff"]] }, "\xff"],
  ["a length", "Content-Length: 5\n\nhello", { ...plain, fields: [["Content-Length", "5"]] }, "hello"],
  ["the first line of Python's cgitb", "<!--: spam\nA: b\n\n", { ...plain, fields: [["A", "b"]] }, ""],
  [
    "as many fields as there may be",
    "A: a\nB: b\nC: c\nD: d\nStatus: 200\n\n",
    {
      ...plain,
      status: 200,
      fields: [
        ["A", "a"],
        ["B", "b"],
        ["C", "c"],
        ["D", "d"],
      ],
    },
    "",
  ],
  ["a body that looks like a head", "A: b\n\nC: d\n\n", { ...plain, fields: [["A", "b"]] }, "C: d\n\n"],
];

const BAD: readonly (readonly [title: string, text: string, message: RegExp])[] = [
  ["text that is no field", "Hello, world\nA: b\n\n", /began its output with "Hello, world", which is no header field/],
  ["nothing but the first line of Python's cgitb", "<!--: spam\n\n", /an empty line before any header field/],
  ["an empty line first", "\nHello", /an empty line before any header field/],
  ["an empty line of CR LF first", "\r\nHello", /an empty line before any header field/],
  ["a blank before the colon", "A : b\n\n", /no header field/],
  ["a continuation line", "A: b\n c\n\n", /wrote " c" among its header fields/],
  ["a colon only", ": b\n\n", /no header field/],
  ["a control in a value", "A: b\x01\n\n", /no header field/],
  ["NUL in a value", "A: b\0\n\n", /no header field/],
  ["CR within a value", "A: b\rc\n\n", /no header field/],
  ["a status line of HTTP", "HTTP/1.1 200 OK\nA: b\n\n", /began its output/],
  ["a status that is no number", "Status: OK\n\n", /an invalid Status: "OK"/],
  ["a status of 1xx", "Status: 100 Continue\n\n", /an invalid Status:/],
  ["a status of 6xx", "Status: 600\n\n", /an invalid Status:/],
  ["a status of four digits", "Status: 2000\n\n", /an invalid Status:/],
  ["a status behind a version", "Status: HTTP/1.1 200 OK\n\n", /an invalid Status:/],
  ["two statuses", "Status: 200\nstatus: 404\n\n", /two status fields/],
  ["two types", "Content-Type: a/b\nContent-type: c/d\n\n", /two Content-type fields/],
  ["two locations", "Location: /a\nLocation: /b\n\n", /two Location fields/],
  ["two lengths", "Content-Length: 1\nContent-Length: 1\n\n", /two Content-Length fields/],
  ["a length that is no number", "Content-Length: five\n\n", /an invalid Content-Length:/],
  ["a negative length", "Content-Length: -1\n\n", /an invalid Content-Length:/],
  ["a location with blanks", "Location: /a b\n\n", /an invalid Location:/],
  ["an empty location", "Location:\n\n", /an invalid Location:/],
  ["too many fields", "A: a\nB: b\nC: c\nD: d\nE: e\nF: f\n\n", /more than 5 header fields/],
  ["one byte too many", `A: b\nB: ${"x".repeat(192)}\n\n`, /more than 200 bytes/],
  ["too many bytes in one line", `A: ${"x".repeat(300)}`, /more than 200 bytes of header without the empty line/],
  ["too many bytes in several lines", `A: ${"x".repeat(120)}\nB: ${"x".repeat(120)}\n\n`, /more than 200 bytes/],
];

describe("CgiHeadParser", () => {
  for (const [title, text, head, rest] of GOOD) {
    test(`reads ${title}, however it is cut`, () => {
      for (const pieces of ways(text)) assert.deepEqual(readAll(pieces), { head, rest });
    });
  }

  for (const [title, text, message] of BAD) {
    test(`refuses ${title}, however it is cut`, () => {
      for (const pieces of ways(text)) assert.throws(() => readAll(pieces), { name: "CgiOutputError", message });
    });
  }

  test("waits for the empty line", () => {
    for (const text of ["A", "A: b", "A: b\n", "A: b\r\n\r"]) assert.equal(readAll([Buffer.from(text)]), undefined);
  });

  test("tells whether anything has come", () => {
    const parser = new CgiHeadParser(BOUNDS);
    assert.equal(parser.hasBegun, false);
    parser.read(Buffer.from("A"));
    assert.equal(parser.hasBegun, true);
  });

  test("takes a head that is exactly as long as it may be", () => {
    const head = `A: ${"x".repeat(BOUNDS.maxHeadBytes - 5)}\n\n`;
    assert.equal(head.length, BOUNDS.maxHeadBytes);
    for (const pieces of ways(`${head}body`)) assert.equal(readAll(pieces)?.rest, "body");
  });
});
