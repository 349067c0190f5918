import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type ListenOptions, Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type TestContext, test } from "node:test";
import { isTimeoutError } from "../../src/http/errors.ts";
import { BufferedReader } from "../../src/io/buffered-reader.ts";
import { InputBuffer } from "../../src/io/input-buffer.ts";
import { cutLargeWrites, takenBytes } from "../../src/io/large-writes.ts";
import { ResponseWriter } from "../../src/io/response-writer.ts";
import { SocketTransport } from "../../src/io/socket-transport.ts";
import { TempTree } from "../support/temp-tree.ts";
import { sleep, turn, until } from "../support/waiting.ts";
import { isSettled } from "./slow-transport.ts";

/** Both ends of a connection, and what stands on the server's. */
interface Connection {
  readonly client: Socket;
  readonly socket: Socket;
  readonly transport: SocketTransport;
  readonly input: InputBuffer;
  readonly rfile: BufferedReader;
  readonly wfile: ResponseWriter;
}

/** Opens a connection that ends with the test. Its client reads nothing unless told to. */
async function open(t: TestContext, where: ListenOptions = { host: "127.0.0.1", port: 0 }): Promise<Connection> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const address = server.address();
  const target = typeof address === "string" ? { path: address } : { host: "127.0.0.1", port: address?.port ?? 0 };
  const client = connect({ ...target, allowHalfOpen: true });
  const socket = await accepted;
  cutLargeWrites(socket);
  server.close();
  for (const end of [client, socket]) end.on("error", () => undefined);
  t.after(() => {
    client.destroy();
    socket.destroy();
  });
  const transport = new SocketTransport(socket);
  const input = new InputBuffer(transport);
  const wfile = new ResponseWriter(transport);
  transport.attach(input, wfile);
  return { client, socket, transport, input, rfile: new BufferedReader(input), wfile };
}

/** Reads all that a client gets. */
async function readAll(client: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of client) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

test("bytes go both ways, and the end of each side is seen by the other", async (t) => {
  const { client, socket, rfile, wfile } = await open(t);
  client.end("hello\n\xe4", "latin1");
  assert.deepEqual(await rfile.read(), Buffer.from("hello\n\xe4", "latin1"));
  assert.equal(wfile.isClosed, false);
  await wfile.write("answer");
  await wfile.flush();
  socket.end();
  assert.equal(String(await readAll(client)), "answer");
});

test("a hundred megabytes to a slow reader pass through a small buffer", async (t) => {
  const { client, transport, wfile } = await open(t);
  const piece = Buffer.alloc(65536, "x");
  const total = 1600 * piece.length;
  let produced = 0;
  let mostBuffered = 0;
  const source = function* (): Generator<Buffer> {
    for (; produced < total; produced += piece.length) {
      mostBuffered = Math.max(mostBuffered, transport.bufferedBytes);
      yield piece;
    }
  };
  const writing = wfile.writeFrom(source());
  let stalledAt = -1;
  while (stalledAt !== produced) {
    stalledAt = produced;
    await sleep(30);
  }
  assert.ok(stalledAt < total / 4, `${stalledAt} bytes were produced for a client that reads nothing`);
  let received = 0;
  client.on("data", (chunk) => {
    received += chunk.length;
  });
  assert.equal(await writing, total);
  await until(() => received === total);
  assert.ok(mostBuffered <= 2 * 65536, `${mostBuffered} bytes were buffered`);
});

test("small writes to a slow reader pass through a small buffer too", async (t) => {
  const { client, transport, wfile } = await open(t);
  let mostBuffered = 0;
  let received = 0;
  let isDone = false;
  const writeAll = async (): Promise<void> => {
    for (let i = 0; i < 20_000; i++) {
      await wfile.write("x".repeat(1000));
      mostBuffered = Math.max(mostBuffered, transport.bufferedBytes);
    }
    await wfile.flush();
    isDone = true;
  };
  const writing = writeAll();
  await sleep(50);
  assert.equal(isDone, false);
  client.on("data", (chunk) => {
    received += chunk.length;
  });
  await writing;
  await until(() => received === 20_000_000);
  assert.ok(mostBuffered <= 3 * 65536, `${mostBuffered} bytes were buffered`);
});

test("a piece that waits behind a small one is told when it has left", async (t) => {
  const { client, transport, wfile } = await open(t);
  wfile.beginBody("chunked");
  const writing: PromiseLike<number>[] = [];
  while (transport.bufferedBytes === 0) writing.push(Promise.resolve(wfile.write(Buffer.alloc(20_000))));
  await turn(); // the CR LF behind the last chunk is sent now, on its own
  const last = Promise.resolve(wfile.write(Buffer.alloc(20_000)));
  assert.equal(await isSettled(last), false);
  client.resume();
  assert.equal(await last, 20_000);
  await Promise.all(writing);
});

