import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import fc from "fast-check";
import { ChunkedDecoder } from "../../src/http/chunked.ts";
import type { ResponseFraming } from "../../src/http/framing.ts";
import type { Data } from "../../src/io/data.ts";
import { MemoryTransport } from "../../src/io/memory-transport.ts";
import { ResponseWriter } from "../../src/io/response-writer.ts";
import { windowFor } from "../http/pieces.ts";
import { turn } from "../support/waiting.ts";
import { isSettled, SlowTransport } from "./slow-transport.ts";

function open(framing?: ResponseFraming, length?: number): { transport: SlowTransport; wfile: ResponseWriter } {
  const transport = new SlowTransport();
  const wfile = new ResponseWriter(transport);
  transport.attach({ push: () => undefined, pushEnd: () => undefined, fail: () => false }, wfile);
  if (framing !== undefined) {
    wfile.beginResponse();
    wfile.beginBody(framing, length);
  }
  return { transport, wfile };
}

/** Decodes a chunked body that is all there. */
function decode(coded: string): string {
  const decoder = new ChunkedDecoder();
  const window = windowFor([Buffer.from(coded, "latin1")]);
  window.arrive(Buffer.from(coded, "latin1"));
  let body = "";
  for (let count = decoder.peek(window, 1e9); count > 0; count = decoder.peek(window, 1e9)) {
    body += window.bytes.toString("latin1", window.start, window.start + count);
    window.start += count;
    decoder.take(count);
  }
  assert.ok(decoder.isDone);
  assert.equal(window.rest, "");
  return body;
}

const BIG = 16385;

// When bytes leave.

test("several writes of one turn leave together", async () => {
  const { transport, wfile } = open();
  wfile.writeHead("head\r\n\r\n");
  void wfile.write("a");
  void wfile.write(Buffer.from("b"));
  assert.equal(transport.writes.length, 0);
  await turn();
  void wfile.write("c");
  await turn();
  assert.deepEqual(transport.writes.map(String), ["head\r\n\r\nab", "c"]);
});

test("what a source gives without waiting for anything leaves together", async () => {
  const { transport, wfile } = open("length", 100);
  const source = async function* () {
    for (let count = 0; count < 100; count++) yield "x";
  };
  assert.equal(await wfile.writeFrom(source()), 100);
  await turn();
  assert.deepEqual(transport.writes.map(String), ["x".repeat(100)]);
});

test("a head and a large body leave in one write", () => {
  const { transport, wfile } = open();
  wfile.writeHead("head\r\n\r\n");
  void wfile.write(Buffer.alloc(BIG, "b"));
  assert.deepEqual(
    transport.writes.map((bytes) => bytes.length),
    [8 + BIG],
  );
});

test("what is held leaves at its release", async () => {
  const { transport, wfile } = open();
  void wfile.write("before,");
  wfile.hold();
  void wfile.write("held,");
  await turn();
  assert.equal(transport.text, "");
  wfile.release();
  assert.equal(transport.text, "before,held,");
  void wfile.write("after");
  await turn();
  assert.deepEqual(transport.writes.map(String), ["before,held,", "after"]);
});

test("what is held leaves before when it is flushed, when the client waits for it, and when 64 KiB are together", async () => {
  const { transport, wfile } = open();
  wfile.hold();
  void wfile.write("a");
  assert.equal(await wfile.flush(), 0);
  assert.equal(transport.text, "a");
  void wfile.write("b");
  wfile.flush();
  assert.equal(transport.text, "ab");
  for (let i = 0; i < 64; i++) void wfile.write("x".repeat(1023));
  assert.equal(transport.text, "ab");
  void wfile.write("y".repeat(64));
  assert.equal(Buffer.concat(transport.writes).length, 2 + 65536);
});

test("nothing is written for nothing", async () => {
  const { transport, wfile } = open("chunked");
  assert.equal(await wfile.write(""), 0);
  assert.equal(await wfile.write(new Uint8Array(0)), 0);
  wfile.release();
  void wfile.flush();
  await turn();
  assert.equal(transport.writes.length, 0);
});

// What is written.

