import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { cutLargeWrites, takenBytes } from "../../src/io/large-writes.ts";
import { markPeerDone } from "../../src/io/peer-done.ts";
import { closeLingering } from "../../src/socketserver/close-lingering.ts";
import { deferred, sleep, turn, until } from "../support/waiting.ts";

/** Both ends of a connection that ends with the test, as a server has it. The peer closes its side when we do, or does not. */
async function open(t: TestContext, closesToo = true): Promise<[peer: Socket, socket: Socket]> {
  const accepted = deferred<Socket>();
  const server = createServer({ allowHalfOpen: true }, accepted.resolve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const peer = connect({ port, host: "127.0.0.1", allowHalfOpen: !closesToo });
  const socket = await accepted.promise;
  cutLargeWrites(socket);
  for (const end of [peer, socket]) end.on("error", () => undefined);
  t.after(() => {
    peer.destroy();
    socket.destroy();
    server.close();
  });
  return [peer, socket];
}

test("a peer that takes nothing of the rest is cut off, though it goes on sending", async (t) => {
  const [peer, socket] = await open(t);
  const sending = setInterval(() => peer.write("."), 20);
  t.after(() => clearInterval(sending));
  socket.setTimeout(200);
  socket.write(Buffer.alloc(20 << 20));
  closeLingering(socket);
  await until(() => socket.destroyed);
  assert.equal(socket.writableFinished, false);
});

test("a peer that takes the rest slowly, all of it one write, gets it", async (t) => {
  const [peer, socket] = await open(t);
  const size = 24 << 20;
  const step = 4 << 20;
  let received = 0;
  peer.on("data", (chunk: Buffer) => {
    const stepsBefore = Math.floor(received / step);
    received += chunk.length;
    if (Math.floor(received / step) === stepsBefore) return;
    peer.pause();
    setTimeout(() => peer.resume(), 200);
  });
  socket.setTimeout(400);
  socket.write(Buffer.alloc(size));
  closeLingering(socket);
  await until(() => socket.destroyed);
  assert.equal(received, size);
});

test("a peer that takes nothing of the rest is cut off after a minute, and not sooner", async (t) => {
  const [, socket] = await open(t);
  t.mock.timers.enable({ apis: ["setInterval"] });
  socket.write(Buffer.alloc(20 << 20));
  closeLingering(socket);
  for (let taken = -1; taken !== takenBytes(socket); await sleep(200)) taken = takenBytes(socket); // the system takes some
  t.mock.timers.tick(59_999);
  assert.equal(socket.destroyed, false);
  t.mock.timers.tick(1);
  assert.equal(socket.destroyed, true);
});

for (const isBehind of [false, true]) {
  const what = isBehind ? "takes the rest" : "has taken everything";
  test(`a peer that ${what}, and does not close its side, is cut off two seconds after that`, async (t) => {
    const [peer, socket] = await open(t, false);
    t.mock.timers.enable({ apis: ["setTimeout"] });
    peer.resume();
    if (isBehind) socket.write(Buffer.alloc(20 << 20));
    else await new Promise<void>((resolve) => socket.end(resolve));
    closeLingering(socket);
    while (!socket.writableFinished) await turn();
    t.mock.timers.tick(1999);
    assert.equal(socket.destroyed, false);
    t.mock.timers.tick(1);
    assert.equal(socket.destroyed, true);
  });
}

for (const when of ["before", "after"]) {
  test(`a peer that closes its side ${when} we do is not waited for, and gets the rest`, async (t) => {
    const [peer, socket] = await open(t, false);
    t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    const isClosed = new Promise((resolve) => socket.once("close", resolve));
    const size = 2 << 20;
    let received = 0;
    peer.on("data", (chunk: Buffer) => (received += chunk.length));
    if (when === "before") {
      peer.end();
      socket.resume();
      await new Promise((resolve) => socket.once("end", resolve));
    }
    socket.write(Buffer.alloc(size));
    socket.pause(); // as by a reader who has enough
    closeLingering(socket);
    if (when === "after") peer.once("end", () => peer.end("what was on its way"));
    await isClosed;
    while (!peer.readableEnded) await turn();
    assert.equal(received, size);
  });
}

test("a peer that has promised to send nothing more is not waited for", async (t) => {
  const [peer, socket] = await open(t);
  markPeerDone(socket);
  socket.write("all of it");
  closeLingering(socket);
  assert.equal(socket.destroyed, true);
  assert.deepEqual(await peer.toArray(), [Buffer.from("all of it")]);
});

test("what a peer goes on sending is read away for a while, and nobody else sees it", async (t) => {
  const [peer, socket] = await open(t);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let seen = 0;
  socket.on("data", (chunk: Buffer) => (seen += chunk.length));
  closeLingering(socket);
  peer.write(Buffer.alloc(16 << 20));
  while (!socket.isPaused()) await turn();
  for (let i = 0; i < 20; i++) await turn();
  assert.ok(socket.bytesRead > 262_144 && socket.bytesRead <= 262_144 + 2 * 65_536, `${socket.bytesRead} bytes`);
  assert.equal(seen, 0);
});

for (const size of [0, 20 << 20]) {
  test(`a connection that has closed leaves no timer behind, after ${size} bytes that were still to be sent`, async (t) => {
    const [peer, socket] = await open(t);
    const countTimers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = countTimers();
    const isClosed = new Promise((resolve) => socket.once("close", resolve));
    if (size > 0) socket.write(Buffer.alloc(size));
    else await new Promise<void>((resolve) => socket.end(resolve));
    closeLingering(socket);
    assert.equal(countTimers(), before + 1);
    peer.resume();
    await isClosed;
    assert.equal(countTimers(), before);
  });
}