test("a client that floods a handler which does not read fills no more than a small buffer", async (t) => {
  const { client, input } = await open(t);
  const flood = Buffer.alloc(1 << 20);
  for (let i = 0; i < 50; i++) client.write(flood);
  await until(() => input.end > 0);
  await sleep(50);
  assert.ok(input.end - input.start <= 2 * 65536, `${input.end - input.start} bytes`);
  assert.ok(client.writableLength > 30 << 20);
  let read = 0;
  while (read < 50 << 20) {
    await input.more();
    read += input.take(input.end - input.start).length;
  }
  assert.equal(read, 50 << 20);
});

test("what comes reaches the reader past the stream's machinery", async (t) => {
  const { client, socket, rfile } = await open(t);
  client.write("past");
  assert.equal(String(await rfile.read(4)), "past");
  assert.equal(socket.readableDidRead, false, 'the socket has emitted "data", or was read');
});

test("who else listens for data on a socket gets every byte too, and the reader loses none", async (t) => {
  const { client, socket, rfile } = await open(t);
  const seen: string[] = [];
  const listen = (chunk: Buffer): void => void seen.push(String(chunk));
  client.write("one");
  assert.equal(String(await rfile.read(3)), "one");
  socket.on("data", listen);
  client.write("two");
  assert.equal(String(await rfile.read(3)), "two");
  socket.off("data", listen);
  client.write("three");
  assert.equal(String(await rfile.read(5)), "three");
  assert.deepEqual(seen, ["two"]);
});

test("bytes come whole and in order to a reader that pauses between them, whoever paused the socket", async (t) => {
  const { client, socket, input, rfile } = await open(t);
  input.highWaterBytes = 1000;
  const sent = Buffer.alloc(2_000_000);
  for (let i = 0; i < sent.length; i += 4) sent.writeUInt32BE(i, i);
  client.end(sent);
  const pieces: Buffer[] = [];
  for (let left = sent.length, turns = 0; left > 0; turns++) {
    const piece = await rfile.read1(70_000);
    pieces.push(piece);
    left -= piece.length;
    if (turns % 3 === 0) socket.pause();
    await sleep(1);
    if (turns % 3 === 0) socket.resume();
  }
  assert.deepEqual(Buffer.concat(pieces), sent);
  assert.equal((await rfile.read1()).length, 0);
});

test("a client that vanishes ends the reading, fulfils what is being written, and closes the writer", async (t) => {
  const { client, rfile, wfile } = await open(t);
  const writing = Promise.resolve(wfile.write(Buffer.alloc(20 << 20)));
  const reading = rfile.read();
  assert.equal(await isSettled(writing), false);
  client.resetAndDestroy();
  assert.equal((await reading).length, 0);
  assert.equal(await writing, 20 << 20);
  assert.equal(wfile.isClosed, true);
  assert.equal(await wfile.write("dropped"), 7);
});

test("a client that vanishes while a source is silent lets the source go", async (t) => {
  const { client, wfile } = await open(t);
  const silent = new Readable({ read: () => undefined });
  const writing = wfile.writeFrom(silent);
  await turn();
  client.resetAndDestroy();
  assert.equal(await writing, 0);
  assert.equal(silent.destroyed, true);
});

test("a pipeline from a source without end or pause ends when the client vanishes", async (t) => {
  const { client, wfile } = await open(t);
  const piece = Buffer.alloc(100_000);
  const source = function* (): Generator<Buffer> {
    for (;;) yield piece;
  };
  const piping = pipeline(source(), wfile.toWritable());
  await sleep(20);
  client.resetAndDestroy();
  await assert.rejects(piping, { code: "ERR_STREAM_PREMATURE_CLOSE" });
});

test("a body that the client's reset cuts off rejects", async (t) => {
  const { client, rfile } = await open(t);
  rfile.beginBody(100);
  client.write("half");
  const reading = rfile.read();
  await turn();
  client.resetAndDestroy();
  await assert.rejects(reading, { name: "ProtocolError", message: "Bad request body" });
});

for (const event of ["destroyed", "closed"]) {
  test(`a socket that was ${event} before somebody listens is closed from the start`, async (t) => {
    const { socket } = await open(t);
    socket.destroy();
    if (event === "closed") await once(socket, "close");
    const transport = new SocketTransport(socket);
    const input = new InputBuffer(transport);
    const wfile = new ResponseWriter(transport);
    transport.attach(input, wfile);
    assert.equal(await input.more(), false);
    assert.equal(wfile.isClosed, true);
    transport.reset();
  });
}