test("strings are UTF-8, bytes are bytes, and the result is the number of bytes", async () => {
  const { transport, wfile } = open();
  assert.equal(await wfile.write("a\0\n"), 3);
  assert.equal(await wfile.write("\xe4日\u{1f600}"), 9);
  assert.equal(await wfile.write("\ud800"), 3);
  assert.equal(await wfile.write(Buffer.from([0xff, 0xe4])), 2);
  assert.equal(await wfile.write(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)), 2);
  void wfile.flush();
  assert.equal(transport.text, `a\0\n${Buffer.from("\xe4日\u{1f600}\ufffd").toString("latin1")}\xff\xe4\x02\x03`);
});

test("text and bytes of every size arrive in order", async () => {
  const { transport, wfile } = open();
  const sizes = [1, 16383, 16384, 16385, 65535, 65536, 65537, 200_000, 3];
  let expected = "";
  for (const [i, size] of sizes.entries()) {
    const data = String.fromCharCode(0x61 + i).repeat(size);
    void wfile.write(data);
    void wfile.write(Buffer.from(data.toUpperCase()));
    expected += data + data.toUpperCase();
    transport.drain();
  }
  void wfile.flush();
  assert.equal(transport.text, expected);
});

test("small bytes may be used again at once", () => {
  const { transport, wfile } = open();
  const bytes = Buffer.from("abc");
  void wfile.write(bytes);
  bytes.fill("x");
  void wfile.flush();
  assert.equal(transport.text, "abc");
});

test("something that is neither text nor bytes is a TypeError", () => {
  const { wfile } = open();
  for (const data of [5, null, undefined, {}, []] as unknown[]) {
    assert.throws(() => wfile.write(data as Data), TypeError, String(data));
  }
});

// How a body is framed.

test("a body is written as it is where the connection ends it, and where the handler frames it itself", () => {
  for (const framing of ["close", "own", undefined] as const) {
    const { transport, wfile } = open(framing);
    void wfile.write("ab");
    assert.equal(wfile.endBody(), true);
    void wfile.flush();
    assert.equal(transport.text, "ab");
  }
});

test("a response without a body has none, whatever is written (RFC 9110 §6.4.1)", async () => {
  const { transport, wfile } = open("none");
  wfile.writeHead("head");
  assert.equal(await wfile.write("abc"), 3);
  assert.equal(await wfile.write(Buffer.alloc(BIG)), BIG);
  assert.equal(wfile.endBody(), true);
  void wfile.flush();
  assert.equal(transport.text, "head");
  assert.equal(wfile.excessBytes, 0);
});

test("no more bytes than announced are sent, and the rest is counted (RFC 9112 §6.3)", () => {
  for (const last of [Buffer.from("defgh"), Buffer.alloc(BIG, "d")]) {
    const { transport, wfile } = open("length", 5);
    void wfile.write("abc");
    void wfile.write(last);
    void wfile.write("more");
    assert.equal(wfile.endBody(), true);
    void wfile.flush();
    assert.equal(transport.text.length, 5);
    assert.ok(transport.text.startsWith("abcd"));
    assert.equal(wfile.excessBytes, last.length - 2 + 4);
    assert.equal(wfile.bytesWritten, 3 + last.length + 4);
  }
});

test("fewer bytes than announced are told by endBody", () => {
  const { wfile } = open("length", 5);
  void wfile.write("abcd");
  assert.equal(wfile.endBody(), false);
});

test("UTF-8 text is cut by bytes, not by characters", () => {
  const { transport, wfile } = open("length", 3);
  void wfile.write("\xe4\xe4");
  void wfile.flush();
  assert.equal(transport.text, "\xc3\xa4\xc3");
});

test("a chunk says the number of its bytes, and the last one ends the body (RFC 9112 §7.1)", () => {
  const { transport, wfile } = open("chunked");
  void wfile.write("abc");
  void wfile.write("");
  void wfile.write("\xe4日");
  void wfile.write(Buffer.alloc(17, "d"));
  assert.equal(wfile.endBody(), true);
  void wfile.flush();
  const text = `3\r\nabc\r\n5\r\n${Buffer.from("\xe4日").toString("latin1")}\r\n11\r\n${"d".repeat(17)}\r\n0\r\n\r\n`;
  assert.equal(transport.text, text);
});

