import assert from "node:assert/strict";
import { EventEmitter, on, once } from "node:events";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { ByteOutput } from "../../src/files/byte-output.ts";
import { copySource } from "../../src/files/byte-source.ts";
import { closeSource, type StreamSource } from "../../src/files/stream-source.ts";
import { TempTree } from "../support/temp-tree.ts";

/** An output that keeps text, and closes when it has `most` of it. */
function outputFor(most = Number.POSITIVE_INFINITY): ByteOutput & { readonly text: string } {
  return {
    text: "",
    get isClosed() {
      return this.text.length >= most;
    },
    write(bytes) {
      (this as { text: string }).text += Buffer.from(bytes).toString("latin1");
      return bytes.length;
    },
  };
}

async function copied(source: StreamSource, output = outputFor()): Promise<string> {
  const result = await copySource(source, output);
  await closeSource(source);
  return `${result} ${output.text}`;
}

test("a stream, an opened file and any async iterable is copied, text as UTF-8", async () => {
  using tree = new TempTree({ file: "hello" });
  assert.equal(await copied(createReadStream(tree.at("file"))), "sent hello");
  assert.equal(await copied(createReadStream(tree.at("file"), { start: 1, end: 3 })), "sent ell");
  assert.equal(await copied(await open(tree.at("file"))), "sent hello");
  assert.equal(await copied(Readable.from(["one", Buffer.from("two"), "\u00e9"])), "sent onetwo\xc3\xa9");
  assert.equal(await copied(new Blob(["blob"]).stream()), "sent blob");
});

test("a stream without an end is left when the client goes", async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield "x";
    })(),
  );
  assert.equal(await copied(endless, outputFor(3)), "gone xxx");
  assert.equal(endless.destroyed, true);
});

test("a source that nobody reads is closed", async () => {
  using tree = new TempTree({ file: "hello" });
  const handle = await open(tree.at("file"));
  await closeSource(handle);
  assert.equal(handle.fd, -1);
  const stream = createReadStream(tree.at("file"));
  void closeSource(stream);
  await once(stream, "close");
  const readable = Readable.from(["x"]);
  void closeSource(readable);
  assert.equal(readable.destroyed, true);
  const cancelled: unknown[] = [];
  void closeSource(new ReadableStream({ cancel: (reason) => void cancelled.push(reason) }));
  assert.equal(cancelled.length, 1);
  const emitter = new EventEmitter();
  void closeSource(on(emitter, "news"));
  assert.equal(emitter.listenerCount("news"), 0);
});

test("a file that is not there, and that nobody reads, is no error", async () => {
  using tree = new TempTree({});
  const stream = createReadStream(tree.at("missing"));
  void closeSource(stream);
  await new Promise<void>((resolve) => stream.once("close", resolve)); // events.once() would listen for the error, too
});
