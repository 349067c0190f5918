// What goes wrong with one connection: the file, the disk, the method, the client. The others never notice.

import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { ByteSource } from "../../src/files/byte-source.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/server/limits.ts";
import { type RunningServer, startServer } from "../../src/testing/index.ts";
import { FileServer, QuietFileHandler } from "../server/file-server.ts";
import { captureStderr, PersistentHandler } from "../server/test-handlers.ts";
import { PROGRAM } from "../support/basehttp.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { ServerProgram } from "../support/server-program.ts";
import { sleep, until } from "../support/waiting.ts";
import { closingGet, Download } from "./download.ts";

/** More than the system's buffers of both ends hold while the client reads nothing. */
const LARGE_BYTES = 24 * 1024 * 1024;
const OLD = Buffer.alloc(LARGE_BYTES, "old bytes ");
const POSIX = process.platform === "win32" ? { skip: "Windows does not let an open file be changed so" } : {};

const folder = mkdtempSync(join(tmpdir(), "basehttp-faults-"));
after(() => rmSync(folder, { recursive: true, force: true }));

class PersistentFileHandler extends QuietFileHandler {
  override protocolVersion = "HTTP/1.1";
}

/** Downloads a file that something happens to after its first bytes have left. */
async function downloadWhile(change: (path: string) => void) {
  const path = join(folder, "file.bin");
  writeFileSync(path, OLD);
  await using server = await FileServer.start(folder, PersistentFileHandler);
  const download = new Download(server.server.port, closingGet("/file.bin"));
  await download.begun;
  change(path);
  return await download.rest();
}

describe("a file that is sent", () => {
  test("and truncated meanwhile: the connection is cut, so the client sees that bytes are missing", POSIX, async () => {
    const { body, isWhole } = await downloadWhile((path) => truncateSync(path, 100_000));
    assert.ok(!isWhole);
    assert.ok(body.equals(OLD.subarray(0, body.length)));
  });

  test("and emptied meanwhile: the same", POSIX, async () => {
    assert.ok(!(await downloadWhile((path) => truncateSync(path, 0))).isWhole);
  });

  test("and grown meanwhile: the client gets what was announced, and not a byte more", async () => {
    const { body, isWhole } = await downloadWhile((path) => appendFileSync(path, Buffer.alloc(1_000_000, "new")));
    assert.ok(isWhole);
    assert.ok(body.equals(OLD));
  });

  test("and replaced meanwhile: the client gets the old bytes", POSIX, async () => {
    const { body } = await downloadWhile((path) => {
      writeFileSync(`${path}.new`, Buffer.alloc(LARGE_BYTES, "new"));
      renameSync(`${path}.new`, path);
    });
    assert.ok(body.equals(OLD));
  });

  test("and deleted meanwhile: the client gets the old bytes", POSIX, async () => {
    assert.ok((await downloadWhile((path) => unlinkSync(path))).body.equals(OLD));
  });

  test("grown meanwhile leaves the next answer on the connection whole", async () => {
    writeFileSync(join(folder, "grows.bin"), OLD);
    await using server = await FileServer.start(folder, PersistentFileHandler);
    const requests = `GET /grows.bin HTTP/1.1\r\nHost: a\r\n\r\nHEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n`;
    const download = new Download(server.server.port, requests);
    await download.begun;
    appendFileSync(join(folder, "grows.bin"), "new");
    const { body } = await download.rest();
    assert.ok(body.subarray(0, LARGE_BYTES).equals(OLD));
    assert.match(body.toString("latin1", LARGE_BYTES), /^HTTP\/1\.1 404 /);
  });
});

/** A source whose disk fails after so many bytes. */
function failingSource(goodBytes: number): ByteSource & { isClosed: boolean } {
  let left = goodBytes;
  return {
    isClosed: false,
    async read(size = left) {
      if (left <= 0)
        throw Object.assign(new Error("EIO: i/o error, read '/secret/place'"), { code: "EIO", syscall: "read" });
      const piece = Buffer.alloc(Math.min(size, left), "x");
      left -= piece.length;
      return piece;
    },
    close() {
      this.isClosed = true;
    },
  };
}