const dataArbitrary = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 50 }).map((codes) => String.fromCodePoint(...codes)),
  fc.uint8Array({ maxLength: 50 }),
  fc.integer({ min: 16000, max: 17000 }).map((size) => "x".repeat(size)),
  fc.integer({ min: 16000, max: 70000 }).map((size) => Buffer.alloc(size, "y")),
  fc.integer({ min: 8000, max: 9000 }).map((size) => "\xe4".repeat(size)),
);

test("whatever is written comes out of the chunks again, and the bytes are counted", () => {
  fc.assert(
    fc.property(fc.array(dataArbitrary, { maxLength: 8 }), fc.boolean(), (data, isHeld) => {
      const { transport, wfile } = open("chunked");
      if (isHeld) wfile.hold();
      for (const piece of data) void wfile.write(piece);
      wfile.endBody();
      void wfile.flush();
      const expected = Buffer.concat(data.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));
      assert.equal(decode(transport.text), expected.toString("latin1"));
      assert.equal(wfile.bytesWritten, expected.length);
    }),
    { numRuns: 200 },
  );
});

test("whatever is written, the announced number of bytes is sent or the body is told to be short", () => {
  fc.assert(
    fc.property(fc.array(dataArbitrary, { maxLength: 5 }), fc.nat(100_000), (data, length) => {
      const { transport, wfile } = open("length", length);
      for (const piece of data) void wfile.write(piece);
      const isWhole = wfile.endBody();
      void wfile.flush();
      const all = Buffer.concat(data.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)));
      assert.equal(transport.text, all.toString("latin1", 0, length));
      assert.equal(isWhole, all.length >= length);
      assert.equal(wfile.excessBytes, Math.max(0, all.length - length));
    }),
    { numRuns: 200 },
  );
});

test("what is written between two responses belongs to neither: it is dropped, and counted", async () => {
  const { transport, wfile } = open("chunked");
  void wfile.write("a");
  wfile.endBody();
  assert.equal(await wfile.write("late"), 4);
  assert.equal(await wfile.write(Buffer.alloc(BIG)), BIG);
  assert.equal(wfile.lateBytes, 4 + BIG);
  wfile.beginResponse();
  void wfile.write("next");
  void wfile.flush();
  assert.equal(transport.text, "1\r\na\r\n0\r\n\r\nnext");
});

test("a source that is still being written when the response ends is let go", async () => {
  const { transport, wfile } = open("chunked");
  const silent = new Readable({ read: () => undefined });
  const writing = wfile.writeFrom(silent);
  const stream = wfile.toWritable();
  await turn();
  wfile.endBody();
  assert.equal(await writing, 0);
  assert.equal(silent.destroyed, true);
  assert.equal(stream.destroyed, true);
  void wfile.flush();
  assert.equal(transport.text, "0\r\n\r\n");
});

test("a source that is being written is at work until it is over; so is a stream that another is piped into", async () => {
  const { wfile } = open("chunked");
  assert.equal(wfile.isFed, false);
  const writing = wfile.writeFrom(["a"]);
  assert.equal(wfile.isFed, true);
  await writing;
  assert.equal(wfile.isFed, false);
  for (const source of [Readable.from(["a"]), ["a"]]) {
    const piping = pipeline(source, wfile.toWritable());
    assert.equal(wfile.isFed, true);
    await piping;
    assert.equal(wfile.isFed, false);
  }
});

test("a stream that was only written to is not at work: what it was given has been passed on", () => {
  const { transport, wfile } = open("close");
  const stream = wfile.toWritable();
  stream.write("a");
  stream.write("b");
  assert.equal(wfile.isFed, false);
  wfile.toWritable().end("c");
  assert.equal(wfile.isFed, false);
  void wfile.flush();
  assert.equal(transport.text, "abc");
});

test("a stream that holds bytes back for a slow client is at work, even when it was ended", async () => {
  const { transport, wfile } = open("close");
  const stream = wfile.toWritable();
  stream.write(Buffer.alloc(BIG));
  assert.equal(wfile.isFed, false);
  stream.end("b");
  assert.equal(wfile.isFed, true);
  transport.drain();
  await turn();
  assert.equal(wfile.isFed, false);
  stream.destroy();
});

