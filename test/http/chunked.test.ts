import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ChunkedDecoder, chunkHead, lastChunk } from "../../src/http/chunked.ts";
import { isProtocolError } from "../../src/http/errors.ts";
import { byteByByte, bytesOf, cutAt, cutName, everyCut, windowFor } from "./pieces.ts";

/** What came of a chunked body. */
interface Decoded {
  readonly result: "done" | "incomplete" | "refused";
  readonly body: string;
  readonly trailers: string;
  readonly rest: string;
  readonly refusal: readonly [status: number, message: string, explain: string | undefined] | undefined;
}

/** Decodes pieces that arrive one after another; takes at most `max` body bytes at a time. */
function decode(pieces: readonly Buffer[], max = Number.POSITIVE_INFINITY): Decoded {
  const decoder = new ChunkedDecoder();
  const window = windowFor(pieces);
  let body = "";
  let refusal: Decoded["refusal"];
  for (const piece of pieces) {
    window.arrive(piece);
    try {
      while (refusal === undefined) {
        const count = Math.min(decoder.peek(window, max), max);
        if (count === 0) break;
        body += window.bytes.toString("latin1", window.start, window.start + count);
        window.start += count;
        decoder.take(count);
      }
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      refusal = [error.status, error.message, error.explain];
    }
  }
  const { isDone, trailers } = decoder;
  const result = refusal !== undefined ? "refused" : isDone ? "done" : "incomplete";
  return { result, body, trailers, rest: isDone ? window.rest : "", refusal };
}

/** Decodes every cut, asserts that all come to the same, and returns that. */
function decodeEveryCut(text: string): Decoded {
  const whole = decode([bytesOf(text)]);
  for (const pieces of everyCut(bytesOf(text))) {
    assert.deepEqual(decode(pieces), whole, `${JSON.stringify(text)} ${cutName(pieces)}`);
  }
  assert.deepEqual(decode([bytesOf(text)], 1), whole, `${JSON.stringify(text)} taken byte by byte`);
  return whole;
}

const ACCEPTED: Readonly<Record<string, readonly (readonly [coded: string, parts: Partial<Decoded>])[]>> = {
  "a body is the data of its chunks, and what follows stays (RFC 9112 §7.1)": [
    ["5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nGET / HTTP", { body: "hello world", rest: "GET / HTTP" }],
    ["0\r\n\r\n", { body: "" }],
    ["3\r\n\r\n0\r\n0\r\n\r\n", { body: "\r\n0" }],
    ["2\r\n\0\xff\r\n0\r\n\r\n\r\n", { body: "\0\xff", rest: "\r\n" }],
  ],
  "a size is hexadecimal digits of either case, with leading zeros": [
    ["A\r\n0123456789\r\n0\r\n\r\n", { body: "0123456789" }],
    ["a\r\n0123456789\r\n000\r\n\r\n", { body: "0123456789" }],
    ["0000000000000001\r\nZ\r\n0\r\n\r\n", { body: "Z" }],
    ["1f\r\n0123456789012345678901234567890\r\n00\r\n\r\n", { body: "0123456789012345678901234567890" }],
  ],
  "extensions are names with or without values, and are passed over (RFC 9112 §7.1.1)": [
    ["1;a\r\nZ\r\n0;b=c\r\n\r\n", { body: "Z" }],
    ['1;a=b;c="d;\\"e\\\\\t\xe4";f\r\nZ\r\n0\r\n\r\n', { body: "Z" }],
    ['1 \t; a = b ; c = ""\r\nZ\r\n0 ;d ;e\r\n\r\n', { body: "Z" }],
    ['1;a="";b\r\nZ\r\n0\r\n\r\n', { body: "Z" }],
  ],
  "trailers are kept as they came, apart from the header fields (RFC 9110 §6.5)": [
    ["1\r\nZ\r\n0\r\nA: b\r\nHost:c\r\n\r\nrest", { body: "Z", trailers: "A: b\r\nHost:c\r\n", rest: "rest" }],
    ["0\r\nContent-Length: 5\r\nX:\r\n\r\n", { trailers: "Content-Length: 5\r\nX:\r\n" }],
  ],
};

for (const [rule, bodies] of Object.entries(ACCEPTED)) {
  test(rule, () => {
    for (const [coded, parts] of bodies) {
      const decoded = decodeEveryCut(coded);
      assert.equal(decoded.result, "done", JSON.stringify(coded));
      for (const [name, value] of Object.entries(parts)) {
        assert.equal(decoded[name as keyof Decoded], value, `${name} of ${JSON.stringify(coded)}`);
      }
    }
  });
}

