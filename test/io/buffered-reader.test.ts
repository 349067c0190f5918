import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isProtocolError, isTimeoutError, TimeoutError } from "../../src/http/errors.ts";
import { type BodyLength, CHUNKED } from "../../src/http/framing.ts";
import { RequestHead } from "../../src/http/request-head.ts";
import { BufferedReader } from "../../src/io/buffered-reader.ts";
import { InputBuffer } from "../../src/io/input-buffer.ts";
import { byteByByte, bytesOf, cutAt, cutName, everyCut } from "../http/pieces.ts";
import { turn } from "../support/waiting.ts";
import { isSettled, SlowTransport } from "./slow-transport.ts";

/** A reader, and its input to push into. */
function open(...pieces: readonly string[]): { readonly input: InputBuffer; readonly reader: BufferedReader } {
  const input = new InputBuffer(new SlowTransport());
  for (const piece of pieces) input.push(bytesOf(piece));
  return { input, reader: new BufferedReader(input) };
}

/** Pushes pieces, one a turn, then the end. */
async function feed(input: InputBuffer, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    await turn();
    input.push(Buffer.from(piece));
  }
  await turn();
  input.pushEnd();
}

/** What is left in the input. */
function rest(input: InputBuffer): string {
  return input.bytes.toString("latin1", input.start, input.end);
}

const BODY = "one\ntwo \r\n\n3\0\xff\nlast";
const LINES = ["one\n", "two \r\n", "\n", "3\0\xff\n", "last"];
const NEXT = "GET /next HTTP/1.1\r\n";

/** The same body in the two framings, and the stream of a connection without any. */
const FRAMINGS: Readonly<Record<string, readonly [length: BodyLength, coded: string, next: string]>> = {
  "of a known length": [BODY.length, BODY, NEXT],
  "in chunks": [
    CHUNKED,
    `2\r\non\r\n8;a=b\r\n${BODY.slice(2, 10)}\r\n9\r\n${BODY.slice(10)}\r\n0\r\nA: b\r\n\r\n`,
    NEXT,
  ],
  "without framing": [Number.POSITIVE_INFINITY, BODY, ""],
};

/** Reads to the end with pieces of any size. */
async function untilEmpty(read: () => Promise<Buffer>): Promise<string[]> {
  const pieces: string[] = [];
  for (;;) {
    const piece = await read();
    if (piece.length === 0) return pieces;
    pieces.push(piece.toString("latin1"));
  }
}

/** Reads to the end into one Buffer. */
async function untilZero(size: number, readInto: (target: Buffer) => Promise<number>): Promise<string[]> {
  const pieces: string[] = [];
  const target = Buffer.alloc(size);
  for (;;) {
    const count = await readInto(target);
    if (count === 0) return pieces;
    pieces.push(target.toString("latin1", 0, count));
  }
}

/** Reads to the end by iteration. */
async function iterate(source: AsyncIterable<Buffer>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of source) pieces.push(piece.toString("latin1"));
  return pieces;
}

/** Ways to read a body, and the pieces they come to; undefined where those depend on how the bytes came. */
const WAYS: Readonly<
  Record<string, readonly [read: (reader: BufferedReader) => Promise<string[]>, pieces?: readonly string[]]>
> = {
  "read()": [(reader) => untilEmpty(() => reader.read()), [BODY]],
  "read(-1)": [(reader) => untilEmpty(() => reader.read(-1)), [BODY]],
  "read(null)": [(reader) => untilEmpty(() => reader.read(null)), [BODY]],
  "read(7)": [(reader) => untilEmpty(() => reader.read(7)), [BODY.slice(0, 7), BODY.slice(7, 14), BODY.slice(14)]],
  "read(1000)": [(reader) => untilEmpty(() => reader.read(1000)), [BODY]],
  "read1()": [(reader) => untilEmpty(() => reader.read1())],
  "read1(3)": [(reader) => untilEmpty(() => reader.read1(3))],
  "readline()": [(reader) => untilEmpty(() => reader.readline()), LINES],
  "readline(3)": [
    (reader) => untilEmpty(() => reader.readline(3)),
    ["one", "\n", "two", " \r\n", "\n", "3\0\xff", "\n", "las", "t"],
  ],
  "readline(-1)": [(reader) => untilEmpty(() => reader.readline(-1)), LINES],
  "readinto(7)": [
    (reader) => untilZero(7, (target) => reader.readinto(target)),
    [BODY.slice(0, 7), BODY.slice(7, 14), BODY.slice(14)],
  ],
  "readinto1(3)": [(reader) => untilZero(3, (target) => reader.readinto1(target))],
  "peek() and read1()": [
    (reader) =>
      untilEmpty(async () => {
        const there = await reader.peek(1);
        const read = await reader.read1(there.length);
        assert.deepEqual(there, read);
        return read;
      }),
  ],
  "readlines()": [async (reader) => (await reader.readlines()).map((line) => line.toString("latin1")), LINES],
  "lines()": [(reader) => iterate(reader.lines()), LINES],
  iteration: [iterate],
};