test("trailers follow the last chunk, and no other body (RFC 9112 §7.1.2)", () => {
  const { transport, wfile } = open("chunked");
  void wfile.write("a");
  wfile.endBody("A: b\r\n");
  wfile.beginBody("length", 1);
  void wfile.write("b");
  wfile.endBody("A: b\r\n");
  void wfile.flush();
  assert.equal(transport.text, "1\r\na\r\n0\r\nA: b\r\n\r\nb");
});

// Taking a response back.

test("a response of which nothing has left can be taken back, and what was before it stays", () => {
  const { transport, wfile } = open();
  wfile.hold();
  wfile.beginResponse();
  void wfile.write("first.");
  wfile.endBody();
  wfile.beginResponse();
  wfile.beginBody("length", 100);
  void wfile.write("second");
  assert.equal(wfile.rollBack(), true);
  assert.equal(wfile.bytesWritten, 0);
  void wfile.write("error");
  assert.equal(wfile.endBody(), true);
  wfile.release();
  assert.equal(transport.text, "first.error");
});

test("a response of which something has left cannot be taken back", () => {
  for (const size of [1, BIG]) {
    const { wfile } = open("close");
    void wfile.write(Buffer.alloc(size));
    void wfile.flush();
    assert.equal(wfile.rollBack(), false);
  }
});

test("a response that begins after all before it has left can be taken back", () => {
  const { transport, wfile } = open("close");
  void wfile.write("first.");
  void wfile.flush();
  wfile.hold();
  wfile.beginResponse();
  void wfile.write("second");
  assert.equal(wfile.rollBack(), true);
  void wfile.flush();
  assert.equal(transport.text, "first.");
});

test("a response can still be taken back when a flush sent only what was before it", () => {
  const { transport, wfile } = open("close");
  wfile.hold();
  void wfile.write("first.");
  wfile.beginResponse();
  wfile.flush();
  void wfile.write("second");
  assert.equal(wfile.rollBack(), true);
  assert.equal(transport.text, "first.");
});

test("abort drops what was not sent and resets the connection", () => {
  const { transport, wfile } = open("close");
  wfile.hold();
  void wfile.write("never");
  wfile.abort();
  assert.deepEqual(transport.calls, ["reset"]);
  wfile.release();
  assert.equal(transport.text, "");
});

// Back-pressure.

test("while the client keeps up, a write is done at once", async () => {
  const { transport, wfile } = open();
  for (let i = 0; i < 100; i++) {
    assert.equal(wfile.write("x".repeat(1000)), 1000);
    await turn();
    transport.drain();
  }
});

test("while 64 KiB are on their way, a write is to be awaited until they have left", async () => {
  const { transport, wfile } = open();
  for (let i = 0; i < 4; i++) assert.equal(wfile.write("x".repeat(16000)), 16000);
  void wfile.flush();
  transport.bufferedBytes = 65536;
  assert.equal(wfile.isFull, true);
  const writing = Promise.resolve(wfile.write("abc"));
  const flushing = Promise.resolve(wfile.flush());
  assert.equal(await isSettled(writing), false);
  transport.bufferedBytes = 1;
  transport.output?.drained();
  assert.equal(await isSettled(writing), false);
  transport.drain();
  assert.equal(await writing, 3);
  assert.equal(await flushing, 0);
  assert.equal(wfile.isFull, false);
});

test("a large piece is to be awaited until all of it has left: then its memory is free again", async () => {
  const { transport, wfile } = open("chunked");
  const writing = Promise.resolve(wfile.write(Buffer.alloc(BIG)));
  assert.equal(await isSettled(writing), false);
  transport.drain();
  assert.equal(await writing, BIG);
});

test("a pending write is fulfilled when the client goes away", async () => {
  const { transport, wfile } = open();
  const writing = Promise.resolve(wfile.write(Buffer.alloc(BIG)));
  assert.equal(await isSettled(writing), false);
  transport.leave();
  assert.equal(await writing, BIG);
  assert.equal(wfile.isClosed, true);
  assert.equal(wfile.isFull, false);
});

