import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { closeLingering } from "../../src/socketserver/close-lingering.ts";
import { deferred, until } from "../support/waiting.ts";

test("a peer that takes nothing of the rest is cut off, though it goes on sending", async (t) => {
  const accepted = deferred<Socket>();
  const server = createServer(accepted.resolve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer = connect((server.address() as { port: number }).port, "127.0.0.1");
  const socket = await accepted.promise;
  for (const end of [peer, socket]) end.on("error", () => undefined);
  const sending = setInterval(() => peer.write("."), 20);
  t.after(() => {
    clearInterval(sending);
    peer.destroy();
    server.close();
  });
  socket.setTimeout(200);
  socket.write(Buffer.alloc(20 << 20));
  closeLingering(socket);
  await until(() => socket.destroyed);
  assert.equal(socket.writableFinished, false);
});
