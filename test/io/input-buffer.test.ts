import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeoutError } from "../../src/http/errors.ts";
import { InputBuffer } from "../../src/io/input-buffer.ts";
import { bytesOf } from "../http/pieces.ts";
import { turn } from "../support/waiting.ts";
import { isSettled, SlowTransport } from "./slow-transport.ts";

function open(): { readonly transport: SlowTransport; readonly input: InputBuffer } {
  const transport = new SlowTransport();
  return { transport, input: new InputBuffer(transport) };
}

/** The unread bytes; latin-1. */
function unread(input: InputBuffer): string {
  return input.bytes.toString("latin1", input.start, input.end);
}

test("bytes are read in the order they came, and taken from the front", () => {
  const { input } = open();
  input.push(bytesOf("ab"));
  input.push(bytesOf("cd"));
  assert.equal(unread(input), "abcd");
  assert.equal(String(input.take(3)), "abc");
  input.push(bytesOf("e"));
  assert.equal(unread(input), "de");
});

test("a piece that comes while nothing is unread is kept as it is, without a copy", () => {
  const { input } = open();
  const piece = bytesOf("ab");
  input.push(piece);
  assert.equal(input.take(2).buffer, piece.buffer);
  const next = bytesOf("cd");
  input.push(next);
  assert.equal(input.bytes, next);
});

test("more waits for bytes that are not there yet, and says that they came", async () => {
  const { input } = open();
  input.push(bytesOf("ab"));
  const waiting = input.more();
  assert.equal(await isSettled(waiting), false);
  input.push(bytesOf("c"));
  assert.equal(await waiting, true);
  assert.equal(unread(input), "abc");
});

test("more says false at the end, at once when the end was there before", async () => {
  const { input } = open();
  input.push(bytesOf("ab"));
  const waiting = input.more();
  input.pushEnd();
  assert.equal(await waiting, false);
  assert.equal(await input.more(), false);
  assert.equal(unread(input), "ab");
});

test("a failure goes to who waits, and to all who wait later", async () => {
  const { input } = open();
  const waiting = input.more();
  const error = new TimeoutError();
  input.fail(error);
  await assert.rejects(waiting, error);
  await assert.rejects(input.more(), error);
});

test("a failure while nobody waits is nobody's", async () => {
  const { input } = open();
  input.fail(new TimeoutError());
  input.push(bytesOf("a"));
  const waiting = input.more();
  input.push(bytesOf("b"));
  assert.equal(await waiting, true);
});

test("the transport is told that somebody begins to wait", async () => {
  const { transport, input } = open();
  void input.more();
  assert.deepEqual(transport.calls, ["awaitInput"]);
  input.pushEnd();
});

test("another bound may be set for what is held unread", () => {
  const { transport, input } = open();
  input.highWaterBytes = 10;
  input.push(Buffer.alloc(9));
  assert.deepEqual(transport.calls, []);
  input.push(Buffer.alloc(1));
  assert.deepEqual(transport.calls, ["pause"]);
});

test("the transport is paused once 64 KiB are unread and nobody waits, and resumed when somebody does", async () => {
  const { transport, input } = open();
  input.push(Buffer.alloc(65535));
  assert.deepEqual(transport.calls, []);
  input.push(Buffer.alloc(1));
  assert.deepEqual(transport.calls, ["pause"]);
  input.push(Buffer.alloc(1));
  assert.deepEqual(transport.calls, ["pause"], "once");
  input.take(input.end - input.start);
  assert.deepEqual(transport.calls, ["pause"], "reading what is there resumes nothing");
  const waiting = input.more();
  assert.deepEqual(transport.calls, ["pause", "awaitInput", "resume"]);
  input.push(Buffer.alloc(65536));
  assert.equal(await waiting, true);
  assert.deepEqual(transport.calls, ["pause", "awaitInput", "resume"], "who waits is not cut short");
  input.push(Buffer.alloc(1));
  assert.equal(transport.calls.at(-1), "pause");
});

test("the text of unread bytes is theirs, whatever was asked for and came before", () => {
  const { input } = open();
  const text = Array.from({ length: 2000 }, (_, i) => `${i} `).join("");
  input.push(bytesOf(text));
  for (const [start, end] of [
    [0, 9],
    [6000, 6009],
    [5000, 5009],
    [0, text.length],
  ] as const) {
    assert.equal(input.latin1(start, end), text.slice(start, end));
  }
  input.take(text.length);
  input.push(bytesOf("abc"));
  assert.equal(input.latin1(0, 3), "abc", "of the piece that followed");
  input.take(1);
  input.push(bytesOf("de"));
  assert.equal(input.latin1(input.start, input.end), "bcde", "of what was moved to other memory");
});

test("an idle connection keeps no buffer", async () => {
  const { input } = open();
  input.push(Buffer.alloc(65536));
  input.take(65536);
  void input.more();
  await turn();
  assert.equal(input.bytes.length, 0);
  input.push(bytesOf("ab"));
  assert.equal(unread(input), "ab");
});

test("bytes that were handed out do not change when more come", () => {
  const { input } = open();
  input.push(bytesOf("ab"));
  input.push(bytesOf("cd"));
  const taken = input.take(3);
  for (let i = 0; i < 5000; i++) input.push(bytesOf("xyz"));
  assert.equal(String(taken), "abc");
  assert.equal(unread(input), `d${"xyz".repeat(5000)}`);
});

test("unread bytes move to larger memory only when it doubles, however small the pieces", () => {
  const { input } = open();
  const seen = new Set<Buffer>();
  for (let i = 0; i < 100_000; i++) {
    input.push(bytesOf("x"));
    seen.add(input.bytes);
  }
  assert.ok(seen.size < 20, `${seen.size} buffers`);
});

test("the next byte predates its batch where a read begins that was the first for its event", () => {
  const { transport, input } = open();
  transport.deliversReads = true;
  assert.equal(input.predatesBatch, false);
  input.push(bytesOf("ab"));
  assert.equal(input.predatesBatch, true);
  input.take(1);
  assert.equal(input.predatesBatch, false);
  input.push(bytesOf("cd"));
  assert.equal(input.predatesBatch, false);
  input.take(1);
  assert.equal(input.predatesBatch, false);
  input.take(2);
  input.push(bytesOf("e"));
  assert.equal(input.predatesBatch, true);
});

test("the next byte predates no batch behind a read that was as long as reads can be, which Node reads on after at once", () => {
  const { transport, input } = open();
  transport.deliversReads = true;
  input.push(Buffer.alloc(65536));
  assert.equal(input.predatesBatch, true);
  input.take(65536);
  input.push(bytesOf("a"));
  assert.equal(input.predatesBatch, false);
  input.take(1);
  input.push(bytesOf("b"));
  assert.equal(input.predatesBatch, true);
});

test("the next byte predates no batch where a transport cuts what it reads", () => {
  const { input } = open();
  input.push(bytesOf("ab"));
  assert.equal(input.predatesBatch, false);
});
