import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HTTPMessage } from "../../src/http/message.ts";
import { fieldOffsets } from "../../src/http/raw-fields.ts";
import { NO_CONDITIONS, readConditions } from "../../src/http/request-conditions.ts";
import { RequestHead } from "../../src/http/request-head.ts";
import { byteByByte, bytesOf, windowFor } from "./pieces.ts";

const NAMES = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range"];
const OTHERS = ["If-Matches", "If-Modified-Sinc", "If-", "Ranges", "R", "X-If-Match", "Accept"];

const SECTION = fc
  .array(
    fc.tuple(
      fc.constantFrom(...NAMES, ...OTHERS),
      fc.constantFrom("as it is", "lower", "upper"),
      fc.constantFrom("", '"a"', "bytes=0-1", "x, y", "\xe4"),
    ),
    { maxLength: 8 },
  )
  .map((fields) => {
    const lines = fields.map(([name, spelling, value]) => `${spelled(name, spelling)}: ${value}\r\n`);
    return `${lines.join("")}\r\n`;
  });

function spelled(name: string, spelling: string): string {
  if (spelling === "lower") return name.toLowerCase();
  return spelling === "upper" ? name.toUpperCase() : name;
}

test("every condition is read under its own name, in any case, and repeated ones are one list", () => {
  const text = 'if-none-match: "a"\r\nRANGE: bytes=0-1\r\nIf-Match: *\r\nIf-None-Match: "b"\r\nIf-Range: x\r\n\r\n';
  assert.deepEqual(readConditions(text, fieldOffsets(text)), {
    ifMatch: "*",
    ifNoneMatch: '"a", "b"',
    ifModifiedSince: undefined,
    ifUnmodifiedSince: undefined,
    ifRange: "x",
    range: "bytes=0-1",
  });
  const dates = "If-Modified-Since: a\r\nIf-Unmodified-Since: b\r\n\r\n";
  assert.deepEqual(readConditions(dates, fieldOffsets(dates)), {
    ...NO_CONDITIONS,
    ifModifiedSince: "a",
    ifUnmodifiedSince: "b",
  });
});

test("a field without a value is there all the same", () => {
  const text = "If-None-Match:\r\n\r\n";
  assert.equal(readConditions(text, fieldOffsets(text)).ifNoneMatch, "");
});

test("what the head has noted, what its text says, and what lists of fields say is the same", () => {
  fc.assert(
    fc.property(SECTION, fc.boolean(), (text, isCut) => {
      const bytes = bytesOf(`GET / HTTP/1.0\r\n${text}`);
      const head = new RequestHead();
      const pieces = isCut ? byteByByte(bytes) : [bytes];
      const window = windowFor(pieces);
      for (const piece of pieces) {
        window.arrive(piece);
        head.read(window);
      }
      const changed = new HTTPMessage(head);
      changed.append("X-New", "1");
      const expected = readConditions(text, fieldOffsets(text));
      assert.deepEqual(new HTTPMessage(head).conditions, expected);
      assert.deepEqual(new HTTPMessage({ text, offsets: fieldOffsets(text) }).conditions, expected);
      assert.deepEqual(changed.conditions, expected);
    }),
  );
});

test("a request without conditions has the very ones that all such requests have", () => {
  const head = new RequestHead();
  const bytes = bytesOf("GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n");
  const window = windowFor([bytes]);
  window.arrive(bytes);
  head.read(window);
  assert.equal(new HTTPMessage(head).conditions, NO_CONDITIONS);
});

test("a condition that a program adds or takes away counts", () => {
  const message = new HTTPMessage();
  message.append("Range", "bytes=0-1");
  assert.equal(message.conditions.range, "bytes=0-1");
  message.delete("range");
  assert.equal(message.conditions.range, undefined);
});
