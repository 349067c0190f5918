// Files that were never on a disk.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemoryFile } from "../../src/files/memory-file.ts";
import { CompressionMixin } from "../../src/mixins/compression.ts";
import type { HeadBody } from "../../src/server/listing-handler.ts";
import type { EtagPolicy } from "../../src/server/simple-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { type Answer, fieldOf, parseAnswer, QuietFileHandler } from "../server/file-server.ts";
import { closing } from "../support/requests.ts";

const MODIFIED = new Date("2026-11-20T10:00:00.500Z");
const FILE = new MemoryFile("0123456789", MODIFIED);

function handlerOf(file: MemoryFile, etag: EtagPolicy = "identity"): typeof QuietFileHandler {
  return class extends QuietFileHandler {
    override protocolVersion = "HTTP/1.1";
    override etag = etag;

    override sendHead(): HeadBody | Promise<HeadBody> {
      return this.sendFile("/digits.txt", file);
    }
  };
}

async function ask(handler: typeof QuietFileHandler, ...fields: string[]): Promise<Answer> {
  const { output } = await exchange(handler, closing("GET /digits.txt HTTP/1.1", ...fields));
  return parseAnswer(output.toString("latin1"));
}

async function tagOf(file: MemoryFile, etag?: EtagPolicy): Promise<string | undefined> {
  return fieldOf(await ask(handlerOf(file, etag)), "ETag");
}

describe("a file in memory", () => {
  test("is sent with its type, length, time and tag, again and again", async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await ask(handlerOf(FILE));
      assert.equal(answer.status, 200);
      assert.equal(answer.body, "0123456789");
      assert.equal(fieldOf(answer, "Content-type"), "text/plain; charset=utf-8");
      assert.equal(fieldOf(answer, "Content-Length"), "10");
      assert.equal(fieldOf(answer, "Last-Modified"), "Fri, 20 Nov 2026 10:00:00 GMT");
      assert.match(fieldOf(answer, "ETag") ?? "", /^"[\w-]{43}"$/);
    }
  });

  test("is sent in parts", async () => {
    const part = await ask(handlerOf(FILE), "Range: bytes=2-4");
    assert.equal(part.status, 206);
    assert.equal(part.body, "234");
    const parts = await ask(handlerOf(FILE), "Range: bytes=0-1, -2");
    assert.match(parts.body, /\r\n\r\n01\r\n[^]*\r\n\r\n89\r\n/);
    assert.equal((await ask(handlerOf(FILE), "Range: bytes=10-")).status, 416);
  });

  test("is not sent to who has it", async () => {
    const tag = await tagOf(FILE);
    assert.equal((await ask(handlerOf(FILE), `If-None-Match: ${tag}`)).status, 304);
    assert.equal((await ask(handlerOf(FILE), "If-Modified-Since: Fri, 20 Nov 2026 10:00:00 GMT")).status, 304);
    assert.equal((await ask(handlerOf(FILE), "If-Modified-Since: Fri, 20 Nov 2026 09:59:59 GMT")).status, 200);
    assert.equal((await ask(handlerOf(FILE), 'If-Match: "another"')).status, 412);
  });

  test("has the tag of its bytes, whenever and of whatever it was made", async () => {
    const tag = await tagOf(FILE);
    assert.equal(await tagOf(new MemoryFile(Buffer.from("0123456789"))), tag);
    assert.equal(await tagOf(new MemoryFile(new Uint8Array(Buffer.from("0123456789")))), tag);
    assert.equal(await tagOf(FILE, "content"), tag);
    assert.notEqual(await tagOf(new MemoryFile("0123456780", MODIFIED)), tag);
    assert.equal(await tagOf(FILE, "none"), undefined);
  });

  test("may be a part of a buffer, be empty, or hold text that is not ASCII", async () => {
    assert.equal((await ask(handlerOf(new MemoryFile(Buffer.from("-bytes-").subarray(1, 6))))).body, "bytes");
    assert.equal((await ask(handlerOf(new MemoryFile("")))).body, "");
    assert.equal((await ask(handlerOf(new MemoryFile("é")))).body, "\xc3\xa9");
  });

  test("is compressed as others are, and never taken for another one", async () => {
    for (const letter of ["a", "b"]) {
      const Compressing = CompressionMixin(handlerOf(new MemoryFile(letter.repeat(10_000), MODIFIED)));
      const answer = await ask(Compressing, "Accept-Encoding: gzip");
      assert.equal(fieldOf(answer, "Content-Encoding"), "gzip");
      const body = await new Response(
        new Blob([Buffer.from(answer.body, "latin1")]).stream().pipeThrough(new DecompressionStream("gzip")),
      ).text();
      assert.equal(body, letter.repeat(10_000));
    }
  });

  test("of a time that is none is refused", () => {
    assert.throws(() => new MemoryFile("", new Date("tomorrow")), RangeError);
  });
});
