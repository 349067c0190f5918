import assert from "node:assert/strict";
import { appendFileSync, closeSync, ftruncateSync, openSync, truncateSync } from "node:fs";
import { test } from "node:test";
import type { ByteOutput } from "../../src/files/byte-output.ts";
import { sendFile } from "../../src/files/send-file.ts";
import { TempTree } from "../support/temp-tree.ts";
import { turn } from "../support/waiting.ts";

const MIB = 1048576;

/** An output that takes bytes at once, but each `pauseEvery`-th piece only when it is asked to go on. */
class Output implements ByteOutput {
  readonly pieces: Buffer[] = [];
  readonly pauseEvery: number;
  isClosed = false;
  /** Pieces not taken yet, with what they held when they were written. */
  waiting: { piece: Uint8Array; copy: Buffer; take: () => void }[] = [];

  constructor(pauseEvery = Number.POSITIVE_INFINITY) {
    this.pauseEvery = pauseEvery;
  }

  write(bytes: Uint8Array): number | Promise<number> {
    const copy = Buffer.from(bytes);
    this.pieces.push(copy);
    if (this.pieces.length % this.pauseEvery !== 0) return bytes.length;
    return new Promise((resolve) => {
      this.waiting.push({ piece: bytes, copy, take: () => resolve(bytes.length) });
    });
  }

  /** Takes what waits, which nobody may have changed meanwhile. */
  resume(): void {
    for (const { piece, copy, take } of this.waiting.splice(0)) {
      assert.deepEqual(Buffer.from(piece), copy);
      take();
    }
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

/** Bytes none of which looks like its neighbours. */
function pattern(size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 8) * 17 + (at >> 16)) & 0xff;
  return bytes;
}

/** Opens a file with this content for a test. */
class OpenFile implements Disposable {
  readonly tree: TempTree;
  readonly path: string;
  readonly fd: number;

  constructor(content: Buffer) {
    this.tree = new TempTree();
    this.path = this.tree.add("file", content);
    this.fd = openSync(this.path, "r+");
  }

  [Symbol.dispose](): void {
    closeSync(this.fd);
    this.tree[Symbol.dispose]();
  }
}

test("a small file is sent at once, in one piece, without a promise", () => {
  using file = new OpenFile(pattern(65536));
  const output = new Output();
  assert.equal(
    sendFile(file.fd, 0, 65536, output, () => 0),
    "sent",
  );
  assert.equal(output.pieces.length, 1);
  assert.deepEqual(output.bytes, pattern(65536));
});

test("nothing is written for an empty part", () => {
  using file = new OpenFile(pattern(10));
  const output = new Output();
  assert.equal(sendFile(file.fd, 5, 5, output), "sent");
  assert.deepEqual(output.pieces, []);
});

test("a part is sent exactly", async () => {
  using file = new OpenFile(pattern(200000));
  for (const [start, end] of [
    [0, 1],
    [199999, 200000],
    [65535, 65537],
    [1, 199999],
  ] as const) {
    const output = new Output();
    assert.equal(await sendFile(file.fd, start, end, output), "sent");
    assert.deepEqual(output.bytes, pattern(200000).subarray(start, end));
  }
});

test("a large file is sent in turns, so that others are served in between", async () => {
  using file = new OpenFile(pattern(3 * MIB));
  const output = new Output();
  const sending = sendFile(file.fd, 0, 3 * MIB, output, () => 0);
  assert.equal(output.bytes.length, MIB);
  assert.equal(await sending, "sent");
  assert.deepEqual(output.bytes, pattern(3 * MIB));
});

test("copies that begin in one turn share it, however many they are", async () => {
  using file = new OpenFile(pattern(2 * MIB));
  const outputs = Array.from({ length: 40 }, () => new Output());
  await turn();
  const copies = outputs.map((output) => sendFile(file.fd, 0, 2 * MIB, output));
  const sent = outputs.reduce((sum, output) => sum + output.bytes.length, 0);
  assert.ok(sent <= 4 * MIB + 40 * 65536, `${sent} bytes in one turn`);
  assert.ok(outputs.every((output) => output.pieces.length > 0));
  assert.ok((await Promise.all(copies.map(async (copy) => copy))).every((result) => result === "sent"));
});

