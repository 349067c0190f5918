import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Compressor } from "../../../src/files/coding/compressor.ts";
import { createEncoder } from "../../../src/files/coding/encoder.ts";
import { EncodingSource } from "../../../src/files/coding/encoding-source.ts";
import { type Representation, StoredRepresentation } from "../../../src/files/representation.ts";
import { text } from "../../mixins/compression-tree.ts";
import { pseudoRandom } from "../../support/pseudo-random.ts";
import { TempTree } from "../../support/temp-tree.ts";
import { deferred, sleep, turn } from "../../support/waiting.ts";
import { CountedFile, ForwardingFile, openFile } from "../open-file.ts";

/** Has a file of a tree compressed with brotli. */
function represent(compressor: Compressor, tree: TempTree, name: string): Representation | Promise<Representation> {
  const file = openFile(tree, name);
  const original = new StoredRepresentation(file, { contentType: "x/y", etag: undefined, acceptsRanges: true });
  return compressor.represent(file, original, "br", false);
}

test("files are worth compressing from minBytes up to maxBytes", () => {
  const compressor = new Compressor({ minBytes: 1000, maxBytes: 2000 });
  assert.deepEqual(
    [999, 1000, 2000, 2001].map((size) => compressor.wants(size)),
    [false, true, true, false],
  );
});

test("no more files than there are workers are compressed at a time; the others wait for their turn", async () => {
  using tree = new TempTree({ a: text(20_000) });
  const compressor = new Compressor({ workers: 1, maxWaiting: 1, cacheBytes: 0, settledMs: Number.POSITIVE_INFINITY });
  const gate = deferred();
  let reads = 0;
  class Slow extends ForwardingFile {
    override async read(buffer: Buffer, position: number): Promise<number> {
      reads++;
      await gate.promise;
      return super.read(buffer, position);
    }
  }
  const choice = { contentType: "x/y", etag: undefined, acceptsRanges: true };
  const represented = [1, 2].map(() => {
    const file = new Slow(openFile(tree, "a"));
    return compressor.represent(file, file.represent(choice), "br", false);
  });
  await sleep(1);
  assert.equal(reads, 1);
  gate.resolve();
  for (const each of represented) {
    const compressed = await each;
    assert.equal(compressed.contentEncoding, "br");
    compressed.close();
  }
  assert.equal(reads, 2);
});

test("results on their way are held up to a limit, kept or not", async () => {
  const names = ["a", "b", "c"];
  using tree = new TempTree(Object.fromEntries(names.map((name) => [name, text(20_000) + name])));
  const compressor = new Compressor({ cacheBytes: 0, maxLentBytes: 1400 });
  const first = await represent(compressor, tree, "a");
  assert.ok((first.size ?? 0) > 700 && (first.size ?? 0) < 1400, `of ${first.size} bytes two are too many`);
  const second = await represent(compressor, tree, "b");
  const third = await represent(compressor, tree, "c");
  assert.deepEqual(
    [first, second, third].map(({ contentEncoding }) => contentEncoding),
    ["br", "br", undefined],
  );
  third.close();
  const source = second.open([]);
  source.close();
  source.close(); // again, which does nothing
  const again = await represent(compressor, tree, "c");
  assert.equal(again.contentEncoding, "br");
  again.close();
  first.close();
});

test("what is kept is found without a promise, until newer results take its place", async () => {
  using tree = new TempTree({ a: text(20_000), b: text(20_001) });
  const compressor = new Compressor({ cacheBytes: 1200, settledMs: 0 });
  const isKept = async (name: string): Promise<boolean> => {
    const represented = represent(compressor, tree, name);
    (await represented).close();
    return !(represented instanceof Promise);
  };
  assert.deepEqual([await isKept("a"), await isKept("a")], [false, true]);
  assert.deepEqual([await isKept("b"), await isKept("b")], [false, true]);
  assert.equal(await isKept("a"), false);
});

