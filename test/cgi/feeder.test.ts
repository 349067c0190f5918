import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { CgiFeeder } from "../../src/cgi/feeder.ts";
import { isProtocolError } from "../../src/http/errors.ts";
import { type BodyLength, CHUNKED } from "../../src/http/framing.ts";
import { BufferedReader } from "../../src/io/buffered-reader.ts";
import { InputBuffer } from "../../src/io/input-buffer.ts";
import { SlowTransport } from "../io/slow-transport.ts";
import { settle } from "../support/waiting.ts";

/** A feeder between a client, who sends what is pushed, and a script, which takes four bytes and then what is read of it. */
function open(length: BodyLength) {
  const input = new InputBuffer(new SlowTransport());
  const rfile = new BufferedReader(input);
  rfile.beginBody(length);
  const script = new PassThrough({ highWaterMark: 4 }).setEncoding("latin1");
  const notes: string[] = [];
  const watch = { waitsForClient: () => notes.push("waits"), hasFed: () => notes.push("fed") };
  const feeder = new CgiFeeder(rfile, script, watch);
  return { rfile, script, notes, feeder, send: (text: string) => input.push(Buffer.from(text)) };
}

test("a body is fed as it comes, and then its end is said", async () => {
  const { script, notes, feeder, send } = open(8);
  await settle();
  assert.deepEqual(notes, ["waits"]);
  send("one");
  await settle();
  assert.equal(script.read(), "one");
  assert.deepEqual(notes, ["waits", "fed", "waits"]);
  assert.equal(feeder.isDone, false);
  send("3four");
  await settle();
  assert.equal(script.read(), "3four");
  await feeder.feeding;
  assert.equal(script.writableEnded, true);
  assert.equal(feeder.isDone, true);
  assert.equal(notes.at(-1), "fed");
});

test("no more of a body is read than the script takes", async () => {
  const { script, notes, feeder, send } = open(20);
  send("0123456789");
  await settle();
  send("abcdefghij");
  await settle();
  assert.deepEqual(notes, ["waits", "fed"]);
  assert.deepEqual(await script.toArray(), ["0123456789", "abcdefghij"]);
  await feeder.feeding;
});

test("who stops while the client is waited for cannot read the rest, and the script is not told that this is all", async () => {
  const { script, feeder, send } = open(20);
  send("ab");
  await settle();
  assert.equal(await feeder.stop(), false);
  await feeder.feeding; // does not reject: it is we who gave up
  assert.deepEqual([script.writableEnded, feeder.isDone], [false, false]);
});

test("who stops while the script is waited for reads the rest, and the script gets none of it", async () => {
  const { rfile, script, feeder, send } = open(20);
  send("0123456789");
  await settle();
  assert.equal(await feeder.stop(), true);
  send("abcdefghij");
  assert.equal(String(await rfile.read()), "abcdefghij");
  assert.equal(script.read(), "0123456789");
  assert.deepEqual([script.writableEnded, feeder.isDone], [false, false]);
  assert.deepEqual([script.listenerCount("drain"), script.listenerCount("close")], [0, 0]);
});

test("who stops as bytes come waits for nobody", async () => {
  const { script, feeder, send } = open(20);
  await settle();
  send("0123456789");
  assert.equal(await feeder.stop(), true);
  assert.equal(script.read(), "0123456789");
});

test("a script that is gone gets nothing more, and the rest of the body can be read", async () => {
  const { rfile, script, feeder, send } = open(20);
  send("0123456789");
  await settle();
  script.destroy();
  await feeder.feeding;
  assert.equal(feeder.isDone, true);
  assert.equal(await feeder.stop(), true);
  send("abcdefghij");
  assert.equal(String(await rfile.read()), "abcdefghij");
});

test("nor does a script get anything that goes while the client is waited for", async () => {
  const { script, feeder, send } = open(20);
  await settle();
  script.destroy();
  send("0123456789");
  await feeder.feeding;
  assert.deepEqual([script.errored, feeder.isDone], [null, true]);
});

test("what the client does wrong rejects, also for who stops, and the script is not told that this is all", async () => {
  const { script, feeder, send } = open(CHUNKED);
  send("3\r\none\r\nno length\r\n");
  await assert.rejects(feeder.feeding, isProtocolError);
  await assert.rejects(feeder.stop(), isProtocolError);
  assert.equal(script.writableEnded, false);
});