test("what is written after the client went away is dropped", async () => {
  const { transport, wfile } = open("chunked");
  wfile.hold();
  void wfile.write("held");
  transport.leave();
  assert.equal(await wfile.write("abc"), 3);
  assert.equal(await wfile.write(Buffer.alloc(BIG)), BIG);
  for (let i = 0; i < 6; i++) assert.equal(await wfile.write("x".repeat(16000)), 16000);
  wfile.release();
  assert.equal(await wfile.flush(), 0);
  wfile.endBody();
  await turn();
  assert.equal(transport.text, "");
});

test("a client that was cut off because it took nothing is told from one that left", () => {
  const { transport, wfile } = open("close");
  wfile.limitStalls(500);
  assert.deepEqual(transport.calls, ["limitStalls 500"]);
  assert.equal(wfile.hasTimedOut, false);
  transport.output?.timedOut();
  transport.leave();
  assert.equal(wfile.hasTimedOut, true);
});

test("a connection is given away after what was written", () => {
  const { transport, wfile } = open("close");
  wfile.hold();
  void wfile.write("101");
  wfile.detach();
  assert.equal(transport.text, "101");
  assert.deepEqual(transport.calls, ["detach"]);
});

test("a handler that writes on and on to nobody leaves the event loop its turns", async () => {
  const gone = open("chunked");
  gone.transport.leave();
  for (const { wfile } of [gone, open("none"), open("length", 0)]) {
    for (const data of ["x", Buffer.alloc(BIG)]) {
      let isOver = false;
      setImmediate(() => {
        isOver = true;
      });
      while (!isOver) await wfile.write(data);
    }
  }
});

// Sources.

const SOURCES: Readonly<Record<string, () => Parameters<ResponseWriter["writeFrom"]>[0]>> = {
  text: () => "one\xe4two",
  bytes: () => Buffer.from("one\xe4two"),
  "an array of text and bytes": () => ["one", Buffer.from("\xe4"), new Uint8Array(Buffer.from("two"))],
  "a generator": () =>
    (function* () {
      yield "one";
      yield "\xe4two";
    })(),
  "an async generator": () =>
    (async function* () {
      yield "one";
      await turn();
      yield "\xe4two";
    })(),
  "a Node stream": () => Readable.from([Buffer.from("one"), Buffer.from("\xe4two")]),
  "a web stream": () => new Blob(["one\xe4two"]).stream(),
};

for (const [name, source] of Object.entries(SOURCES)) {
  test(`${name} can be written to its end`, async () => {
    const { transport, wfile } = open("chunked");
    assert.equal(await wfile.writeFrom(source()), 8);
    wfile.endBody();
    void wfile.flush();
    assert.equal(decode(transport.text), Buffer.from("one\xe4two").toString("latin1"));
  });
}

test("a source is not asked for more than the client takes", async () => {
  const { transport, wfile } = open("close");
  let asked = 0;
  const source = function* (): Generator<Buffer> {
    for (; asked < 10; asked++) yield Buffer.alloc(20_000);
  };
  const writing = wfile.writeFrom(source());
  await turn();
  await turn();
  assert.equal(asked, 0);
  while (!(await isSettled(writing))) transport.drain();
  assert.equal(await writing, 200_000);
});

test("while a long source is sent to a quick client others get their turn", async () => {
  const wfile = new ResponseWriter(new MemoryTransport());
  let turns = 0;
  const source = function* (): Generator<string> {
    for (let pieces = 0; pieces < 20_000; pieces++) yield "x".repeat(1024);
  };
  const count = (): void => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  assert.equal(await wfile.writeFrom(source()), 20_000 * 1024);
  clearImmediate(next);
  assert.ok(turns >= 15, `${turns} turns`);
});

test("a source that fails rejects, after what it gave was written", async () => {
  const { transport, wfile } = open("close");
  const source = async function* (): AsyncGenerator<string> {
    yield "one";
    throw new RangeError("no more");
  };
  await assert.rejects(wfile.writeFrom(source()), { message: "no more" });
  void wfile.flush();
  assert.equal(transport.text, "one");
});

