import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isProtocolError } from "../../src/http/errors.ts";
import { CHUNKED } from "../../src/http/framing.ts";
import { DEFAULT_HEAD_LIMITS, RequestHead } from "../../src/http/request-head.ts";
import { type HeadOutcome, readHead } from "./head-outcome.ts";
import { ArrivingWindow, byteByByte, bytesOf, cutAt, cutName, everyCut } from "./pieces.ts";

/** Reads a head in every cut, asserts that all come to the same, and returns that. */
function readEveryCut(text: string): HeadOutcome {
  const whole = readHead([bytesOf(text)]);
  for (const pieces of everyCut(bytesOf(text))) {
    assert.deepEqual(readHead(pieces), whole, `${JSON.stringify(text)} ${cutName(pieces)}`);
  }
  return whole;
}

const HOST = "Host: a\r\n";

const ACCEPTED: Readonly<Record<string, readonly (readonly [head: string, parts: Partial<HeadOutcome>])[]>> = {
  "a head ends with its blank line, and what follows stays in the window (RFC 9112 §2.1)": [
    [
      "GET / HTTP/1.1\r\nHost: a\r\nX-Y: z\r\n\r\nbody",
      {
        requestline: "GET / HTTP/1.1",
        fields: [
          ["Host", "a"],
          ["X-Y", "z"],
        ],
        text: "Host: a\r\nX-Y: z\r\n\r\n",
        rest: "body",
      },
    ],
    [`GET / HTTP/1.1\r\n${HOST}\r\nGET /2 HTTP/1.1\r\n`, { rest: "GET /2 HTTP/1.1\r\n" }],
    ["GET / HTTP/1.0\r\n\r\n\r\n", { fields: [], text: "\r\n", rest: "\r\n" }],
  ],
  "up to four empty lines are skipped before a request line (RFC 9112 §2.2)": [
    [`\r\nGET / HTTP/1.1\r\n${HOST}\r\n`, { requestline: "GET / HTTP/1.1" }],
    [`\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n${HOST}\r\n`, { requestline: "GET / HTTP/1.1" }],
    ["\n\r\nGET / HTTP/1.0\r\n\r\n", { requestline: "GET / HTTP/1.0" }],
  ],
  "a lone LF ends lines in heads of HTTP/1.0 and 0.9, as in Python": [
    [
      "GET / HTTP/1.0\nA: 1\nB: 2 \n\nrest",
      {
        fields: [
          ["A", "1"],
          ["B", "2"],
        ],
        rest: "rest",
      },
    ],
    ["GET / HTTP/1.0\r\nA: 1\n\r\n", { fields: [["A", "1"]] }],
    ["GET / HTTP/1.0\nA: 1\r\n\n", { fields: [["A", "1"]] }],
    ["GET /\n", { requestline: "GET /" }],
  ],
  "HTTP/0.9 has no header section: the head ends with the line": [
    ["GET /\r\nHost: a\r\n\r\n", { requestline: "GET /", text: "", fields: [], rest: "Host: a\r\n\r\n" }],
    ["GET / HTTP/0.9\r\n\r\n", { requestline: "GET / HTTP/0.9", rest: "\r\n" }],
  ],
  "values lose SP and HTAB at both ends, and nothing else (RFC 9110 §5.5)": [
    ["GET / HTTP/1.0\r\nA:1\r\n\r\n", { fields: [["A", "1"]] }],
    ["GET / HTTP/1.0\r\nA: \t 1 \t2\t \r\n\r\n", { fields: [["A", "1 \t2"]] }],
    [
      "GET / HTTP/1.0\r\nA:\r\nB: \t\r\n\r\n",
      {
        fields: [
          ["A", ""],
          ["B", ""],
        ],
      },
    ],
    ["GET / HTTP/1.0\r\nA: b:c, d\r\n\r\n", { fields: [["A", "b:c, d"]] }],
    ["GET / HTTP/1.0\r\nA: \xa0\xe4\xff\r\n\r\n", { fields: [["A", "\xa0\xe4\xff"]] }],
  ],
  "a field name is any token, kept as it came (RFC 9110 §5.1)": [
    ["GET / HTTP/1.0\r\n!#$%&'*+-.^_`|~09azAZ: 1\r\n\r\n", { fields: [["!#$%&'*+-.^_`|~09azAZ", "1"]] }],
    [
      "GET / HTTP/1.0\r\n__proto__: 1\r\nconstructor: 2\r\n\r\n",
      {
        fields: [
          ["__proto__", "1"],
          ["constructor", "2"],
        ],
      },
    ],
    [
      "GET / HTTP/1.0\r\nA: 1\r\na: 2\r\nA: 1\r\n\r\n",
      {
        fields: [
          ["A", "1"],
          ["a", "2"],
          ["A", "1"],
        ],
      },
    ],
  ],
  "HTTP/1.1 takes one valid Host, which may be empty (RFC 9112 §3.2)": [
    ["GET / HTTP/1.1\r\nhOsT:\ta.example:80 \r\n\r\n", { fields: [["hOsT", "a.example:80"]] }],
    ["GET / HTTP/1.1\r\nHost:\r\n\r\n", { fields: [["Host", ""]] }],
    ["GET / HTTP/1.0\r\n\r\n", { fields: [] }],
    ["GET / HTTP/1.0\r\nHost: [::1]:80\r\n\r\n", { fields: [["Host", "[::1]:80"]] }],
  ],
  "the length of the body follows from the fields (RFC 9112 §6.3)": [
    [`GET / HTTP/1.1\r\n${HOST}\r\n`, { bodyLength: 0 }],
    ["POST / HTTP/1.0\r\ncontent-LENGTH: 5 \r\n\r\nhello", { bodyLength: 5, rest: "hello" }],
    [`GET / HTTP/1.1\r\n${HOST}Content-Length: 003\r\n\r\n`, { bodyLength: 3 }],
    [`POST / HTTP/1.1\r\n${HOST}transfer-encoding: Chunked\r\n\r\n`, { bodyLength: CHUNKED }],
  ],
};

