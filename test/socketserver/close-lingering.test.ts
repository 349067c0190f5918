import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { cutLargeWrites } from "../../src/io/large-writes.ts";
import { closeLingering } from "../../src/socketserver/close-lingering.ts";
import { deferred, until } from "../support/waiting.ts";

/** Both ends of a connection that ends with the test, as a server has it. */
async function open(t: TestContext): Promise<[peer: Socket, socket: Socket]> {
  const accepted = deferred<Socket>();
  const server = createServer({ allowHalfOpen: true }, accepted.resolve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer = connect((server.address() as { port: number }).port, "127.0.0.1");
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