for (const [what, message] of [
  [null, /, not null\.$/],
  [undefined, /, not undefined\.$/],
  [{}, /, not Object\.$/],
  [new ArrayBuffer(1), /, not ArrayBuffer\.$/],
  [new Blob(["x"]), /, not a Blob: write its stream\(\)\.$/],
  [new Response("x"), /, not a Response: write its body\.$/],
  [Promise.resolve("x"), /, not a Promise: await it\.$/],
  [() => "x", /, not a function: call it\.$/],
] as const) {
  test(`writeFrom rejects with a TypeError that tells what it was given, and what to do with it: ${message.source}`, async () => {
    const { wfile } = open("close");
    await assert.rejects(wfile.writeFrom(what as never), { name: "TypeError", message });
    assert.equal(wfile.isFed, false);
  });
}

test("a source that gives something else than text or bytes rejects, and is closed", async () => {
  const { wfile } = open("close");
  const source = Readable.from([5]);
  await assert.rejects(wfile.writeFrom(source), TypeError);
  assert.equal(source.destroyed, true);
});

/** A generator that tells whether it was closed, and how many pieces it gave. */
function endless(size = 20_000): { pieces: AsyncGenerator<Buffer>; state: { given: number; isClosed: boolean } } {
  const state = { given: 0, isClosed: false };
  const pieces = (async function* (): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        state.given++;
        yield Buffer.alloc(size);
      }
    } finally {
      state.isClosed = true;
    }
  })();
  return { pieces, state };
}

test("when the client goes away during a write, the source is closed and no more is asked of it", async () => {
  const { transport, wfile } = open("close");
  const { pieces, state } = endless();
  const writing = wfile.writeFrom(pieces);
  await turn();
  transport.leave();
  assert.equal(await writing, 20_000);
  await turn();
  assert.deepEqual(state, { given: 1, isClosed: true });
});

test("when the client goes away while a source is silent, the source is closed at once", async () => {
  const { transport, wfile } = open("close");
  const silent = new Readable({ read: () => undefined });
  const writing = wfile.writeFrom(silent);
  assert.equal(await isSettled(writing), false);
  transport.leave();
  assert.equal(await writing, 0);
  assert.equal(silent.destroyed, true);
});

test("for a response without a body nothing is read, and the source is closed", async () => {
  const { wfile } = open("none");
  const { pieces, state } = endless();
  assert.equal(await wfile.writeFrom(pieces), 0);
  assert.equal(state.given, 0);
  const source = Readable.from(["a"]);
  assert.equal(await wfile.writeFrom(source), 0);
  assert.equal(source.destroyed, true);
});

test("no more is read of a source that gives more than announced: it is closed, and the excess is counted", async () => {
  const { transport, wfile } = open("length", 25_000);
  const { pieces, state } = endless();
  const writing = wfile.writeFrom(pieces);
  await turn();
  transport.drain();
  await turn();
  transport.drain();
  await writing;
  assert.deepEqual(state, { given: 2, isClosed: true });
  assert.equal(wfile.excessBytes, 15_000);
  assert.equal(
    transport.writes.reduce((sum, { length }) => sum + length, 0),
    25_000,
  );
});

test("a pipeline that gives more than announced fails, and lets its source go", async () => {
  const { wfile } = open("length", 3);
  const { pieces, state } = endless(1000);
  await assert.rejects(pipeline(pieces, wfile.toWritable()), { name: "RangeError" });
  assert.equal(state.isClosed, true);
  assert.ok(state.given < 50, `${state.given} pieces`);
  assert.ok(wfile.excessBytes > 0);
});

test("for a client that is gone nothing is read, and the source is closed", async () => {
  const { transport, wfile } = open("close");
  transport.leave();
  const source = Readable.from(["a"]);
  assert.equal(await wfile.writeFrom(source), 0);
  assert.equal(source.destroyed, true);
});

test("as a Node stream it is the end of a pipeline, and stays open behind it", async () => {
  const { transport, wfile } = open("chunked");
  await pipeline(Readable.from(["one", "\xe4"]), wfile.toWritable());
  await pipeline([Buffer.from("two")], wfile.toWritable());
  wfile.endBody();
  void wfile.flush();
  assert.equal(decode(transport.text), Buffer.from("one\xe4two").toString("latin1"));
  assert.equal(wfile.isClosed, false);
});

