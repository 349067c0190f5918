import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { canEncode, createEncoder, encodeBytes } from "../../../src/files/coding/encoder.ts";
import { text } from "../../mixins/compression-tree.ts";
import { findProgram, needs } from "../../support/programs.ts";

const zstd = findProgram("zstd");
const hasZstd = process.versions["zstd"] !== undefined;

const DECODERS = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: (bytes: Buffer): Buffer => spawnSync(zstd as string, ["-d"], { input: bytes }).stdout,
} as const;

async function streamed(name: keyof typeof DECODERS, bytes: Buffer): Promise<Buffer> {
  const encoder = createEncoder(name);
  encoder.end(bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of encoder) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

for (const name of ["gzip", "br", "zstd"] as const) {
  const required = name !== "zstd" ? {} : hasZstd ? needs(zstd, "install zstd") : { skip: "Node 22.15 has zstd" };
  test(`${name} decodes to the bytes it was made of, and is smaller`, required, async () => {
    for (const size of [0, 1, 1000, 300_000]) {
      const bytes = Buffer.from(text(size));
      const [whole, stream] = [await encodeBytes(bytes, name), await streamed(name, bytes)];
      assert.deepEqual(DECODERS[name](whole), bytes);
      assert.deepEqual(DECODERS[name](stream), bytes);
      if (size >= 1000) assert.ok(whole.length < size / 2 && stream.length < size / 2);
      assert.equal(whole.buffer.byteLength, whole.length, "it holds no more memory than it needs");
    }
  });
}

test("zstd is there from Node 22.15 on", () => {
  assert.ok(canEncode("gzip") && canEncode("br"));
  assert.equal(canEncode("zstd"), hasZstd);
  if (!hasZstd) assert.throws(() => createEncoder("zstd"), /no zstd/);
});