describe("a disk that fails", () => {
  /** Starts a server whose only file cannot be read beyond `goodBytes`. */
  async function startFailing(goodBytes: number) {
    const source = failingSource(goodBytes);
    class Failing extends PersistentFileHandler {
      override sendHead(): ByteSource {
        this.sendResponse(200);
        this.sendHeader("Content-Length", 1_000_000);
        this.endHeaders();
        return source;
      }
    }
    return { source, running: await startServer(Failing) };
  }

  test("in the middle of a file: the connection is cut, and no local path is told", async (t) => {
    const stderr = captureStderr(t);
    const { source, running } = await startFailing(200_000);
    await using _ = running;
    const { body, isWhole, head } = await new Download(running.port, closingGet("/")).rest();
    assert.ok(!isWhole && body.length <= 200_000);
    assert.ok(!`${head}${body}`.includes("secret"));
    assert.ok(source.isClosed);
    assert.match(stderr(), /EIO/);
  });

  test("at the first byte: nothing whole is said, and the connection ends", async (t) => {
    captureStderr(t);
    const { source, running } = await startFailing(0);
    await using _ = running;
    const { head, isWhole } = await new Download(running.port, closingGet("/")).rest();
    assert.ok(!head.includes(" 200 ") || !isWhole);
    assert.ok(source.isClosed);
  });
});

/** Methods with a mistake, by the path that calls them. */
class Mistaken extends PersistentHandler {
  override async do_GET(): Promise<void> {
    if (this.path === "/before") throw new Error("before the head");
    this.sendResponse(200);
    if (this.path === "/during") throw new Error("during the head");
    this.sendHeader("Content-Length", 5);
    this.endHeaders();
    if (this.path === "/after") throw new Error("after the head");
    this.wfile.write("whole");
    if (this.path === "/at-the-end") throw new Error("after the answer");
    if (this.path === "/never") await new Promise(() => undefined);
  }
}

test("methods that throw before, during or after their head, or never end, disturb no other connection", async (t) => {
  captureStderr(t);
  await using running = await startServer(Mistaken);
  using other = await RawClient.connect(running);
  const mistaken: RawClient[] = [];
  let answers = 0;
  for (let round = 0; round < 20; round++) {
    for (const path of ["/before", "/during", "/after", "/at-the-end", "/never"]) {
      const client = await RawClient.connect(running);
      client.send(request(`GET ${path} HTTP/1.1`));
      mistaken.push(client);
      other.send(request("GET / HTTP/1.1"));
      await other.until("whole", ++answers);
    }
  }
  assert.equal(other.received.split("HTTP/1.1 200 OK").length - 1, answers);
  for (const client of mistaken) client[Symbol.dispose]();
  await assertServes(running);
});

async function assertServes(running: RunningServer): Promise<void> {
  using client = await RawClient.connect(running);
  client.send(request("GET / HTTP/1.1"));
  await client.until("HTTP/1.1 200 OK");
}

