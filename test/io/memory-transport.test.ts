import assert from "node:assert/strict";
import { test } from "node:test";
import { InputBuffer } from "../../src/io/input-buffer.ts";
import { MemoryTransport } from "../../src/io/memory-transport.ts";
import { ResponseWriter } from "../../src/io/response-writer.ts";

function open(transport = new MemoryTransport()): {
  transport: MemoryTransport;
  input: InputBuffer;
  writer: ResponseWriter;
} {
  const input = new InputBuffer(transport);
  const writer = new ResponseWriter(transport);
  transport.attach(input, writer);
  return { transport, input, writer };
}

test("bytes given before somebody is there are kept for them", async () => {
  const transport = new MemoryTransport();
  transport.send("ab");
  transport.send(new Uint8Array([0x63]));
  transport.sendEnd();
  const { input } = open(transport);
  assert.equal(input.bytes.toString("latin1", input.start, input.end), "abc");
  assert.equal(await input.more(), false);
});

test("a string is latin-1 in both directions", () => {
  const { transport, input } = open();
  transport.send("\xe4");
  assert.deepEqual([...input.take(1)], [0xe4]);
  transport.write("\xff");
  assert.deepEqual([...transport.output], [0xff]);
});

test("what was written is kept write by write, and what was corked is one write", () => {
  const { transport } = open();
  transport.write("a");
  transport.cork();
  transport.write("b");
  transport.write(Buffer.from("c"));
  transport.uncork();
  transport.cork();
  transport.uncork();
  assert.deepEqual(transport.writes.map(String), ["a", "bc"]);
  assert.equal(String(transport.output), "abc");
});

test("memory that is used again after a write does not change what was written", () => {
  const { transport } = open();
  const bytes = Buffer.from("abc");
  transport.write(bytes);
  bytes.fill("x");
  assert.equal(String(transport.output), "abc");
});

test("a reset cuts the connection in both directions", async () => {
  const { transport, input, writer } = open();
  transport.reset();
  transport.write("lost");
  assert.equal(transport.wasReset, true);
  assert.equal(writer.isClosed, true);
  assert.equal(await input.more(), false);
  assert.equal(String(transport.output), "");
});

test("closing it is no reset", () => {
  const { transport } = open();
  transport.close();
  transport.close();
  assert.equal(transport.wasReset, false);
  assert.equal(transport.isOpen, false);
});

test("after detach nobody is told anything", () => {
  const { transport, input, writer } = open();
  transport.send("ab");
  transport.detach();
  transport.send("cd");
  transport.close();
  assert.equal(input.end - input.start, 2);
  assert.equal(writer.isClosed, true);
});