test("who waits longer than the time limit gets a TimeoutError; bytes in between begin it anew", async (t) => {
  const { client, rfile, transport } = await open(t);
  transport.setTimeout(200);
  rfile.beginBody(100);
  const start = Date.now();
  const ticks = setInterval(() => client.write("x"), 20);
  setTimeout(() => clearInterval(ticks), 300);
  await assert.rejects(rfile.read(), isTimeoutError);
  assert.ok(Date.now() - start >= 300);
});

test("a handler that works longer than the time limit loses nothing, and then the limit begins anew", async (t) => {
  const { client, rfile, transport } = await open(t);
  transport.setTimeout(200);
  await sleep(300);
  const reading = rfile.readline();
  await sleep(20);
  client.write("late\n");
  assert.equal(String(await reading), "late\n");
  await assert.rejects(rfile.readline(), isTimeoutError);
});

test("a limit that passed while the handler worked begins anew when it waits, even if nothing comes any more", async (t) => {
  const { rfile, transport } = await open(t);
  transport.setTimeout(30);
  await sleep(100);
  await assert.rejects(rfile.readline(), isTimeoutError);
});

test("a limit begins anew, too, where the client was behind with what was sent, and has caught up", async (t) => {
  const { client, socket, rfile, wfile, transport } = await open(t);
  void wfile.write(Buffer.alloc(20 << 20));
  transport.watchStall(0);
  client.resume();
  await until(() => socket.writableLength === 0);
  transport.watchStall(1000);
  transport.setTimeout(30);
  await sleep(100);
  await assert.rejects(rfile.readline(), isTimeoutError);
});

test("every read gets the whole time limit, however long the handler worked before", async (t) => {
  const { rfile, transport } = await open(t);
  transport.setTimeout(200);
  await sleep(150);
  const start = performance.now();
  await assert.rejects(rfile.readline(), isTimeoutError);
  assert.ok(performance.now() - start >= 190);
});

test("a time limit longer than a timer can be is none, nor is Infinity", async (t) => {
  for (const limitMs of [3e9, Number.POSITIVE_INFINITY]) {
    const { client, rfile, transport } = await open(t);
    transport.setTimeout(limitMs);
    const reading = rfile.readline();
    await sleep(20);
    client.write("late\n");
    assert.equal(String(await reading), "late\n");
  }
});

test("a client that stops reading is cut off when the time limit passes", async (t) => {
  const { socket, transport, wfile } = await open(t);
  transport.setTimeout(40);
  const size = 20 << 20;
  assert.equal(await wfile.write(Buffer.alloc(size)), size);
  assert.equal(wfile.isClosed, true);
  assert.equal(socket.destroyed, true);
});

/** Looks as a server does, but more often. */
function watchStalls(t: TestContext, transport: SocketTransport): void {
  const looks = setInterval(() => transport.watchStall(performance.now()), 10);
  t.after(() => clearInterval(looks));
}

test("a client that takes nothing of what is sent is cut off when the limit for stalls passes", async (t) => {
  const { transport, wfile } = await open(t);
  transport.limitStalls(40);
  watchStalls(t, transport);
  await sleep(60);
  assert.equal(wfile.isClosed, false, "nothing is on its way: nothing stalls");
  await wfile.write(Buffer.alloc(20 << 20));
  assert.equal(wfile.isClosed, true);
  assert.equal(wfile.hasTimedOut, true);
});

test("the limit for stalls passes when it is said to, whatever the client sends and had taken before", async (t) => {
  const { client, socket, transport, wfile } = await open(t);
  transport.limitStalls(60_000);
  const writing = wfile.write(Buffer.alloc(20 << 20));
  for (let taken = -1; taken !== takenBytes(socket); await sleep(50)) taken = takenBytes(socket);
  transport.watchStall(1000);
  const before = socket.bytesRead;
  client.write("byte");
  await until(() => socket.bytesRead > before);
  transport.watchStall(60_999);
  assert.equal(wfile.isClosed, false);
  transport.watchStall(61_000);
  assert.equal(socket.destroyed, true);
  await writing;
  assert.equal(wfile.hasTimedOut, true);
});

test("a client that takes something within the limit for stalls is not cut off, however slow", async (t) => {
  const { client, transport, wfile } = await open(t);
  transport.limitStalls(400);
  watchStalls(t, transport);
  const size = 24 << 20;
  const step = 4 << 20;
  let received = 0;
  client.on("data", (chunk) => {
    const stepsBefore = Math.floor(received / step);
    received += chunk.length;
    if (Math.floor(received / step) === stepsBefore) return;
    client.pause();
    setTimeout(() => client.resume(), 100);
  });
  await wfile.write(Buffer.alloc(size));
  await until(() => received === size);
  assert.equal(wfile.isClosed, false);
});