describe("a client that closes its side", () => {
  test("behind a request gets the whole answer, however large", async () => {
    writeFileSync(join(folder, "half.bin"), OLD);
    await using server = await FileServer.start(folder, PersistentFileHandler);
    for (const path of ["/half.bin", "/missing"]) {
      const download = new Download(server.server.port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      download.socket.end();
      await download.begun;
      const { isWhole } = await download.rest();
      assert.ok(isWhole, path);
    }
  });

  test("behind several requests gets all the answers, slow methods included", async () => {
    class Slow extends PersistentHandler {
      override async do_GET(): Promise<void> {
        await sleep(20);
        this.answer(this.path);
      }
    }
    await using running = await startServer(Slow);
    using client = await RawClient.connect(running);
    client.send(["/1", "/2", "/3"].map((path) => request(`GET ${path} HTTP/1.1`)).join(""));
    client.sendEnd();
    assert.match(await client.ended(), /\/1HTTP[^]*\/2HTTP[^]*\/3$/);
  });
});

describe("a client that vanishes", () => {
  /** How far a client comes before it vanishes. */
  const BEGINNINGS = [
    ["before it says anything", ""],
    ["in the middle of a head", "GET / HTTP/1.1\r\nHo"],
    ["in the middle of a body", `${request("POST / HTTP/1.1", "Content-Length: 10")}half`],
    ["in the middle of a chunk", `${request("POST / HTTP/1.1", "Transfer-Encoding: chunked")}a\r\nhalf`],
    ["before its answer", request("GET /never HTTP/1.1")],
    ["in the middle of its answer", request("GET /endless HTTP/1.1")],
  ] as const;

  class Patient extends BaseHTTPRequestHandler {
    override protocolVersion = "HTTP/1.1";
    override limits: Limits = {
      ...DEFAULT_LIMITS,
      firstByteMs: 500,
      headMs: 500,
      slowBodyMs: 500,
      writeStallMs: 500,
      keepAliveMs: 500,
    };
    override logMessage(): void {}

    async do_GET(): Promise<void> {
      if (this.path === "/never") await until(() => this.wfile.isClosed, "the client is gone");
      this.sendResponse(200);
      this.endHeaders();
      const piece = Buffer.alloc(65_536);
      while (this.path === "/endless" && !this.wfile.isClosed) await this.wfile.write(piece);
    }

    async do_POST(): Promise<void> {
      await this.rfile.read();
      this.sendResponse(204);
      this.endHeaders();
    }
  }

  for (const [when, beginning] of BEGINNINGS) {
    test(`${when}, with a reset, is let go, and nothing is printed`, async (t) => {
      const stderr = captureStderr(t);
      await using running = await startServer(Patient);
      const client = await RawClient.connect(running);
      client.send(beginning);
      await until(() => running.server.activeCount === 1, "the connection is handled");
      await sleep(50); // a reset together with the last bytes looks like the end of them, and is noticed at the next write only
      client.socket.resetAndDestroy();
      await until(() => running.server.activeCount === 0, "the connection is let go");
      assert.equal(stderr(), "");
    });
  }

  test("without a word, wherever it was, is let go when its time is over", async (t) => {
    const stderr = captureStderr(t);
    await using running = await startServer(Patient);
    const clients: RawClient[] = [];
    for (const [when, beginning] of BEGINNINGS) {
      if (when === "before its answer") continue; // nothing is expected of it: it is not late
      const client = await RawClient.connect(running);
      client.socket.pause();
      client.send(beginning);
      clients.push(client);
    }
    await until(() => running.server.activeCount === clients.length, "the connections are handled");
    await until(() => running.server.activeCount === 0, "the connections are let go");
    for (const client of clients) client[Symbol.dispose]();
    assert.equal(stderr(), "");
  });
});

test("a server without descriptors lives on, and answers when it has some again", POSIX, async () => {
  const command = ["-c", 'ulimit -n 60 && exec "$@"', "sh", process.execPath, PROGRAM];
  writeFileSync(join(folder, "small.txt"), "small");
  await using program = await ServerProgram.start("sh", [...command, "-q", "-b", "127.0.0.1", "-d", folder, "0"]);
  const crowd = Array.from({ length: 150 }, () => new Download(program.port, "GET /small.txt HTTP/1.1\r\nHost: a\r\n"));
  await sleep(300);
  assert.ok(program.isRunning);
  for (const { socket } of crowd) socket.destroy();
  await until(async () => {
    const answer = await fetch(`${program.url}/small.txt`).catch(() => undefined);
    return (await answer?.text()) === "small";
  }, "the server answers again");
  assert.doesNotMatch(program.stderr, /^\s+at /m);
});