test("what was sent as it is, for too much to do, is compressed when there is less", async () => {
  using tree = new TempTree({ a: text(20_000), b: text(20_001) });
  const compressor = new Compressor({ workers: 1, maxWaiting: 0, settledMs: 0 });
  const codingOf = async (name: string): Promise<string | undefined> => {
    const representation = await represent(compressor, tree, name);
    representation.close();
    return representation.contentEncoding;
  };
  assert.deepEqual(await Promise.all([codingOf("a"), codingOf("b")]), ["br", undefined]);
  assert.equal(await codingOf("b"), "br");
});

test("an encoding source reads no more of a file than its client takes", async () => {
  using tree = new TempTree({ a: pseudoRandom(4_000_000) });
  const file = new CountedFile(openFile(tree, "a"));
  let letGo = 0;
  const source = new EncodingSource(file, createEncoder("gzip"), () => {
    letGo++;
    file.close();
  });
  let isClosed = false;
  const stalled = deferred<number>();
  const sending = source.sendTo({
    write: () => stalled.promise,
    get isClosed() {
      return isClosed;
    },
  });
  let before = -1;
  while (file.reads > before) {
    before = file.reads;
    await sleep(50);
  }
  assert.ok(file.reads < 8, `${file.reads} pieces of 64 KiB were read for a client that took nothing`);
  isClosed = true;
  stalled.resolve(0);
  assert.equal(await sending, "gone");
  source.close();
  source.close();
  while (letGo === 0) await turn();
  assert.equal(letGo, 1);
});

test("an encoding source that is read in pieces gives the same bytes; one that is only closed lets go at once, and once", async () => {
  using tree = new TempTree({ a: text(200_000) });
  const file = openFile(tree, "a");
  const source = new EncodingSource(file, createEncoder("br"), () => file.close());
  const pieces: Buffer[] = [];
  for (let piece = await source.read(100); piece.length > 0; piece = await source.read(100)) {
    assert.ok(piece.length <= 100);
    pieces.push(piece);
  }
  source.close();
  assert.equal(brotliDecompressSync(Buffer.concat(pieces)).toString(), text(200_000));
  const another = openFile(tree, "a");
  const whole = new EncodingSource(another, createEncoder("br"), () => another.close());
  assert.equal(brotliDecompressSync(await whole.read()).toString(), text(200_000));
  let letGo = 0;
  const closed = new EncodingSource(another, createEncoder("gzip"), () => letGo++);
  closed.close();
  closed.close();
  assert.equal(letGo, 1);
});

test("an encoding source gives the same bytes byte by byte, at once, and when the rest of what was read is sent", async () => {
  const bytes = pseudoRandom(100_000);
  using tree = new TempTree({ a: bytes });
  const encoded = (): EncodingSource => {
    const file = openFile(tree, "a");
    return new EncodingSource(file, createEncoder("gzip"), () => file.close());
  };
  const single = encoded();
  const pieces: Buffer[] = [];
  for (let piece = await single.read(1); piece.length > 0; piece = await single.read(1)) pieces.push(piece);
  single.close();
  assert.ok(gunzipSync(Buffer.concat(pieces)).equals(bytes));
  const whole = encoded();
  assert.ok(gunzipSync(await whole.read()).equals(bytes));
  whole.close();
  const begun = encoded();
  const sent = [await begun.read(10)];
  assert.equal(await begun.sendTo({ write: (piece) => sent.push(Buffer.from(piece)) }), "sent");
  begun.close();
  assert.ok(gunzipSync(Buffer.concat(sent)).equals(bytes));
});

test("of a file that grew as much is compressed as there was", async () => {
  using tree = new TempTree({ a: text(70_000) });
  const file = openFile(tree, "a");
  appendFileSync(tree.at("a"), "more");
  const source = new EncodingSource(file, createEncoder("gzip"), () => file.close());
  assert.equal(gunzipSync(await source.read()).toString(), text(70_000));
  source.close();
});

test("an error of reading comes to whoever takes the bytes", async () => {
  using tree = new TempTree({ a: text(1000) });
  const file = openFile(tree, "a");
  const broken = Object.assign(new CountedFile(file), {
    read: () => Promise.reject(new Error("EIO")),
  });
  const source = new EncodingSource(broken, createEncoder("gzip"), () => file.close());
  await assert.rejects(async () => source.sendTo({ write: () => 0 }), /EIO/);
  source.close();
});
