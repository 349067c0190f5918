import assert from "node:assert/strict";
import {
  appendFileSync,
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  readdirSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import type { ByteOutput } from "../../src/files/byte-output.ts";
import { type ByteSource, copySource, MemorySource } from "../../src/files/byte-source.ts";
import { FileSource } from "../../src/files/file-source.ts";
import type { HeadBody } from "../../src/server/listing-handler.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { TempTree } from "../support/temp-tree.ts";
import { sleep } from "../support/waiting.ts";
import { FileServer, fieldOf, parseAnswer, QuietFileHandler } from "./file-server.ts";

const MIB = 1048576;
const LINUX = { skip: process.platform !== "linux" };

/** Makes a file of any size that takes no room, with a mark at its end. */
function makeSparse(path: string, size: number): void {
  const fd = openSync(path, "w");
  ftruncateSync(fd, size);
  writeSync(fd, "end", size - 3);
  closeSync(fd);
}

/** Counts the bytes that come for a request, and leaves after `limit` of them. */
function download(server: FileServer, request: string, limit: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.server.port, server.server.host, () => socket.write(request));
    let size = 0;
    socket.on("data", (chunk) => {
      size += chunk.length;
      if (size >= limit) socket.destroy();
    });
    socket.on("close", () => resolve(size));
    socket.on("error", reject);
  });
}

test("a file of 5 GB is announced in full, and sent in little memory", async () => {
  using tree = new TempTree();
  const size = 5 * 1024 * MIB + 7;
  makeSparse(tree.at("huge"), size);
  await using server = await FileServer.start(tree.path);
  assert.equal(fieldOf(await server.ask("HEAD", "/huge"), "Content-Length"), String(size));
  const before = process.memoryUsage.rss();
  assert.ok((await download(server, "GET /huge HTTP/1.0\r\n\r\n", 200 * MIB)) >= 200 * MIB);
  assert.ok(process.memoryUsage.rss() - before < 100 * MIB);
});

test("the end of a file of 5 GB is where it should be", async () => {
  using tree = new TempTree();
  const size = 5 * 1024 * MIB + 7;
  makeSparse(tree.at("huge"), size);
  const source = new FileSource(openSync(tree.at("huge"), "r"), [{ start: size - 100000, end: size }]);
  const pieces: Buffer[] = [];
  const output: ByteOutput = { write: (bytes) => pieces.push(Buffer.from(bytes)) };
  assert.equal(await copySource(source, output), "sent");
  source.close();
  assert.equal(Buffer.concat(pieces).length, 100000);
  assert.equal(Buffer.concat(pieces).subarray(-4).toString(), "\0end");
});

test("a client that does not read is waited for, and costs little; others are served meanwhile", async () => {
  using tree = new TempTree({ "a.txt": "a" });
  makeSparse(tree.at("large"), 200 * MIB);
  await using server = await FileServer.start(tree.path);
  const before = process.memoryUsage();
  const clients = await Promise.all(Array.from({ length: 20 }, () => server.connect()));
  for (const client of clients) {
    client.socket.pause();
    client.send("GET /large HTTP/1.0\r\n\r\n");
  }
  await sleep(300);
  assert.equal((await server.get("/a.txt")).body, "a");
  const after = process.memoryUsage();
  assert.ok(after.arrayBuffers - before.arrayBuffers < 8 * MIB, String(after.arrayBuffers - before.arrayBuffers));
  for (const client of clients) client[Symbol.dispose]();
});

test("a file that grows while it is sent is sent as it was announced", async () => {
  using tree = new TempTree();
  makeSparse(tree.at("log"), 30 * MIB);
  await using server = await FileServer.start(tree.path);
  using client = await server.connect();
  client.send("GET /log HTTP/1.0\r\n\r\n");
  await client.until("\r\n\r\n");
  client.socket.pause();
  appendFileSync(tree.at("log"), "more".repeat(100000));
  client.socket.resume();
  const answer = parseAnswer(await client.ended());
  assert.equal(answer.body.length, 30 * MIB);
  assert.ok(answer.body.endsWith("end"));
});

test("a file that becomes shorter while it is sent ends the connection before its length", LINUX, async () => {
  using tree = new TempTree();
  makeSparse(tree.at("log"), 100 * MIB);
  await using server = await FileServer.start(tree.path);
  using client = await server.connect();
  client.send("GET /log HTTP/1.0\r\n\r\n");
  await client.until("\r\n\r\n");
  client.socket.pause();
  truncateSync(tree.at("log"), 10);
  client.socket.resume();
  const answer = parseAnswer(await client.ended());
  assert.equal(fieldOf(answer, "Content-Length"), String(100 * MIB));
  assert.ok(answer.body.length < 100 * MIB);
  assert.equal(server.log.at(-1), "File became shorter while it was sent");
});

test("a file that is shorter than announced cuts the connection, and is logged", async () => {
  using tree = new TempTree({ log: "0123456789" });
  const log: string[] = [];
  class Shrinking extends QuietFileHandler {
    override directory = tree.path;
    override protocolVersion = "HTTP/1.1";

    override guessType(path: string): string {
      truncateSync(path, 4);
      return super.guessType(path);
    }

    override logError(_format: string, message: string): void {
      log.push(message);
    }
  }
  const outcome = await exchange(
    Shrinking,
    "GET /log HTTP/1.1\r\nHost: test\r\n\r\nGET /log HTTP/1.1\r\nHost: test\r\n\r\n",
  );
  assert.ok(outcome.wasReset);
  assert.deepEqual(log, ["File became shorter while it was sent"]);
});