const REFUSED: Readonly<Record<string, readonly [explain: string, bodies: readonly string[]]>> = {
  "a chunk without a size is refused": [
    "A chunk must begin with its size in hexadecimal digits",
    [
      "\r\n",
      "\n",
      " 5\r\nhello",
      "g\r\n",
      "-5\r\n",
      "+5\r\n",
      ";a\r\n",
      "\0",
      "Z\r\nZZ",
      "1\r\nZ\r\n\r\n",
      "1\r\nZ\r\n 1\r\nZ",
      "_1\r\n",
    ],
  ],
  "a size has hexadecimal digits only (RFC 9112 §7.1)": [
    "After a chunk size there must be extensions or CR LF",
    ["0x1\r\n", "1g\r\nZ", "1_0\r\n", "1.0\r\n", "1,\r\n", "1\0\r\n", "0-\r\n", "1\n", "5h\r\n", "1\xb9\r\n"],
  ],
  "a blank in a size line is followed by an extension, or a value (RFC 9112 §7.1.1)": [
    "After a blank in a chunk's size line there must be another extension",
    [
      "1 \r\nZ",
      "1\t\r\nZ",
      "1 \n",
      "1 0\r\n",
      "1;a \r\nZ",
      "1;a b\r\nZ",
      "1;a=b \r\nZ",
      '1;a="" \r\nZ',
      "1;a=b c\r\nZ",
    ],
  ],
  "a size of more than 53 bits, or 16 digits, is refused": [
    "A chunk size must have at most 53 bits",
    ["20000000000000\r\n", "ffffffffffffffff\r\n", "00000000000000001\r\n", "FFFFFFFFFFFFFFFFF"],
  ],
  "CR LF ends the size line, neither of them alone (RFC 9112 §7.1)": [
    "A chunk size must end in CR LF",
    ["1\rZ\r\n", "1\r\r\nZ", "1;a\rZ", "0\rA: b\r\n", "5\r;abc\r\n"],
  ],
  "CR LF follows the data of a chunk, checked byte by byte (RFC 9112 §7.1)": [
    "The data of a chunk must end in CR LF",
    ["1\r\nZZ", "1\r\nZ\n0\r\n\r\n", "1\r\nZ\r0", "1\r\nZ0\r\n\r\n", "5\r\nhello 0\r\n\r\n", "1\r\nZ\r\r\n"],
  ],
  "an extension without a name is refused": [
    "A chunk extension must have a name",
    ["1;\r\nZ", "1; \r\n", "1;=b\r\n", "1;;a\r\n", "1;a;\r\n", '1;"a"\r\n', "1;\n"],
  ],
  "an extension's value is a token or a quoted string": [
    "A chunk extension's value must be a token or a quoted string",
    ["1;a=\r\n", "1;a=;b\r\n", "1;a= \r\n", "1;a=@\r\n", "1;a==\r\n", "1;a=\n"],
  ],
  "a quoted string has no control characters, escaped or not": [
    "A quoted string must not have control characters",
    ['1;a="b\r\nZ"', '1;a="\n', '1;a="\0"\r\n', '1;a="\\\r\n"', '1;a="\\\0"\r\n', '1;a="\x7f"\r\n'],
  ],
  "nothing but an extension follows an extension": [
    "After a chunk size there must be extensions or CR LF",
    ["1;a@\r\n", '1;a="b"c\r\n', '1;a=b"c"\r\n', "1;a=b=c\r\n", "1;a\n", "1;a=b\n", '1;a="b"\n'],
  ],
  "a trailer line ends in CR LF": ["A trailer line must end in CR LF", ["0\r\n\n", "0\r\nA: b\n\r\n"]],
  "a trailer line is a field": [
    "A trailer line must be a name, a colon and a value",
    [
      "0\r\nA\r\n\r\n",
      "0\r\n: b\r\n\r\n",
      "0\r\nA : b\r\n\r\n",
      "0\r\n A: b\r\n\r\n",
      "0\r\nGET / HTTP/1.1\r\n\r\n",
      "0\r\n\rA: b\r\n",
    ],
  ],
  "a trailer value has no control characters": [
    "A trailer value must not have control characters",
    ["0\r\nA: b\0\r\n\r\n", "0\r\nA: b\rc\r\n\r\n", "0\r\nA: b\r\r\n\r\n", "0\r\nA:\x7f\r\n\r\n"],
  ],
};

for (const [rule, [explain, bodies]] of Object.entries(REFUSED)) {
  test(rule, () => {
    for (const coded of bodies) {
      const { result, refusal } = decodeEveryCut(coded);
      assert.equal(result, "refused", JSON.stringify(coded));
      assert.deepEqual(refusal, [400, "Bad chunked coding", explain], JSON.stringify(coded));
    }
  });
}

test("a body of which something is missing is neither done nor refused", () => {
  const coded = bytesOf('5;a="b"\r\nhello\r\n0;c\r\nA: b\r\n\r\n');
  for (let length = 0; length < coded.length; length++) {
    assert.equal(decode([coded.subarray(0, length)]).result, "incomplete", `${length} bytes`);
  }
  assert.equal(decode([coded]).result, "done");
});

test("the data before an error is decoded, in every cut", () => {
  assert.equal(decodeEveryCut("5\r\nhello\r\n3\r\nabcX\r\n").body, "helloabc");
});