for (const [rule, heads] of Object.entries(ACCEPTED)) {
  test(rule, () => {
    for (const [head, parts] of heads) {
      const outcome = readEveryCut(head);
      assert.equal(outcome.result, "complete", JSON.stringify(head));
      for (const [name, value] of Object.entries(parts)) {
        assert.deepEqual(outcome[name as keyof HeadOutcome], value, `${name} of ${JSON.stringify(head)}`);
      }
    }
  });
}

type Refusal = readonly [status: number, message: string, explain?: string];

const REFUSED: Readonly<Record<string, readonly [refusal: Refusal, heads: readonly string[]]>> = {
  "a fifth empty line before a request line is refused": [
    [400, "Bad request syntax ('')"],
    [`\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n${HOST}\r\n`, "\n\n\n\n\nGET /\n"],
  ],
  "a lone LF in a head of HTTP/1.1 is refused (RFC 9112 §2.2)": [
    [400, "Bad header field", "Lines of an HTTP/1.1 request must end in CR LF"],
    [
      `GET / HTTP/1.1\n${HOST}\r\n`,
      `\nGET / HTTP/1.1\r\n${HOST}\r\n`,
      "GET / HTTP/1.1\r\nHost: a\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nA:\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\n",
      "GET / HTTP/1.2\nHost: a\r\n\r\n",
    ],
  ],
  "a control character in a value is refused, a bare CR and NUL among them (RFC 9110 §5.5)": [
    [400, "Bad header field", "A header value must not have control characters"],
    ["\0", "\r", "\x01", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\r\r"].flatMap((byte) => [
      `GET / HTTP/1.0\r\nA: b${byte}c\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\nA: b${byte}\r\n\r\n`,
      `GET / HTTP/1.0\r\nA:${byte}b\r\n\r\n`,
    ]),
  ],
  "a line that is no field is refused, whatever stands in its name (RFC 9110 §5.1)": [
    [400, "Bad header field", "A header line must be a name, a colon and a value"],
    [
      "GET / HTTP/1.0\r\nA\r\n\r\n",
      "GET / HTTP/1.0\r\n: b\r\n\r\n",
      "GET / HTTP/1.0\r\n:\r\n\r\n",
      "GET / HTTP/1.0\r\nA@: b\r\n\r\n",
      "GET / HTTP/1.0\r\nA(b): c\r\n\r\n",
      "GET / HTTP/1.0\r\nX[]: c\r\n\r\n",
      "GET / HTTP/1.0\r\nA\0: c\r\n\r\n",
      "GET / HTTP/1.0\r\nA\rB: c\r\n\r\n",
      "GET / HTTP/1.0\r\nA\x85: c\r\n\r\n",
      'GET / HTTP/1.0\r\n"A": c\r\n\r\n',
      "GET / HTTP/1.0\r\nGET /2 HTTP/1.0\r\n\r\n".replaceAll(" /2 ", "/2"),
      "GET / HTTP/1.0\r\nA\n\r\n",
      "GET / HTTP/1.0\r\n\rA: b\r\n\r\n",
      "GET / HTTP/1.0\r\n\r\r\n\r\n",
    ],
  ],
  "a blank before the colon is refused (RFC 9112 §5.1)": [
    [400, "Bad header field", "There must be no blank between a header name and its colon"],
    ["GET / HTTP/1.0\r\nA : b\r\n\r\n", "GET / HTTP/1.0\r\nA\t: b\r\n\r\n", "GET / HTTP/1.0\r\nFrom me: b\r\n\r\n"],
  ],
  "a folded line is refused, and so is a blank before the first field (RFC 9112 §2.2, §5.2)": [
    [400, "Bad header field", "A header line must not begin with a blank"],
    [
      "GET / HTTP/1.0\r\nA: b\r\n c\r\n\r\n",
      "GET / HTTP/1.0\r\nA: b\r\n\tc\r\n\r\n",
      "GET / HTTP/1.0\r\n A: b\r\n\r\n",
      "GET / HTTP/1.0\r\n \r\n\r\n",
      `GET / HTTP/1.1\r\n${HOST}A: b\r\n Content-Length: 5\r\n\r\n`,
    ],
  ],
  "HTTP/1.1 without Host is refused, even for an absolute target (RFC 9112 §3.2)": [
    [400, "Missing Host header", "An HTTP/1.1 request must name a host"],
    ["GET / HTTP/1.1\r\n\r\n", "GET http://a/ HTTP/1.1\r\n\r\n", "GET / HTTP/1.2\r\nHosts: a\r\n\r\n"],
  ],
  "Host sent twice is refused in every version, equal or not (RFC 9112 §3.2)": [
    [400, "Bad Host header", "Host must be sent only once"],
    [
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
      "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost:\r\nHost: a\r\n\r\n",
    ],
  ],
  "a Host that is no authority is refused in every version (RFC 9112 §3.2)": [
    [400, "Bad Host header", "Host must be a host, with or without a port"],
    [
      "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n".replace(", ", " , "),
      "GET / HTTP/1.1\r\nHost: http://a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: :80\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: \xff\r\n\r\n",
      "GET / HTTP/1.0\r\nHost: a:80x\r\n\r\n",
      "GET http://b/ HTTP/1.1\r\nHost: {\r\n\r\n",
    ],
  ],
  "a Content-Length that is not one decimal number is refused, sent twice too (RFC 9112 §6.3)": [
    [400, "Bad request framing", "Content-Length must be one decimal number, sent once"],
    ["", "+5", "-5", "5 5", "0x5", "5e1", "5.0", "5,5", "5, 5", "1_0", "five", "\xb2", "9007199254740992", "5;"]
      .map((value) => `POST / HTTP/1.0\r\nContent-Length: ${value}\r\n\r\n`)
      .concat(
        "POST / HTTP/1.0\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
        "POST / HTTP/1.0\r\nContent-Length:\r\nContent-Length: 5\r\n\r\n",
      ),
  ],
  "Content-Length beside Transfer-Encoding is refused (RFC 9112 §6.3)": [
    [400, "Bad request framing", "Content-Length and Transfer-Encoding exclude each other"],
    [
      `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: \r\nContent-Length: 5\r\n\r\n`,
    ],
  ],
  "an unknown transfer coding is 501 (RFC 9112 §6.1)": [
    [501, "Unsupported transfer coding", "The only transfer coding this server knows is chunked"],
    [`POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ],
  "a faulty request line is refused with its own message before any field is read": [
    [400, "Bad request version ('FUBAR')"],
    ["GET / FUBAR\r\n", "GET / FUBAR\nA\r\n\r\n"],
  ],
};

for (const [rule, [[status, message, explain], heads]] of Object.entries(REFUSED)) {
  test(rule, () => {
    for (const head of heads) {
      const { result, refusal } = readEveryCut(head);
      assert.equal(result, "refused", JSON.stringify(head));
      assert.deepEqual(refusal, [status, message, explain], JSON.stringify(head));
    }
  });
}

test("a head of which something is missing is never complete, and never refused", () => {
  const head = bytesOf(`GET /hello HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\n`);
  for (let length = 0; length < head.length; length++) {
    assert.equal(readHead([head.subarray(0, length)]).result, "incomplete", `${length} bytes`);
  }
});

test("a line is judged when it is all here, however its bytes came", () => {
  for (const line of ["A\0: b", " folded", "no colon", "A: b\rc", "\rA"]) {
    assert.equal(readEveryCut(`GET / HTTP/1.0\r\n${line}`).result, "incomplete", JSON.stringify(line));
    assert.equal(readEveryCut(`GET / HTTP/1.0\r\n${line}\n`).result, "refused", JSON.stringify(line));
  }
});

test("a request has begun with the first byte that is no empty line", () => {
  assert.equal(readHead([bytesOf("")]).hasBegun, false);
  assert.equal(readEveryCut("\r\n\r\n").hasBegun, false);
  assert.equal(readEveryCut("\r\nG").hasBegun, true);
  assert.equal(readEveryCut("GET / HTTP/1.1\r\n").hasBegun, true);
});

test("the request line and its parts are known before the fields, for whoever logs and answers a refusal", () => {
  const outcome = readEveryCut("GET /a HTTP/1.1\r\nHost: a\r\nbad\r\n\r\n");
  assert.equal(outcome.result, "refused");
  assert.equal(outcome.requestline, "GET /a HTTP/1.1");
  assert.equal(outcome.line?.target, "/a");
  const badLine = readEveryCut("GET / FUBAR\r\n");
  assert.equal(badLine.requestline, "GET / FUBAR");
  assert.equal(badLine.line, undefined);
});

test("the authority of an absolute target takes the place of Host, which still has to be there (RFC 9112 §3.2.2)", () => {
  assert.equal(readEveryCut("GET http://b:81/ HTTP/1.1\r\nHost: a\r\n\r\n").noted["host"], "b:81");
  assert.equal(readEveryCut("GET http://b/ HTTP/1.0\r\n\r\n").noted["host"], "b");
  assert.equal(readEveryCut("GET / HTTP/1.1\r\nHost: a\r\n\r\n").noted["host"], "a");
});

test("fields the server needs are noted under any case of their name, repeated ones as one list (RFC 9110 §5.3)", () => {
  const { noted } = readEveryCut(
    `GET / HTTP/1.1\r\n${HOST}CONNECTION: a\r\nexpect: 100-continue\r\nUpgrade: x\r\nConnection: b\r\nUpgrade: y\r\nExpect: z\r\n\r\n`,
  );
  assert.equal(noted["connection"], "a, b");
  assert.equal(noted["expect"], "100-continue, z");
  assert.equal(noted["upgrade"], "x, y");
  assert.equal(noted["contentLength"], undefined);
});

test("names as long as those of noted fields are told from them", () => {
  const outcome = readEveryCut(
    "GET / HTTP/1.0\r\nHast: 1\r\nExpecd: 2\r\nUpgrada: 3\r\nConnectiom: 4\r\nContent_Length: 5\r\nTransfer_Encoding: 6\r\n\r\n",
  );
  assert.deepEqual(Object.values(outcome.noted), Array(6).fill(undefined));
  assert.equal(outcome.bodyLength, 0);
});

// Limits (CPython's 65,536 bytes of a line with its end, 100 lines of the header section with the blank one).

const MAX_LINE = 65536;
const MAX_HEAD = 131072;

/** Reads a long head whole, in pieces as networks make them, and cut around the given position. */
function readLong(text: string, around: number): HeadOutcome {
  const bytes = bytesOf(text);
  const whole = readHead([bytes]);
  const positions = Array.from({ length: Math.floor(bytes.length / 1460) }, (_, i) => (i + 1) * 1460);
  assert.deepEqual(readHead(cutAt(bytes, ...positions)), whole, "in pieces of 1460 bytes");
  for (let at = around - 3; at <= around + 3; at++) {
    if (at > 0 && at < bytes.length) assert.deepEqual(readHead(cutAt(bytes, at)), whole, `cut at ${at}`);
  }
  return whole;
}

/** A request line of so many bytes, its end included. */
function requestLineOf(bytes: number, lineEnd = "\r\n"): string {
  const frame = `GET / HTTP/1.0${lineEnd}`;
  return `GET /${"a".repeat(bytes - frame.length)} HTTP/1.0${lineEnd}`;
}

/** A field line of so many bytes, its end included. */
function fieldOf(bytes: number): string {
  return `A: ${"b".repeat(bytes - 5)}\r\n`;
}

test("a request line of 65536 bytes with its end passes, one of 65537 is 414", () => {
  assert.equal(readLong(`${requestLineOf(MAX_LINE)}\r\n`, MAX_LINE).result, "complete");
  assert.equal(readLong(`${requestLineOf(MAX_LINE, "\n")}\r\n`, MAX_LINE).result, "complete");
  const outcome = readLong(`${requestLineOf(MAX_LINE + 1)}\r\n`, MAX_LINE);
  assert.deepEqual(outcome.refusal, [414, "URI Too Long", undefined]);
  assert.equal(outcome.requestline, "");
  assert.equal(outcome.line, undefined);
});

test("a request line without an end is 414 at its byte 65537, whatever it consists of", () => {
  for (const byte of ["a", " ", "\0", "\r", "\xff"]) {
    assert.equal(readLong(byte.repeat(MAX_LINE), MAX_LINE).result, "incomplete");
    assert.equal(readLong(byte.repeat(MAX_LINE + 1), MAX_LINE).refusal?.[0], 414);
  }
});

test("a header line of 65536 bytes with its end passes, one of 65537 is 431 with Python's texts", () => {
  const start = "GET / HTTP/1.0\r\n";
  const outcome = readLong(`${start}${fieldOf(MAX_LINE)}\r\n`, start.length + MAX_LINE);
  assert.equal(outcome.fields[0]?.[1].length, MAX_LINE - 5);
  assert.deepEqual(readLong(`${start}${fieldOf(MAX_LINE + 1)}\r\n`, start.length + MAX_LINE).refusal, [
    431,
    "Line too long",
    "got more than 65536 bytes when reading header line",
  ]);
});

test("a header line over the limit is 431 whatever it consists of", () => {
  const start = "GET / HTTP/1.0\r\n";
  for (const line of [
    "a".repeat(MAX_LINE + 9),
    `A: ${"\0".repeat(MAX_LINE)}`,
    " ".repeat(MAX_LINE + 1),
    "\r".repeat(MAX_LINE + 1),
  ]) {
    for (const end of ["", "\r\n"]) {
      assert.equal(readLong(start + line + end, start.length + MAX_LINE).refusal?.[1], "Line too long");
    }
  }
});

test("99 fields pass, 100 are 431 with Python's texts", () => {
  const fields = (count: number): string => "A: b\r\n".repeat(count);
  const outcome = readLong(`GET / HTTP/1.0\r\n${fields(99)}\r\n`, 0);
  assert.equal(outcome.fields.length, 99);
  assert.deepEqual(readLong(`GET / HTTP/1.0\r\n${fields(100)}\r\n`, 0).refusal, [
    431,
    "Too many headers",
    "got more than 100 headers",
  ]);
});

test("a header section of 131072 bytes with its blank line passes, one byte more is 431", () => {
  const start = "GET / HTTP/1.0\r\n";
  const section = (bytes: number): string => `${fieldOf(65000)}${fieldOf(65000)}${fieldOf(bytes - 130002)}\r\n`;
  assert.equal(section(MAX_HEAD).length, MAX_HEAD);
  assert.equal(readLong(start + section(MAX_HEAD), start.length + MAX_HEAD).result, "complete");
  const refusal = [431, "Headers too long", "got more than 131072 bytes of headers"];
  assert.deepEqual(readLong(start + section(MAX_HEAD + 1), start.length + MAX_HEAD).refusal, refusal);
  const unended = start + fieldOf(65000) + fieldOf(65000) + "a".repeat(MAX_HEAD);
  assert.deepEqual(readLong(unended, start.length + MAX_HEAD).refusal, refusal);
});

test("the limits are arguments", () => {
  const limits = { maxLineBytes: 20, maxFieldLines: 3, maxHeadBytes: 30 };
  const status = (text: string): number | undefined => readHead([bytesOf(text)], limits).refusal?.[0];
  assert.equal(status("GET / HTTP/1.0\r\nA: 1\r\nB: 2\r\n\r\n"), undefined);
  assert.equal(status("GET /123456 HTTP/1.0\r\n\r\n"), 414);
  assert.equal(status("GET / HTTP/1.0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n"), 431);
  assert.equal(status("GET / HTTP/1.0\r\nA: 123456789012345678901\r\n\r\n"), 431);
  assert.equal(status("GET / HTTP/1.0\r\nA: 12345678901\r\nB: 12345678901\r\n\r\n"), 431);
  assert.deepEqual(DEFAULT_HEAD_LIMITS, { maxLineBytes: MAX_LINE, maxFieldLines: 100, maxHeadBytes: MAX_HEAD });
});

test("the limits hold for a head that comes byte by byte", () => {
  const start = "GET / HTTP/1.0\r\n";
  for (const text of [requestLineOf(MAX_LINE + 1), start + fieldOf(MAX_LINE + 1), start + fieldOf(60000).repeat(3)]) {
    assert.deepEqual(readHead(byteByByte(bytesOf(text))), readHead([bytesOf(text)]));
  }
});

/** A window that counts how often a byte is looked at. */
class CountingWindow extends ArrivingWindow {
  looks = 0;

  counted(): this {
    const { bytes } = this;
    const counting = new Proxy(bytes, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) this.looks++;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    Object.defineProperty(this, "bytes", { value: counting });
    return this;
  }
}

/** How often bytes are looked at while a head comes byte by byte. */
function looksAt(text: string): number {
  const bytes = bytesOf(text);
  const storage = new ArrivingWindow(bytes.length);
  const window = new CountingWindow(bytes.length).counted();
  const head = new RequestHead();
  for (const piece of byteByByte(bytes)) {
    storage.arrive(piece);
    storage.bytes.copy(Buffer.from(window.bytes.buffer, window.bytes.byteOffset), window.end, window.end, storage.end);
    window.end = storage.end;
    if (head.read(window)) break;
  }
  assert.ok(head.isComplete);
  return window.looks;
}

test("a byte is looked at a fixed number of times, however finely a long head is cut", () => {
  const heads = {
    "a long request line": `${requestLineOf(20000)}\r\n`,
    "a long field": `GET / HTTP/1.0\r\n${fieldOf(20000)}\r\n`,
    "many fields": `GET / HTTP/1.0\r\n${fieldOf(200).repeat(99)}\r\n`,
    "many bare line feeds": `GET / HTTP/1.0\n${fieldOf(200).replace("\r", "").repeat(99)}\n`,
  };
  for (const [name, head] of Object.entries(heads)) {
    const looks = looksAt(head);
    assert.ok(looks <= 6 * head.length, `${name}: ${looks} looks at ${head.length} bytes`);
  }
});

/** Heads, or nearly: of the parts heads are made of, and of any bytes. */
const headArbitrary = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n",
        "POST /a HTTP/1.0\n",
        "GET /\r\n",
        "\r\n",
        "\r\n\r\n",
      ),
      fc.constantFrom(
        "Host: a\r\n",
        "A: b\r\n",
        "A:b\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        ": ",
      ),
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 5 }),
      fc.constantFrom("\r", "\n", " ", "\t", ":", "\0", "a".repeat(20)),
    ),
    { maxLength: 10 },
  )
  .map((parts) => bytesOf(parts.join("")));

test("any bytes in any cut come to the same head, or the same ProtocolError, within any limits", () => {
  const limitsArbitrary = fc.record({
    maxLineBytes: fc.integer({ min: 1, max: 60 }),
    maxFieldLines: fc.integer({ min: 1, max: 5 }),
    maxHeadBytes: fc.integer({ min: 1, max: 80 }),
  });
  const cuts = fc.array(fc.nat(100), { maxLength: 6 });
  fc.assert(
    fc.property(headArbitrary, cuts, fc.option(limitsArbitrary, { nil: undefined }), (bytes, positions, limits) => {
      const whole = readHead([bytes], limits);
      const inside = positions.filter((position) => position < bytes.length);
      assert.deepEqual(readHead(cutAt(bytes, ...inside), limits), whole);
      assert.deepEqual(readHead(byteByByte(bytes), limits), whole);
    }),
    { numRuns: 4000 },
  );
});

test("a head that was refused stays refused", () => {
  const window = new ArrivingWindow(100);
  const head = new RequestHead();
  window.arrive(bytesOf("GET / HTTP/1.0\r\nbad\r\n\r\n"));
  assert.throws(() => head.read(window), isProtocolError);
  assert.throws(() => head.read(window), isProtocolError);
  assert.equal(head.isComplete, false);
});
