import assert from "node:assert/strict";
import { openSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ByteOutput } from "../../src/files/byte-output.ts";
import { type ByteSource, copySource, MemorySource } from "../../src/files/byte-source.ts";
import { FileSource } from "../../src/files/file-source.ts";
import { Latin1Source } from "../../src/files/latin1-source.ts";
import { TempTree } from "../support/temp-tree.ts";

/** An output that keeps text. */
class Output implements ByteOutput {
  text = "";
  isClosed = false;

  write(bytes: Uint8Array): number | Promise<number> {
    this.text += Buffer.from(bytes).toString("latin1");
    return Promise.resolve(bytes.length);
  }
}

test("a file's part is read in blocks, or all that is left, and nothing at the end", () => {
  using tree = new TempTree({ file: "0123456789" });
  const source = new FileSource(openSync(tree.at("file"), "r"), [{ start: 1, end: 8 }]);
  assert.equal(source.read(3).toString(), "123");
  assert.equal(source.read().toString(), "4567");
  assert.equal(source.read().length, 0);
  assert.equal(source.read(5).length, 0);
  source.close();
});

test("pieces of a file and the text between them are read byte by byte as at once, and to ask for nothing takes nothing", () => {
  using tree = new TempTree({ file: "0123456789" });
  const pieces = ["\xe9:", { start: 1, end: 4 }, "|", { start: 6, end: 7 }];
  for (const size of [1, 2, 3, Number.POSITIVE_INFINITY]) {
    const source = new FileSource(openSync(tree.at("file"), "r"), pieces);
    let text = "";
    for (let block = source.read(size); block.length > 0; block = source.read(size)) {
      text += block.toString("latin1");
      assert.equal(source.read(0).length, 0);
    }
    assert.equal(text, "\xe9:123|6", String(size));
    source.close();
  }
});

test("pieces of a file are sent one behind the other, however long each is waited for, and none once the client has gone", async () => {
  using tree = new TempTree({ file: "0123456789" });
  const pieces = ["\xe9:", { start: 1, end: 4 }, "|", { start: 6, end: 9 }, "|", { start: 9, end: 20 }, "never"];
  class SlowOutput extends Output {
    override async write(bytes: Uint8Array): Promise<number> {
      await sleep(1);
      return super.write(bytes);
    }
  }
  const source = new FileSource(openSync(tree.at("file"), "r"), pieces);
  const output = new SlowOutput();
  assert.equal(await source.sendTo(output), "short");
  assert.equal(output.text, "\xe9:123|678|9");
  source.close();
  const another = new FileSource(openSync(tree.at("file"), "r"), pieces.slice(1));
  const closing = new SlowOutput();
  const sending = another.sendTo(closing);
  closing.isClosed = true;
  assert.equal(await sending, "gone");
  assert.ok(!closing.text.includes("678"));
  another.close();
});

test("a file's part is sent, or what was not read of it", async () => {
  using tree = new TempTree({ file: "0123456789" });
  const source = new FileSource(openSync(tree.at("file"), "r"), [{ start: 1, end: 8 }]);
  const output = new Output();
  source.read(2);
  assert.equal(await copySource(source, output), "sent");
  assert.equal(output.text, "34567");
  assert.equal(await copySource(source, output), "sent");
  assert.equal(output.text, "34567");
  source.close();
});

test("a file is closed once, whatever its number stands for afterwards", () => {
  using tree = new TempTree({ one: "1", two: "2" });
  const fd = openSync(tree.at("one"), "r");
  const source = new FileSource(fd, [{ start: 0, end: 1 }]);
  source.close();
  const other = openSync(tree.at("two"), "r");
  assert.equal(other, fd);
  source.close();
  assert.equal(readFileSync(other, "utf8"), "2");
  new FileSource(other, [{ start: 0, end: 1 }]).close();
});

test("bytes in memory are read and sent as a file's are", async () => {
  const source = new MemorySource(Buffer.from("0123456789"));
  assert.equal(Buffer.from(source.read(3)).toString(), "012");
  const output = new Output();
  assert.equal(await copySource(source, output), "sent");
  assert.equal(output.text, "3456789");
  assert.equal(source.read().length, 0);
  source.close();
});

test("an output that takes bytes at once gets bytes in memory without a promise", () => {
  const output: ByteOutput = { write: (bytes) => bytes.length };
  assert.equal(copySource(new MemorySource(Buffer.from("x")), output), "sent");
});

test("bytes that are there as text are read as bytes, and sent as text to outputs that take it", () => {
  const sent: unknown[] = [];
  const note = (given: string | Uint8Array): number => sent.push(given);
  const open = (): Latin1Source => new Latin1Source("\0\x7f\x80\xff");
  assert.equal(copySource(open(), { write: note, writeLatin1: note }), "sent");
  assert.equal(copySource(open(), { write: note }), "sent");
  const begun = open();
  assert.deepEqual(begun.read(2), Buffer.from([0, 0x7f]));
  void copySource(begun, { write: note, writeLatin1: note });
  assert.deepEqual(sent, ["\0\x7f\x80\xff", Buffer.from([0, 0x7f, 0x80, 0xff]), "\x80\xff"]);
  assert.equal(begun.read().length, 0);
});

test("any object that can be read is a source, with or without promises", async () => {
  const blocks = ["one", "two", ""];
  const source: ByteSource = {
    read: () => Promise.resolve(Buffer.from(blocks.shift() ?? "")),
    close: () => undefined,
  };
  const output = new Output();
  assert.equal(await copySource(source, output), "sent");
  assert.equal(output.text, "onetwo");
});

test("a source without an end is left when the client goes", async () => {
  const output = new Output();
  const source: ByteSource = {
    read: (size) => {
      output.isClosed = output.text.length > 0;
      return Buffer.alloc(size ?? 0, "x");
    },
    close: () => undefined,
  };
  assert.equal(await copySource(source, output), "gone");
});

test("what is no source is told from one, with what would be", () => {
  for (const wrong of [Buffer.from("bytes"), "text", 5, {}, new Map()]) {
    assert.throws(() => copySource(wrong as never, new Output()), {
      name: "TypeError",
      message: /^sendHead\(\) must return a source of bytes: new MemorySource\(bytes\), a stream, /,
    });
  }
});