for (const [framing, [length, coded, next]] of Object.entries(FRAMINGS)) {
  for (const [way, [read, expected]] of Object.entries(WAYS)) {
    test(`${way} gives all of a body ${framing} and nothing behind it, however the bytes came`, async () => {
      for (const pieces of everyCut(bytesOf(coded + next))) {
        const { input, reader } = open();
        reader.beginBody(length);
        const feeding = feed(input, pieces);
        const result = await read(reader);
        assert.equal(result.join(""), BODY, cutName(pieces));
        if (expected !== undefined) assert.deepEqual(result, expected, cutName(pieces));
        assert.equal((await reader.read()).length, 0);
        assert.equal((await reader.readline()).length, 0);
        await feeding;
        assert.equal(rest(input), next, cutName(pieces));
        assert.equal(reader.isAtEnd, length !== Number.POSITIVE_INFINITY);
        assert.equal(reader.endBody(), true);
      }
    });
  }
}

test("an empty body is at its end at once, and reading it does not wait", async () => {
  for (const [length, coded] of [
    [0, ""],
    [CHUNKED, "0\r\n\r\n"],
  ] as const) {
    const { input, reader } = open(coded + NEXT);
    reader.beginBody(length);
    assert.equal(String(await reader.read()), "");
    assert.equal(String(await reader.read1()), "");
    assert.equal(String(await reader.readline()), "");
    assert.deepEqual(await reader.readlines(), []);
    assert.equal(reader.isAtEnd, true);
    assert.equal(rest(input), NEXT);
  }
});

test("nothing is asked for, nothing is waited for", async () => {
  const { reader } = open();
  reader.beginBody(5);
  assert.equal((await reader.read(0)).length, 0);
  assert.equal((await reader.read1(0)).length, 0);
  assert.equal((await reader.readline(0)).length, 0);
});

test("a size that is no whole number is a TypeError", async () => {
  const { reader } = open("hello");
  reader.beginBody(5);
  for (const [size, shown] of [
    [Number.NaN, "NaN: headers.get() returns a field's value, or null if there is none"],
    [1.5, "1.5"],
    ["5" as unknown as number, 'the text "5": use Number()'],
  ] as const) {
    const error = { name: "TypeError", message: `A size is a whole number of bytes, not ${shown}.` };
    await assert.rejects(reader.read(size), error);
    await assert.rejects(reader.read1(size), error);
    await assert.rejects(reader.readline(size), error);
  }
  assert.equal(String(await reader.read()), "hello");
});

test("read1 gives what is there without waiting for more", async () => {
  const { input, reader } = open("ab");
  reader.beginBody(5);
  assert.equal(String(await reader.read1()), "ab");
  const waiting = reader.read1(2);
  assert.equal(await isSettled(waiting), false);
  input.push(bytesOf("cde"));
  assert.equal(String(await waiting), "cd");
});

test("peek waits for a byte, and leaves it", async () => {
  const { input, reader } = open();
  reader.beginBody(5);
  const waiting = reader.peek();
  assert.equal(await isSettled(waiting), false);
  input.push(bytesOf("ab"));
  const there = await waiting;
  assert.equal(String(there), "ab");
  there.fill("x");
  assert.equal(String(await reader.peek()), "ab");
  input.push(bytesOf(`cde${NEXT}`));
  assert.equal(String(await reader.read()), "abcde");
  assert.equal((await reader.peek()).length, 0);
});

test("a loop that does not see the end is ended by a TypeError", async () => {
  for (const [length, coded] of Object.values(FRAMINGS)) {
    for (const read of ["read", "read1", "readline", "peek"] as const) {
      const { input, reader } = open(coded);
      reader.beginBody(length);
      input.pushEnd();
      await reader.read();
      const loop = async (): Promise<void> => {
        for (let count = 0; count < 100_000; count++) if (!(await reader[read](4))) return;
      };
      await assert.rejects(loop(), { name: "TypeError", message: /empty Buffer, which is truthy: look at its length/ });
      reader.beginBody(0);
      assert.equal((await reader.read()).length, 0);
    }
  }
});