test("files are closed after they were sent, on every path", LINUX, async () => {
  using tree = new TempTree({ "a.txt": "a" });
  const state = { fails: "" };
  class Failing extends QuietFileHandler {
    override copyfile(source: ByteSource, output: ByteOutput): void | Promise<void> {
      if (state.fails === "now") throw new TypeError("test");
      if (state.fails === "later") return Promise.reject(new TypeError("test"));
      return super.copyfile(source, output);
    }

    override guessType(path: string): string {
      if (state.fails === "type") throw new TypeError("test");
      return super.guessType(path);
    }
  }
  await using server = await FileServer.start(tree.path, Failing);
  server.server.server.handleError = () => undefined;
  await server.get("/a.txt");
  const before = readdirSync("/proc/self/fd").length;
  for (const [fails, path, status] of [
    ["now", "/a.txt", 500],
    ["type", "/a.txt", 500],
    ["later", "/a.txt", 200],
    ["", "/a.txt/", 404],
  ] as const) {
    state.fails = fails;
    // More often than there are connections that are still being closed.
    for (let times = 0; times < 10; times++) assert.equal((await server.get(path)).status, status, fails);
    for (let wait = 0; wait < 100 && readdirSync("/proc/self/fd").length > before; wait++) await sleep(20);
    assert.ok(readdirSync("/proc/self/fd").length <= before, `${path} ${fails}`);
  }
});

test("copyfile can be overridden: what it writes is the body", async () => {
  using tree = new TempTree({ "a.txt": "hello" });
  class Shouting extends SimpleHTTPRequestHandler {
    override async copyfile(source: ByteSource, output: ByteOutput): Promise<void> {
      for (let block = await source.read(2); block.length > 0; block = await source.read(2)) {
        await output.write(Buffer.from(Buffer.from(block).toString().toUpperCase()));
      }
    }
  }
  await using server = await FileServer.start(tree.path, Shouting);
  assert.equal((await server.get("/a.txt")).body, "HELLO");
});

test("sendHead can be overridden, asynchronously too; its source is closed in the end", async () => {
  let closed = 0;
  class Counted extends MemorySource {
    override close(): void {
      closed += 1;
    }
  }
  class Generated extends SimpleHTTPRequestHandler {
    override async sendHead(): Promise<HeadBody> {
      await sleep(1);
      return super.sendHead();
    }
  }
  class Immediate extends SimpleHTTPRequestHandler {
    override sendHead(): ByteSource | null {
      this.sendResponse(200);
      this.sendHeader("Content-Length", "5");
      this.endHeaders();
      return new Counted(Buffer.from("hello"));
    }
  }
  using tree = new TempTree({ "a.txt": "hello" });
  for (const handler of [Generated, Immediate]) {
    await using server = await FileServer.start(tree.path, handler);
    assert.equal((await server.get("/a.txt")).body, "hello");
    const head = await server.ask("HEAD", "/a.txt");
    assert.deepEqual([head.status, fieldOf(head, "Content-Length"), head.body], [200, "5", ""]);
  }
  assert.equal(closed, 2);
});

test(
  "sendHead may return a stream of a file, which is sent and closed; that it is missing is logged",
  LINUX,
  async () => {
    using tree = new TempTree({ "a.txt": "hello" });
    class Streaming extends SimpleHTTPRequestHandler {
      override sendHead(): ByteSource {
        this.sendResponse(200);
        this.sendHeader("Content-Length", "5");
        this.endHeaders();
        return createReadStream(this.translatePath(this.path));
      }
    }
    await using server = await FileServer.start(tree.path, Streaming);
    const before = readdirSync("/proc/self/fd").length;
    for (const method of ["GET", "HEAD"]) {
      const { status, body } = await server.ask(method, "/a.txt");
      assert.deepEqual([status, body], [200, method === "GET" ? "hello" : ""]);
    }
    assert.equal((await server.get("/missing")).body, "");
    assert.match(server.log.at(-1) ?? "", /^code 404, .*, after the response began$/);
    assert.equal((await server.ask("HEAD", "/missing")).status, 200);
    for (let wait = 0; wait < 100 && readdirSync("/proc/self/fd").length > before; wait++) await sleep(20);
    assert.ok(readdirSync("/proc/self/fd").length <= before);
  },
);

test("sendHead may answer with an error and return what sendError does, as in Python", async () => {
  class Refusing extends SimpleHTTPRequestHandler {
    override sendHead() {
      return this.sendError(404, "Not today");
    }
  }
  using tree = new TempTree({ "a.txt": "hello" });
  await using server = await FileServer.start(tree.path, Refusing);
  for (const method of ["GET", "HEAD"]) {
    assert.equal((await server.ask(method, "/a.txt")).statusLine, "HTTP/1.0 404 Not today");
  }
});

test("small files are answered without a promise", () => {
  using tree = new TempTree({ "a.txt": "hello" });
  const written: Uint8Array[] = [];
  const handler = new QuietFileHandler({} as never, ["", 0], {} as never, { directory: tree.path });
  handler.path = "/a.txt";
  handler.command = "GET";
  handler.sendResponse = () => undefined;
  handler.sendHeader = () => undefined;
  handler.endHeaders = () => undefined;
  handler.wfile = { write: (bytes: Uint8Array) => written.push(Buffer.from(bytes)) } as never;
  assert.equal(handler.do_GET(), undefined);
  assert.equal(Buffer.concat(written).toString(), "hello");
  handler.command = "HEAD";
  assert.equal(handler.do_HEAD(), undefined);
});