test("a body that was refused stays refused", () => {
  for (const [, bodies] of Object.values(REFUSED)) {
    for (const coded of bodies) {
      const decoder = new ChunkedDecoder();
      const window = windowFor([bytesOf(coded)]);
      window.arrive(bytesOf(coded));
      const readOn = (): void => {
        for (let count = decoder.peek(window, 99); count > 0; count = decoder.peek(window, 99)) {
          window.start += count;
          decoder.take(count);
        }
      };
      assert.throws(readOn, isProtocolError);
      assert.throws(readOn, isProtocolError, JSON.stringify(coded));
    }
  }
});

/** Decodes long text whole, and byte by byte. */
function decodeLong(text: string): Decoded {
  const whole = decode([bytesOf(text)]);
  assert.deepEqual(decode(byteByByte(bytesOf(text))), whole, "byte by byte");
  return whole;
}

test("the largest chunk size is 2^53 - 1", () => {
  assert.equal(decode([bytesOf("1fffffffffffff\r\nabc")]).body, "abc");
});

test("extensions of 4096 bytes in a body pass, one more is 413", () => {
  const size = (bytes: number): string => `1;${"a".repeat(bytes - 1)}\r\nZ\r\n`;
  assert.equal(decodeLong(`${size(4096)}0\r\n\r\n`).result, "done");
  const refusal = [413, "Chunk extensions too long", "got more than 4096 bytes of them"];
  assert.deepEqual(decodeLong(size(4097)).refusal, refusal);
  assert.deepEqual(decodeLong(size(11).repeat(4096)).refusal, refusal);
  assert.deepEqual(decodeLong(`1;a="${"b".repeat(9999)}`).refusal, refusal);
});

test("a trailer section of 16384 bytes with its blank line passes, one more is 431", () => {
  const trailers = (bytes: number): string => `0\r\nA: ${"b".repeat(bytes - 7)}\r\n\r\n`;
  assert.equal(decodeLong(trailers(16384)).trailers.length, 16382);
  const refusal = [431, "Trailers too long", "got more than 16384 bytes or 100 lines"];
  assert.deepEqual(decodeLong(trailers(16385)).refusal, refusal);
  assert.deepEqual(decodeLong(`0\r\n${"\0".repeat(20000)}`).refusal, refusal);
});

test("99 trailer lines pass, 100 are 431", () => {
  assert.equal(decodeLong(`0\r\n${"A: b\r\n".repeat(99)}\r\n`).result, "done");
  assert.equal(decodeLong(`0\r\n${"A: b\r\n".repeat(100)}\r\n`).refusal?.[0], 431);
});

test("a chunk is coded as its size in hexadecimal, its data and line ends; the last one is empty (RFC 9112 §7.1)", () => {
  assert.equal(chunkHead(255), "ff\r\n");
  assert.equal(chunkHead(0x1fffffffffffff), "1fffffffffffff\r\n");
  assert.equal(lastChunk(), "0\r\n\r\n");
  assert.equal(lastChunk("A: b\r\n"), "0\r\nA: b\r\n\r\n");
});

const latin1 = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength });

test("decoding undoes encoding, for any data, extensions and trailers, in any cut", () => {
  const extension = fc.constantFrom("", ";a", ";a=b", ';a="b;\\""', "; a = b");
  const chunk = fc.tuple(
    latin1(40).filter((data) => data !== ""),
    extension,
  );
  const trailer = fc.constantFrom("", "A: b\r\n", "A: b\r\nC:\r\n");
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 5 }),
      trailer,
      latin1(5),
      fc.array(fc.nat(200)),
      (chunks, trailers, rest, cuts) => {
        const coded = chunks.map(([data, ext]) => `${chunkHead(data.length).replace("\r\n", `${ext}\r\n`)}${data}\r\n`);
        const end = lastChunk(trailers);
        const bytes = bytesOf(`${coded.join("")}${end}${rest}`);
        const expected = {
          result: "done",
          body: chunks.map(([data]) => data).join(""),
          trailers,
          rest,
          refusal: undefined,
        };
        assert.deepEqual(decode([bytes]), expected);
        assert.deepEqual(decode(cutAt(bytes, ...cuts.filter((cut) => cut < bytes.length))), expected);
        assert.deepEqual(decode(byteByByte(bytes)), expected);
      },
    ),
    { numRuns: 500 },
  );
});

test("any bytes in any cut come to the same body, or the same ProtocolError", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "1\r\nZ\r\n",
      "0\r\n",
      "\r\n",
      "5\r\nhello\r\n",
      ";a",
      "=b",
      '="',
      '"',
      "\\",
      "A: b\r\n",
      "a",
      "f",
      " ",
      "\n",
    ),
    latin1(4),
  );
  const coded = fc.array(part, { maxLength: 10 }).map((parts) => bytesOf(parts.join("")));
  fc.assert(
    fc.property(coded, fc.array(fc.nat(60)), fc.integer({ min: 1, max: 5 }), (bytes, cuts, max) => {
      const whole = decode([bytes]);
      assert.deepEqual(decode(cutAt(bytes, ...cuts.filter((cut) => cut < bytes.length)), max), whole);
      assert.deepEqual(decode(byteByByte(bytes)), whole);
    }),
    { numRuns: 3000 },
  );
});
