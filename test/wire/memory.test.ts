// Memory and descriptors are bounded, whatever the clients do. `npm run abuse` does the same with more of them.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sleep } from "../support/waiting.ts";
import { Download } from "./download.ts";
import { MeasuredServer, type Measures } from "./measured-server.ts";

const MIB = 1024 * 1024;
/** Beyond what a client may cost: heap that is not collected yet, compiled code. */
const SLACK_BYTES = 8 * MIB;
const STALLED_DOWNLOAD_BYTES = 128 * 1024;
const POSIX = process.platform === "win32" ? { skip: "descriptors are counted in /dev/fd" } : {};

const folder = mkdtempSync(join(tmpdir(), "basehttp-memory-"));
writeFileSync(join(folder, "large"), "");
truncateSync(join(folder, "large"), 100_000_000);
after(() => rmSync(folder, { recursive: true, force: true }));

const GET_LARGE = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";

/** Waits until the server has done all it can, and measures. */
async function measureAtRest(server: MeasuredServer): Promise<Measures> {
  await sleep(500);
  return server.measure();
}

function assertGrownBy(before: number, now: number, bound: number): void {
  const grown = now - before;
  assert.ok(grown <= bound, `memory grew by ${grown} bytes, more than ${bound}`);
}

test(
  "clients that read nothing of a large file cost 128 KiB each, and descriptors only while they are there",
  POSIX,
  async () => {
    await using server = await MeasuredServer.start(folder);
    const before = await server.measure();
    const downloads = Array.from({ length: 20 }, () => new Download(server.port, GET_LARGE));
    await Promise.all(downloads.map(({ begun }) => begun));
    const height = await measureAtRest(server);
    assertGrownBy(before.rss, height.rss, downloads.length * STALLED_DOWNLOAD_BYTES + SLACK_BYTES);
    for (const download of downloads) download.reset();
    await server.measureSettled(before);
    assert.equal(server.stderr, "");
  },
);

test("300 downloads that are reset leave no descriptor behind, and no heap", POSIX, async () => {
  await using server = await MeasuredServer.start(folder);
  const before = await server.measure();
  for (let round = 0; round < 10; round++) {
    const downloads = Array.from({ length: 30 }, () => new Download(server.port, GET_LARGE));
    await Promise.all(downloads.map(({ begun }) => begun));
    for (const download of downloads) download.reset();
  }
  const settled = await server.measureSettled(before);
  assertGrownBy(before.heap, settled.heap, 2 * MIB);
  assert.equal(server.stderr, "");
});

test("5,000 requests whose answers are not read are not taken in at once", POSIX, async () => {
  await using server = await MeasuredServer.start(folder);
  const before = await server.measure();
  const flood = new Download(server.port, "GET /page HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5000));
  await flood.begun;
  const height = await measureAtRest(server);
  assertGrownBy(before.rss, height.rss, 2 * SLACK_BYTES);
  flood.reset();
  await server.measureSettled(before);
});

test("the answers to 5,000 pipelined requests all come once they are read", POSIX, async () => {
  await using server = await MeasuredServer.start(folder);
  const get = "GET /page HTTP/1.1\r\nHost: a\r\n";
  const flood = new Download(server.port, `${`${get}\r\n`.repeat(4999)}${get}Connection: close\r\n\r\n`);
  await flood.begun;
  const { body } = await flood.rest();
  assert.equal(body.toString("latin1").split("HTTP/1.1 200 OK\r\n").length, 5000); // the first head is no part of it
});

/** Sends a body of so many bytes as fast as it is taken, whatever is answered. */
async function upload(port: number, path: string, size: number): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  let answer = "";
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.setEncoding("latin1").on("data", (text: string) => {
    answer += text;
  });
  socket.on("error", () => socket.destroy());
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  const piece = Buffer.alloc(MIB);
  for (let left = size; left > 0 && !socket.destroyed; left -= piece.length) {
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
  }
  socket.end();
  await closed;
  return answer;
}

test(
  "bodies of 256 MiB for methods that do not read them, and answer at once or late, are not kept",
  POSIX,
  async () => {
    await using server = await MeasuredServer.start(folder);
    const before = await server.measure();
    const answers = await Promise.all(["/ignore", "/stall"].map((path) => upload(server.port, path, 256 * MIB)));
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 200 /);
    const settled = await server.measureSettled(before);
    assertGrownBy(before.rss, settled.peak, 2 * SLACK_BYTES);
  },
);