test("read(n) waits for n bytes", async () => {
  const { input, reader } = open("ab");
  reader.beginBody(5);
  const reading = reader.read(4);
  assert.equal(await isSettled(reading), false);
  input.push(bytesOf("cde"));
  assert.equal(String(await reading), "abcd");
});

test("ways of reading can be mixed", async () => {
  const { reader } = open(`${BODY}${NEXT}`);
  reader.beginBody(BODY.length);
  assert.equal(String(await reader.read(2)), "on");
  assert.equal(String(await reader.readline()), "e\n");
  assert.equal(String(await reader.readline(2)), "tw");
  assert.equal(String(await reader.read1(1)), "o");
  assert.equal((await reader.readlines()).length, 4);
  assert.equal(reader.isAtEnd, true);
});

test("mixed reads give the body byte for byte, in either framing and any cut", async () => {
  const operation = fc.oneof(
    fc.record({
      name: fc.constantFrom("read" as const, "read1" as const, "readline" as const),
      size: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({ name: fc.constant("readline" as const), size: fc.constant(-1) }),
  );
  const data = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "0"), maxLength: 60 });
  const cuts = fc.array(fc.nat(200), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      data,
      fc.array(operation, { minLength: 1 }),
      cuts,
      fc.boolean(),
      fc.nat(20),
      async (body, operations, positions, isChunked, split) => {
        const halves = [body.slice(0, split), body.slice(split)].filter((half) => half !== "");
        const coded = isChunked
          ? `${halves.map((half) => `${half.length.toString(16)}\r\n${half}\r\n`).join("")}0\r\n\r\n`
          : body;
        const bytes = bytesOf(coded + NEXT);
        const { input, reader } = open();
        reader.beginBody(isChunked ? CHUNKED : body.length);
        const feeding = feed(input, cutAt(bytes, ...positions.filter((position) => position < bytes.length)));
        let result = "";
        for (let i = 0; !reader.isAtEnd; i++) {
          const { name, size } = operations[i % operations.length]!;
          const piece = String(await reader[name](size));
          assert.ok(size < 0 || piece.length <= size);
          if (name === "readline") assert.ok(!piece.slice(0, -1).includes("\n"));
          if (name === "read" && piece.length < size) assert.ok(reader.isAtEnd);
          result += piece;
        }
        await feeding;
        assert.equal(result, body);
        assert.equal(rest(input), NEXT);
      },
    ),
    { numRuns: 300 },
  );
});

const CUT_OFF = [
  ["of a known length", 10, "hello"],
  ["in chunks, within the data", CHUNKED, "A\r\nhello"],
  ["in chunks, behind the data", CHUNKED, "5\r\nhello\r\n"],
  ["in chunks, within the trailers", CHUNKED, "5\r\nhello\r\n0\r\nA: b\r\n"],
] as const;

for (const [framing, length, coded] of CUT_OFF) {
  test(`a body ${framing} that ends with the connection rejects every way of reading to its end, again and again`, async () => {
    for (const [way, [read]] of Object.entries(WAYS)) {
      const { input, reader } = open();
      reader.beginBody(length);
      const feeding = feed(input, [bytesOf(coded)]);
      const error = { name: "ProtocolError", status: 400, message: "Bad request body" };
      await assert.rejects(read(reader), error, way);
      await assert.rejects(read(reader), error, way);
      await feeding;
      assert.equal(reader.isAtEnd, false);
      await assert.rejects(async () => reader.drain(65536, 1000), error, way);
    }
  });
}

test("a body whose framing is broken rejects every way of reading, even for those who read on", async () => {
  for (const coded of ["5\r\nhelloX", "5\r\nhello\r\nG", "zz\r\n", "0\r\nbad\r\n\r\n", "0\r\nA: b\0\r\n\r\n"]) {
    for (const [way, [read]] of Object.entries(WAYS)) {
      const { reader } = open(`${coded}GET / HTTP/1.1\r\n\r\n`);
      reader.beginBody(CHUNKED);
      await assert.rejects(read(reader), isProtocolError, way);
      await assert.rejects(read(reader), isProtocolError, way);
      await assert.rejects(async () => reader.drain(65536, 1000), isProtocolError, way);
      assert.equal(reader.isAtEnd, false);
      assert.equal(reader.endBody(), false);
    }
  }
});