test("a pipeline waits for a slow client", async () => {
  const { transport, wfile } = open("close");
  const { pieces, state } = endless();
  const piping = pipeline(pieces, wfile.toWritable()).catch((error: NodeJS.ErrnoException) => error.code);
  for (let i = 0; i < 20; i++) await turn();
  assert.ok(state.given <= 4, `${state.given} pieces`);
  transport.drain();
  await turn();
  transport.leave();
  await piping;
});

test("a pipeline ends when the client goes away, and lets its source go", async () => {
  const { transport, wfile } = open("close");
  const silent = new Readable({ read: () => undefined });
  const piping = pipeline(silent, wfile.toWritable());
  await turn();
  transport.leave();
  await assert.rejects(piping, { code: "ERR_STREAM_PREMATURE_CLOSE" });
  assert.equal(silent.destroyed, true);
  await assert.rejects(pipeline(Readable.from(["a"]), wfile.toWritable()));
});

test("text that stands for bytes is written as these, a character each, and framed as they would be", async () => {
  for (const size of [256, BIG]) {
    const bytes = Buffer.alloc(size, Buffer.from(Array.from({ length: 256 }, (_, index) => index)));
    const { transport, wfile } = open("chunked");
    void wfile.writeLatin1(bytes.toString("latin1"));
    wfile.endBody();
    await turn();
    assert.equal(decode(Buffer.concat(transport.writes).toString("latin1")), bytes.toString("latin1"));
    const cut = open("length", 10);
    void cut.wfile.writeLatin1(bytes.toString("latin1"));
    await turn();
    assert.deepEqual(Buffer.concat(cut.transport.writes), bytes.subarray(0, 10));
  }
});

test("what is neither text nor bytes is refused by name", () => {
  const { wfile } = open("close");
  for (const [data, name] of [
    [null, "null"],
    [undefined, "undefined"],
    [5, "5"],
    [new ArrayBuffer(3), "ArrayBuffer"],
    [["a"], "Array"],
  ] as const) {
    const message = `write() takes a string, a Buffer or another Uint8Array, not ${name}.`;
    assert.throws(() => wfile.write(data as never), { name: "TypeError", message });
  }
});

test("abort sends the whole responses that are held before the one that is cut", () => {
  const { transport, wfile } = open("close");
  wfile.hold();
  void wfile.write("first.");
  wfile.endBody();
  wfile.beginResponse();
  void wfile.write("second");
  wfile.abort();
  assert.equal(transport.text, "first.");
  assert.deepEqual(transport.calls, ["reset"]);
});

test("abort sends nothing more of a response of which a part has left", () => {
  const { transport, wfile } = open("close");
  wfile.hold();
  void wfile.write("part");
  wfile.flush();
  void wfile.write("rest");
  wfile.abort();
  assert.equal(transport.text, "part");
  assert.deepEqual(transport.calls, ["reset"]);
});

// A client that has gone.

test("a handler that writes on and on to a client that has gone is told, after eight writes", async () => {
  for (const framing of ["close", "length", "chunked", "none", undefined] as const) {
    const { transport, wfile } = open(framing, 1000);
    transport.leave();
    for (let i = 0; i < 8; i++) assert.equal(await wfile.write("data"), 4);
    for (let i = 0; i < 2; i++) {
      await assert.rejects(Promise.resolve(wfile.write("data")), { name: "BrokenPipeError", code: "EPIPE" });
    }
  }
});

test("a write that is not awaited never ends the process, and flushing is never refused", async () => {
  const { transport, wfile } = open("chunked");
  transport.leave();
  for (let i = 0; i < 20; i++) wfile.write("data");
  assert.equal(await wfile.flush(), 0);
});

test("writes to a client that is there are never refused, though they are dropped", async () => {
  const { wfile } = open("none");
  for (let i = 0; i < 20; i++) assert.equal(await wfile.write("data"), 4);
});

test("what is written behind the end of a response is never refused", async () => {
  const { transport, wfile } = open("chunked");
  wfile.endBody();
  transport.leave();
  for (let i = 0; i < 20; i++) assert.equal(await wfile.write("data"), 4);
});
