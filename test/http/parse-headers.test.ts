import assert from "node:assert/strict";
import { test } from "node:test";
import { HTTPException, isProtocolError, LineTooLong } from "../../src/http/errors.ts";
import { HTTPMessage } from "../../src/http/message.ts";
import { type LineReader, parseHeaders } from "../../src/http/parse-headers.ts";

/** Hands out lines as a file does. */
class Lines implements LineReader {
  #rest: Buffer;

  constructor(text: string) {
    this.#rest = Buffer.from(text, "latin1");
  }

  get rest(): string {
    return this.#rest.toString("latin1");
  }

  readline(limit: number): Buffer {
    const lineFeed = this.#rest.indexOf(0x0a);
    const end = Math.min(limit, lineFeed === -1 ? this.#rest.length : lineFeed + 1);
    const line = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(end);
    return line;
  }
}

const READ: readonly (readonly [text: string, items: readonly (readonly [string, string])[]])[] = [
  ["\r\n", []],
  ["\n", []],
  ["", []],
  ["Host: a\r\n\r\n", [["Host", "a"]]],
  [
    "Host: a\nX: b\n\n",
    [
      ["Host", "a"],
      ["X", "b"],
    ],
  ],
  [
    "Host: a\r\nX: b\n\r\n",
    [
      ["Host", "a"],
      ["X", "b"],
    ],
  ],
  [
    "Host: a\r\nX: b",
    [
      ["Host", "a"],
      ["X", "b"],
    ],
  ],
  [
    "Host: a\r\nX: b\r\n",
    [
      ["Host", "a"],
      ["X", "b"],
    ],
  ],
  [
    "A:\r\nB: \r\nC: \t \r\n\r\n",
    [
      ["A", ""],
      ["B", ""],
      ["C", ""],
    ],
  ],
  ["A: \t x y\t \r\n\r\n", [["A", "x y"]]],
  [
    "A:1:2\r\na:3\r\n\r\n",
    [
      ["A", "1:2"],
      ["a", "3"],
    ],
  ],
  ["X: caf\u00e9\u0085\u00a0\r\n\r\n", [["X", "caf\u00e9\u0085\u00a0"]]],
  [
    "__proto__: x\r\nconstructor: y\r\n\r\n",
    [
      ["__proto__", "x"],
      ["constructor", "y"],
    ],
  ],
  ["!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n", [["!#$%&'*+-.^_`|~09azAZ", "x"]]],
];

for (const [text, items] of READ) {
  test(`${JSON.stringify(text)} is read as ${items.length} fields`, async () => {
    assert.deepEqual((await parseHeaders(new Lines(text))).items(), items);
  });
}

const REFUSED: readonly (readonly [text: string, explain: RegExp])[] = [
  [" Host: a\r\n\r\n", /must not begin with a blank/],
  ["A: 1\r\n folded\r\n\r\n", /must not begin with a blank/],
  ["A: 1\r\n\tfolded\r\n\r\n", /must not begin with a blank/],
  [" \r\n\r\n", /must not begin with a blank/],
  ["Host : a\r\n\r\n", /between a header name and its colon/],
  ["Host\t: a\r\n\r\n", /between a header name and its colon/],
  ["no colon\r\n\r\n", /between a header name and its colon/],
  ["nocolon\r\n\r\n", /a name, a colon and a value/],
  ["nocolon", /a name, a colon and a value/],
  [": empty\r\n\r\n", /a name, a colon and a value/],
  ["From someone\r\n\r\n", /between a header name and its colon/],
  ["a(b): c\r\n\r\n", /a name, a colon and a value/],
  ["caf\u00e9: c\r\n\r\n", /a name, a colon and a value/],
  ["A: x\ry\r\n\r\n", /must not have control characters/],
  ["A: x\r\r\n\r\n", /must not have control characters/],
  ["A: x\r", /must not have control characters/],
  ["\r", /a name, a colon and a value/],
  ["\r\r\n", /a name, a colon and a value/],
  ["A: x\u0000\r\n\r\n", /must not have control characters/],
  ["A: x\u007f\r\n\r\n", /must not have control characters/],
  ["A: x\u000by\r\n\r\n", /must not have control characters/],
  ["A\u0000: x\r\n\r\n", /a name, a colon and a value/],
];

for (const [text, explain] of REFUSED) {
  test(`${JSON.stringify(text)} is refused with 400`, async () => {
    await assert.rejects(parseHeaders(new Lines(text)), (error) => {
      assert.ok(isProtocolError(error));
      assert.equal(error.status, 400);
      assert.equal(error.message, "Bad header field");
      assert.match(error.explain ?? "", explain);
      return true;
    });
  });
}

test("99 fields pass and 100 are refused, as the blank line counts", async () => {
  const section = (count: number) => `${"A: 1\r\n".repeat(count)}\r\n`;
  assert.equal((await parseHeaders(new Lines(section(99)))).size, 99);
  await assert.rejects(parseHeaders(new Lines(section(100))), {
    name: "HTTPException",
    message: "got more than 100 headers",
  });
  await assert.rejects(parseHeaders(new Lines(section(100))), HTTPException);
});

test("a line of 65536 bytes passes and one more is refused", async () => {
  const section = (bytes: number) => `A:${"x".repeat(bytes - 4)}\r\n\r\n`;
  assert.equal((await parseHeaders(new Lines(section(65536)))).get("a")?.length, 65532);
  await assert.rejects(parseHeaders(new Lines(section(65537))), {
    name: "LineTooLong",
    message: "got more than 65536 bytes when reading header line",
  });
  await assert.rejects(parseHeaders(new Lines(section(65537))), LineTooLong);
});

test("what follows the blank line is left in the file", async () => {
  const lines = new Lines("A: 1\r\n\r\nbody");
  await parseHeaders(lines);
  assert.equal(lines.rest, "body");
});

test("a reader that waits is waited for", async () => {
  const lines = new Lines("A: 1\r\n\r\n");
  const message = await parseHeaders({ readline: async (limit) => lines.readline(limit) });
  assert.equal(message.get("a"), "1");
});

test("the message is of the class one asks for", async () => {
  class Shouting extends HTTPMessage {
    shout(name: string): string {
      return (this.get(name) ?? "").toUpperCase();
    }
  }
  const message = await parseHeaders(new Lines("A: loud\r\n\r\n"), Shouting);
  assert.equal(message.shout("a"), "LOUD");
});