test("of both limits the shorter one cuts off a client that stops reading", async (t) => {
  for (const [silenceMs, stallMs] of [
    [60_000, 40],
    [40, 60_000],
  ] as const) {
    const { transport, wfile } = await open(t);
    transport.setTimeout(silenceMs);
    transport.limitStalls(stallMs);
    watchStalls(t, transport);
    await wfile.write(Buffer.alloc(20 << 20));
    assert.equal(wfile.hasTimedOut, true);
  }
});

test("a client that took all within the limit for stalls may be silent for longer", async (t) => {
  const { client, socket, transport, rfile, wfile } = await open(t);
  transport.limitStalls(300);
  void wfile.write(Buffer.alloc(20 << 20));
  transport.watchStall(0);
  client.resume();
  const reading = rfile.readline();
  await until(() => socket.writableLength === 0);
  for (const now of [200, 500, 5000]) transport.watchStall(now);
  await sleep(500);
  client.write("line\n");
  assert.equal(String(await reading), "line\n");
  void wfile.write(Buffer.alloc(20 << 20));
  transport.watchStall(6000); // the limit begins anew
  assert.equal(socket.destroyed, false);
});

test("a connection that was given away is the caller's, with all that was written before", async (t) => {
  const { client, socket, transport, input, wfile } = await open(t);
  transport.setTimeout(50);
  await wfile.write("written ");
  wfile.detach();
  const heard = new Promise<string>((resolve) => {
    socket.once("data", (bytes) => resolve(String(bytes)));
  });
  socket.resume();
  await sleep(80);
  client.write("to another protocol");
  assert.equal(await heard, "to another protocol");
  assert.equal(input.bytesReceived, 0);
  socket.end("and an answer");
  assert.equal(String(await readAll(client)), "written and an answer");
});

test("what comes before the new owner of a connection listens is there when it does, without being asked for", async (t) => {
  const { client, socket, wfile } = await open(t);
  wfile.detach();
  client.end("early");
  await until(() => socket.readableLength > 0 || socket.bytesRead > 0);
  await sleep(20);
  let heard = "";
  socket.on("data", (bytes) => (heard += bytes));
  await once(socket, "end");
  assert.equal(heard, "early");
});

test("a connection that was given away has no time limit", async (t) => {
  const { socket, transport, wfile } = await open(t);
  transport.setTimeout(40);
  wfile.detach();
  socket.write(Buffer.alloc(20 << 20));
  await sleep(150);
  assert.equal(socket.destroyed, false);
});

test("a connection that was given away keeps the time limit its new owner sets, and no other", async (t) => {
  const { client, socket, transport, rfile, wfile } = await open(t);
  transport.setTimeout(40);
  transport.limitStalls(40);
  watchStalls(t, transport);
  await wfile.write("written");
  wfile.detach();
  let limitsPassed = 0;
  socket.setTimeout(60_000, () => limitsPassed++);
  socket.write(Buffer.alloc(20 << 20));
  void rfile.readline();
  await sleep(150);
  assert.equal(socket.timeout, 60_000);
  client.resume();
  await until(() => socket.writableLength === 0);
  await sleep(50);
  assert.equal(socket.timeout, 60_000);
  assert.equal(socket.destroyed, false);
  assert.equal(limitsPassed, 0);
});

test("a reset is seen by the client as one", async (t) => {
  const { client, transport, wfile } = await open(t);
  const failing = readAll(client);
  transport.reset();
  await assert.rejects(failing, { code: "ECONNRESET" });
  assert.equal(wfile.isClosed, true);
});

test("on a Unix socket, which cannot be reset, the connection is closed", {
  skip: process.platform === "win32",
}, async (t) => {
  using tree = new TempTree();
  const { client, socket, transport, wfile } = await open(t, { path: tree.at("socket") });
  const ended = readAll(client);
  transport.reset();
  assert.equal((await ended).length, 0);
  assert.equal(socket.destroyed, true);
  await turn();
  assert.equal(wfile.isClosed, true);
});

test("each chunk of a plain socket is one read of the system; of another kind of socket nobody knows", async (t) => {
  const { transport } = await open(t);
  assert.equal(transport.deliversReads, true);
  class OtherSocket extends Socket {}
  assert.equal(new SocketTransport(new OtherSocket()).deliversReads, false);
});
