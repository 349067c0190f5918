import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { Data } from "../../src/io/data.ts";
import { type Source, SourceReader } from "../../src/io/source-reader.ts";
import { turn } from "../support/waiting.ts";

/** Reads a source to its end. */
async function readAll(source: Source): Promise<Data[]> {
  const reader = new SourceReader(source);
  const pieces: Data[] = [];
  for (let step = await reader.next(); step.done !== true; step = await reader.next()) pieces.push(step.value);
  return pieces;
}

async function* slowly(): AsyncGenerator<string> {
  yield "a";
  await turn();
  yield "b";
}

test("arrays, generators, Node streams and web streams give their pieces in order", async () => {
  assert.deepEqual(await readAll(["a", "b"]), ["a", "b"]);
  assert.deepEqual(await readAll(new Set(["a", "b"])), ["a", "b"]);
  assert.deepEqual(await readAll(slowly()), ["a", "b"]);
  assert.deepEqual(await readAll(Readable.from(["a", "b"])), ["a", "b"]);
  assert.deepEqual(await readAll(new Blob(["ab"]).stream()), [new Uint8Array([0x61, 0x62])]);
  assert.deepEqual(await readAll([]), []);
});

test("next rejects when the source fails", async () => {
  const failing = function* (): Generator<string> {
    yield "a";
    throw new RangeError("source");
  };
  await assert.rejects(readAll(failing()), { message: "source" });
  const stream = new Readable({ read: () => stream.destroy(new RangeError("stream")) });
  await assert.rejects(readAll(stream), { message: "stream" });
});

test("after stop there is no piece, and the source is closed", async () => {
  let isClosed = false;
  const source = async function* (): AsyncGenerator<string> {
    try {
      yield "a";
      yield "b";
    } finally {
      isClosed = true;
    }
  };
  const reader = new SourceReader(source());
  assert.equal((await reader.next()).value, "a");
  reader.stop();
  assert.equal((await reader.next()).done, true);
  await turn();
  assert.equal(isClosed, true);
});

test("after stop there is no piece of a source that cannot be closed either", async () => {
  const reader = new SourceReader(["a", "b"]);
  assert.equal((await reader.next()).value, "a");
  reader.stop();
  assert.equal((await reader.next()).done, true);
});

test("stop ends the wait for a piece that never comes, and closes a Node stream", async () => {
  const stream = new Readable({ read: () => undefined });
  const reader = new SourceReader(stream);
  const waiting = reader.next();
  await turn();
  reader.stop();
  reader.stop();
  assert.equal((await waiting).done, true);
  assert.equal(stream.destroyed, true);
});

test("stop ends the wait for a piece of a web stream, and cancels it: who gives the pieces is told at once", async () => {
  let isCancelled = false;
  const stream = new ReadableStream<string>({
    start: (controller) => controller.enqueue("a"),
    cancel: () => {
      isCancelled = true;
    },
  });
  const reader = new SourceReader(stream);
  assert.equal((await reader.next()).value, "a");
  const waiting = reader.next();
  await turn();
  reader.stop();
  assert.equal((await waiting).done, true);
  assert.equal(isCancelled, true);
  assert.equal(stream.locked, false);
});

test("a web stream that fails has next reject, and may be stopped", async () => {
  const stream = new ReadableStream<string>({ start: (controller) => controller.error(new RangeError("web")) });
  const reader = new SourceReader(stream);
  await assert.rejects(reader.next(), { message: "web" });
  reader.stop();
  await turn();
  assert.equal(stream.locked, false);
});

test("a source that fails while it is closed disturbs nobody", async () => {
  const source = async function* (): AsyncGenerator<string> {
    try {
      yield "a";
    } finally {
      await turn();
      await Promise.reject(new Error("while closing"));
    }
  };
  const reader = new SourceReader(source());
  await reader.next();
  reader.stop();
  for (let i = 0; i < 5; i++) await turn();
});
