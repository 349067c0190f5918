import assert from "node:assert/strict";
import { readdirSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import type { StoredFile } from "../../src/files/stored-file.ts";
import type { Found } from "../../src/server/finding-handler.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { ForwardingFile } from "../files/open-file.ts";
import { type Answer, fieldOf } from "../server/file-server.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";
import { TempTree } from "../support/temp-tree.ts";
import { deferred, until } from "../support/waiting.ts";
import { decoded, startCompressing, text } from "./compression-tree.ts";

/** A file that says when it is read from its beginning, which compressing does and sending does not. */
class WatchedFile extends ForwardingFile {
  readonly #begin: () => void | Promise<void>;

  constructor(file: StoredFile, begin: () => void | Promise<void>) {
    super(file);
    this.#begin = begin;
  }

  override async read(buffer: Buffer, position: number): Promise<number> {
    if (position === 0) await this.#begin();
    return super.read(buffer, position);
  }
}

/** A handler that calls `begin` before a file is compressed. */
function watching(begin: () => void | Promise<void>): typeof SimpleHTTPRequestHandler {
  return class extends SimpleHTTPRequestHandler {
    override findFile(path: string): Found {
      const found = super.findFile(path);
      return typeof found === "object" && found.kind === "file" ? new WatchedFile(found, begin) : found;
    }
  };
}

/** Remembers what is made of files that were made a moment ago, too. */
const KEEPING = { limits: { settledMs: 0 } };
const GZIP = "Accept-Encoding: gzip";
const descriptors = (): number => readdirSync("/proc/self/fd").length;
const onLinux = { skip: process.platform === "linux" ? false : "needs /proc" };

test("fifty requests for one file at the same time compress it once, and later ones not again", async () => {
  using tree = new TempTree({ "a.txt": text(200_000) });
  let count = 0;
  await using server = await startCompressing(
    tree.path,
    KEEPING,
    watching(() => void count++),
  );
  const answers = await Promise.all(Array.from({ length: 50 }, () => server.get("/a.txt", GZIP)));
  for (const answer of answers) assert.equal(decoded(answer), text(200_000));
  assert.equal(count, 1);
  await server.get("/a.txt", GZIP);
  await server.ask("HEAD", "/a.txt", GZIP);
  assert.equal(count, 1);
  await server.get("/a.txt", "Accept-Encoding: br");
  assert.equal(count, 2, "another coding");
});

test("that a result is not smaller is remembered, too", async () => {
  using tree = new TempTree({ "a.txt": pseudoRandom(4000) });
  let count = 0;
  await using server = await startCompressing(
    tree.path,
    KEEPING,
    watching(() => void count++),
  );
  for (let turn = 0; turn < 3; turn++) {
    assert.equal(fieldOf(await server.get("/a.txt", GZIP), "Content-Encoding"), undefined);
  }
  assert.equal(count, 1);
});

test("a file that changed is never answered with what was made of another version", async () => {
  using tree = new TempTree({});
  const path = tree.add("a.txt", text(5000));
  let count = 0;
  await using server = await startCompressing(
    tree.path,
    KEEPING,
    watching(() => void count++),
  );
  const tags = new Set<string | undefined>();
  const seconds = [1700000000.25, 1700000000.25001, 1700000000.5]; // of one second
  for (const [turn, time] of seconds.entries()) {
    const content = text(4999) + String(turn); // of one size, in one file
    writeFileSync(path, content);
    utimesSync(path, time, time);
    const answer = await server.get("/a.txt", GZIP);
    assert.equal(decoded(answer), content);
    tags.add(fieldOf(answer, "ETag"));
  }
  assert.equal(tags.size, seconds.length);
  assert.equal(count, seconds.length);
});

test("what is made of a file that has just changed is for one request only", async () => {
  using tree = new TempTree({});
  const path = tree.add("a.txt", text(5000));
  let count = 0;
  await using server = await startCompressing(
    tree.path,
    {},
    watching(() => void count++),
  );
  utimesSync(path, 1700000000, 1700000000); // which does not hide that it has just been made
  for (let turn = 0; turn < 2; turn++) assert.equal(decoded(await server.get("/a.txt", GZIP)), text(5000));
  assert.equal(count, 2);
});

test("a file that changes while it is compressed is sent as it is, and nothing is remembered of it", async () => {
  using tree = new TempTree({});
  const path = tree.add("a.txt", text(5000));
  const changed = text(4000).toUpperCase().padEnd(5000, "x");
  let count = 0;
  await using server = await startCompressing(
    tree.path,
    KEEPING,
    watching(() => {
      count++;
      if (count > 1) return;
      writeFileSync(path, changed);
      utimesSync(path, 1700000000, 1700000000);
    }),
  );
  const answer = await server.get("/a.txt", GZIP);
  assert.equal(fieldOf(answer, "Content-Encoding"), undefined);
  assert.equal(answer.body, changed);
  assert.equal(decoded(await server.get("/a.txt", GZIP)), changed);
  assert.equal(count, 2);
});

test("of a file that becomes shorter while it is compressed and sent the connection is cut", async () => {
  using tree = new TempTree({});
  const path = tree.add("a.txt", text(400_000));
  const begin = (): void => truncateSync(path, 100_000);
  await using server = await startCompressing(tree.path, { limits: { maxWholeBytes: 1000 } }, watching(begin));
  using client = await server.connect();
  client.send(`GET /a.txt HTTP/1.0\r\n${GZIP}\r\n\r\n`);
  await client.ended();
  assert.ok(client.wasReset);
  assert.ok(server.log.includes("File became shorter while it was sent"), server.log.join("\n"));
});

test("where too much is to be compressed, files are sent as they are, or refused with 503", async () => {
  using tree = new TempTree({ "a.txt": text(5000), "b.txt": text(5000) });
  const gate = deferred();
  const begun = deferred();
  const begin = (): Promise<void> => {
    begun.resolve();
    return gate.promise;
  };
  await using server = await startCompressing(tree.path, { limits: { workers: 1, maxWaiting: 0 } }, watching(begin));
  const first = server.get("/a.txt", GZIP);
  await begun.promise;
  const second = await server.get("/b.txt", GZIP);
  assert.equal(fieldOf(second, "Content-Encoding"), undefined);
  assert.equal(fieldOf(second, "Vary"), "Accept-Encoding");
  assert.equal(second.body, text(5000));
  assert.equal((await server.get("/b.txt", `${GZIP}, identity;q=0`)).status, 503);
  gate.resolve();
  assert.equal(decoded(await first), text(5000));
  assert.equal(fieldOf(await server.get("/b.txt", GZIP), "Content-Encoding"), "gzip");
});

test("where as many streams as may be are compressed, further large files are sent as they are", async () => {
  using tree = new TempTree({ "a.txt": pseudoRandom(9_000_000) });
  await using server = await startCompressing(tree.path, { limits: { maxWholeBytes: 1000, streams: 1 } });
  {
    using slow = await server.connect();
    slow.send(`GET /a.txt HTTP/1.0\r\n${GZIP}\r\n\r\n`);
    await slow.until("\r\n\r\n");
    slow.socket.pause();
    assert.equal(fieldOf(await server.ask("HEAD", "/a.txt", GZIP), "Content-Encoding"), undefined);
    assert.equal((await server.ask("HEAD", "/a.txt", `${GZIP}, identity;q=0`)).status, 503);
  }
  let answer: Answer;
  do
    answer = await server.ask("HEAD", "/a.txt", GZIP); // until the server has seen that its client is gone
  while (fieldOf(answer, "Content-Encoding") === undefined);
});

test("no descriptor stays open, whatever becomes of a request", onLinux, async () => {
  using tree = new TempTree({
    "a.txt": text(50_000),
    "l.txt": text(9_000_000),
    "s.js": text(5000),
    "s.js.gz": "x",
    "s.js.br": "x",
  });
  await using server = await startCompressing(tree.path, { limits: { maxWholeBytes: 100_000 } });
  await server.get("/a.txt", GZIP);
  const before = descriptors();
  for (const target of ["/a.txt", "/l.txt", "/s.js"]) {
    for (const accept of ["gzip", "br", "identity;q=0", "zstd, identity;q=0.1"]) {
      for (const method of ["GET", "HEAD"]) {
        await server.ask(method, target, `Accept-Encoding: ${accept}`, 'If-Match: "x"');
        await server.ask(method, target, `Accept-Encoding: ${accept}`, "If-None-Match: *");
        await server.ask(method, target, `Accept-Encoding: ${accept}`, "Range: bytes=1-2");
        await server.ask(method, target, `Accept-Encoding: ${accept}`);
      }
    }
  }
  for (let turn = 0; turn < 5; turn++) {
    using client = await server.connect(); // goes away in the middle
    client.send(`GET /l.txt HTTP/1.0\r\n${GZIP}\r\n\r\n`);
    await client.until("\r\n\r\n");
  }
  await until(() => descriptors() <= before, "the descriptors are closed");
  assert.equal(fieldOf(await server.get("/l.txt", GZIP), "Content-Encoding"), "gzip", "the streams were given back");
});