test("what was handed out is never overwritten by what comes later", async () => {
  const { input, reader } = open();
  reader.beginBody(Number.POSITIVE_INFINITY);
  const pieces: { readonly bytes: Buffer; readonly copy: string }[] = [];
  const keep = (bytes: Buffer): unknown => pieces.push({ bytes, copy: bytes.toString("latin1") });
  for (let i = 0; i < 300; i++) {
    input.push(bytesOf(`${i}:${"x".repeat(i * 7)}\n.`));
    keep(await reader.readline());
    keep(await reader.read1(1 + (i % 3)));
    if (i % 5 === 0) input.push(bytesOf(`${"y".repeat(i)}\n`));
    if (i % 7 === 0) keep(await reader.readline());
  }
  for (const { bytes, copy } of pieces) assert.equal(bytes.toString("latin1"), copy);
});

test("trailers are there once a chunked body has been read", async () => {
  const { reader } = open("1\r\nZ\r\n0\r\nA: b\r\n\r\n");
  assert.equal(reader.trailers, "");
  reader.beginBody(CHUNKED);
  await reader.read();
  assert.equal(reader.trailers, "A: b\r\n");
  reader.beginBody(0);
  assert.equal(reader.trailers, "");
});

test("a head that is all there is read without waiting, and one behind a body too", async () => {
  const { reader } = open(`POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab${NEXT}Host: a\r\n\r\n`);
  const first = new RequestHead();
  assert.equal(reader.readHead(first), "complete");
  reader.beginBody(first.bodyLength);
  assert.equal(String(await reader.read()), "ab");
  const second = new RequestHead();
  assert.equal(reader.readHead(second), "complete");
  assert.equal(second.line?.target, "/next");
  assert.equal(reader.hasBuffered, false);
});

test("a head that comes in pieces is waited for", async () => {
  const { input, reader } = open("GET / HT");
  const head = new RequestHead();
  const reading = reader.readHead(head);
  assert.ok(reading instanceof Promise);
  void feed(input, byteByByte(bytesOf("TP/1.0\r\nA: b\r\n\r\n")));
  assert.equal(await reading, "complete");
  assert.equal(head.text, "A: b\r\n\r\n");
});

test("a connection that ends before a head has begun is ended, later it is cut", async () => {
  for (const [sent, result] of [
    ["", "ended"],
    ["\r\n\r\n", "ended"],
    ["G", "cut"],
    ["GET / HTTP/1.1\r\nHost: a\r\n", "cut"],
  ] as const) {
    const { input, reader } = open(sent);
    input.pushEnd();
    assert.equal(await reader.readHead(new RequestHead()), result, JSON.stringify(sent));
  }
});

test("a faulty head throws at once when it is there, and rejects when it comes later", async () => {
  assert.throws(() => open("BAD\r\n").reader.readHead(new RequestHead()), isProtocolError);
  const { input, reader } = open("BA");
  const reading = reader.readHead(new RequestHead());
  input.push(bytesOf("D\r\n"));
  await assert.rejects(async () => reading, isProtocolError);
});

test("who waits for a request gets none after stopWaiting", async () => {
  const { reader } = open();
  const reading = reader.readHead(new RequestHead());
  reader.stopWaiting();
  assert.equal(await reading, "ended");
});

test("lines read before the first head leave the rest for it", async () => {
  const { reader } = open("PROXY TCP4 a b 1 2\r\nGET / HTTP/1.0\r\n\r\n");
  assert.equal(String(await reader.readline(107)), "PROXY TCP4 a b 1 2\r\n");
  assert.equal(reader.readHead(new RequestHead()), "complete");
});

test("who waits when the time limit passes gets the TimeoutError", async () => {
  for (const read of [(reader: BufferedReader) => reader.read(), (reader: BufferedReader) => reader.readline()]) {
    const { input, reader } = open("hel");
    reader.beginBody(5);
    const reading = read(reader);
    await turn();
    input.fail(new TimeoutError());
    await assert.rejects(reading, isTimeoutError);
  }
});

test("draining discards what is left of a body, and says that the next request begins there", async () => {
  for (const [length, coded] of [
    [10, "0123456789"],
    [CHUNKED, "A\r\n0123456789\r\n0\r\nA: b\r\n\r\n"],
  ] as const) {
    for (const pieces of everyCut(bytesOf(coded + NEXT))) {
      const { input, reader } = open();
      reader.beginBody(length);
      const feeding = feed(input, pieces);
      await reader.read(3);
      assert.equal(await reader.drain(7, 1000), true);
      await feeding;
      assert.equal(rest(input), NEXT);
    }
  }
});