test("pieces grow for a client that takes all at once, and shrink for one that has to be waited for", async () => {
  using file = new OpenFile(Buffer.alloc(0));
  ftruncateSync(file.fd, 20 * MIB);
  const output = new Output();
  await sendFile(file.fd, 0, 20 * MIB, output, () => 0);
  const sizes = output.pieces.map((piece) => piece.length);
  assert.equal(sizes[0], 65536);
  assert.equal(sizes.at(-1), 262144);
  assert.equal(sizes.indexOf(262144), 128, "after 8 MiB");

  const slow = new Output(1);
  const sending = sendFile(file.fd, 0, 2 * MIB, slow, () => 0);
  const pump = setInterval(() => slow.resume(), 0);
  assert.equal(await sending, "sent");
  clearInterval(pump);
  assert.ok(slow.pieces.every((piece) => piece.length === 65536));
});

test("a buffer is not used again before the client has taken it, not even by others", async () => {
  using file = new OpenFile(pattern(MIB));
  const outputs = [new Output(2), new Output(3), new Output()];
  const sending = outputs.map((output) => sendFile(file.fd, 0, MIB, output));
  const pump = setInterval(() => {
    for (const output of outputs) output.resume();
  }, 1);
  for (const result of sending) assert.equal(await result, "sent");
  clearInterval(pump);
  for (const output of outputs) assert.deepEqual(output.bytes, pattern(MIB));
});

test("of a file that grows as much is sent as was announced", async () => {
  using file = new OpenFile(pattern(100000));
  const output = new Output(1);
  const sending = sendFile(file.fd, 0, 100000, output, () => 0);
  appendFileSync(file.path, "more");
  output.resume();
  const pump = setInterval(() => output.resume(), 0);
  assert.equal(await sending, "sent");
  clearInterval(pump);
  assert.deepEqual(output.bytes, pattern(100000));
});

test("a file that becomes shorter ends the copy, which says so", async () => {
  using file = new OpenFile(pattern(200000));
  const output = new Output(1);
  const sending = sendFile(file.fd, 0, 200000, output);
  truncateSync(file.path, 70000);
  const pump = setInterval(() => output.resume(), 0);
  assert.equal(await sending, "short");
  clearInterval(pump);
  assert.equal(output.bytes.length, 70000);
  for (const start of [0, 70000])
    assert.equal(
      sendFile(file.fd, start, 70001, new Output(), () => 0),
      "short",
    );
});

test("nothing more is read when the client has gone", async () => {
  using file = new OpenFile(pattern(200000));
  const output = new Output(1);
  const sending = sendFile(file.fd, 0, 200000, output);
  output.isClosed = true;
  output.resume();
  assert.equal(await sending, "gone");
  assert.equal(output.pieces.length, 1);
  assert.equal(sendFile(file.fd, 0, 10, output), "gone");
});

test("from a slow disk the rest is read aside, with the same bytes", async () => {
  using file = new OpenFile(pattern(300000));
  let now = 0;
  const slowClock = (): number => {
    now += 6;
    return now;
  };
  const output = new Output();
  const sending = sendFile(file.fd, 0, 300000, output, slowClock);
  assert.equal(output.pieces.length, 1);
  assert.equal(await sending, "sent");
  assert.deepEqual(output.bytes, pattern(300000));
  truncateSync(file.path, 100000);
  assert.equal(await sendFile(file.fd, 0, 300000, new Output(), slowClock), "short");
});

test("once a read is fast again, reading goes on at once", async () => {
  using file = new OpenFile(pattern(300000));
  const times = [0, 6, 6, 6];
  const output = new Output();
  const sending = sendFile(file.fd, 0, 300000, output, () => times.shift() ?? 6);
  assert.equal(output.pieces.length, 1);
  while (output.pieces.length < 2) await turn();
  await turn();
  assert.equal(output.pieces.length, 5);
  assert.equal(await sending, "sent");
  assert.deepEqual(output.bytes, pattern(300000));
});

test("an error of the system is thrown, at once or later", async () => {
  using file = new OpenFile(pattern(300000));
  const fd = openSync(file.path, "r");
  closeSync(fd);
  assert.throws(() => sendFile(fd, 0, 10, new Output()), { code: "EBADF" });
  let now = 0;
  const writing = openSync(file.path, "r");
  const output = new Output();
  const sending = sendFile(writing, 0, 300000, output, () => {
    now += 6;
    return now;
  });
  closeSync(writing);
  await assert.rejects(async () => sending, { code: "EBADF" });
});