test("a body that was read needs no draining", () => {
  const { reader } = open();
  reader.beginBody(0);
  assert.equal(reader.drain(0, 0), true);
});

test("more than the limit is not drained", async () => {
  const known = open("0123456789");
  known.reader.beginBody(10);
  assert.equal(known.reader.drain(9, 1000), false);
  assert.equal(rest(known.input), "0123456789");
  const chunked = open("A\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n");
  chunked.reader.beginBody(CHUNKED);
  assert.equal(await chunked.reader.drain(15, 1000), false);
  const { reader } = open("endless");
  assert.equal(reader.drain(1e9, 1000), false);
});

test("draining ends with its time, however the peer goes on", async () => {
  const { input, reader } = open();
  reader.beginBody(1000);
  const draining = Promise.resolve(reader.drain(1000, 30));
  const trickle = setInterval(() => input.push(bytesOf("x")), 5);
  await assert.rejects(draining, isTimeoutError);
  clearInterval(trickle);
});

test("draining may take for ever, where its limit is longer than a timer can be", async () => {
  for (const limitMs of [3e9, Number.POSITIVE_INFINITY]) {
    const { input, reader } = open();
    reader.beginBody(3);
    const draining = Promise.resolve(reader.drain(1000, limitMs));
    setTimeout(() => input.push(bytesOf("abc")), 30);
    assert.equal(await draining, true);
  }
});

test("lines are read in place: neither they nor what follows them is copied", async () => {
  const { input, reader } = open();
  const piece = bytesOf("line\n".repeat(5000));
  input.push(piece);
  reader.beginBody(piece.length);
  let count = 0;
  for (let line = await reader.readline(100); line.length > 0; line = await reader.readline(100)) {
    assert.equal(line.buffer, piece.buffer);
    count++;
  }
  assert.equal(count, 5000);
});

test("a chunked body of more bytes than are let through is 413, for those who read on too", async () => {
  for (const [way, [read]] of Object.entries(WAYS)) {
    const coded = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
    const within = open(coded);
    within.reader.beginBody(CHUNKED, 11);
    assert.equal((await read(within.reader)).join(""), "hello world", way);
    const over = open(coded);
    over.reader.beginBody(CHUNKED, 10);
    await assert.rejects(read(over.reader), { name: "ProtocolError", status: 413 }, way);
    await assert.rejects(read(over.reader), { name: "ProtocolError", status: 413 }, way);
    assert.equal(over.reader.isAtEnd, false);
  }
});

test("a body of a great many small chunks takes about as much memory as it has bytes", async () => {
  const { input, reader } = open();
  const chunks = 200_000;
  const wire = Buffer.from(`1\r\nx\r\n`.repeat(chunks) + "0\r\n\r\n");
  reader.beginBody(CHUNKED);
  const reading = reader.read();
  const before = process.memoryUsage();
  for (let at = 0; at < wire.length; at += 65536) {
    input.push(wire.subarray(at, at + 65536));
    await turn();
  }
  const after = process.memoryUsage();
  assert.equal((await reading).toString("latin1"), "x".repeat(chunks));
  const taken = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  assert.ok(taken < 20 * chunks, `${taken} bytes`); // a buffer for each takes 160
});

test("the reader tells whether somebody waits, and how much has come", async () => {
  const { input, reader } = open("ab");
  reader.beginBody(5);
  assert.equal(reader.bytesReceived, 2);
  assert.equal(reader.isWaiting, false);
  const reading = reader.read();
  await turn();
  assert.equal(reader.isWaiting, true);
  input.push(bytesOf("cde"));
  await reading;
  assert.equal(reader.isWaiting, false);
  assert.equal(reader.bytesReceived, 5);
});

test("a read that waits can be given up, and only one that waits", async () => {
  const { reader } = open("ab");
  reader.beginBody(5);
  reader.giveUp();
  assert.equal(String(await reader.read(2)), "ab");
  const reading = reader.read();
  await turn();
  reader.giveUp();
  await assert.rejects(reading, isTimeoutError);
});

test("what came and was not read can be taken for another protocol", () => {
  const { input, reader } = open("GET / HTTP/1.0\r\n\r\n\0\x01");
  assert.equal(reader.readHead(new RequestHead()), "complete");
  assert.equal(reader.takeBuffered().toString("latin1"), "\0\x01");
  assert.equal(reader.takeBuffered().length, 0);
  assert.equal(rest(input), "");
});
