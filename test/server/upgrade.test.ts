import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { startServer } from "../../src/testing/index.ts";
import { RawClient, sleep } from "./raw-client.ts";
import { captureStderr, PersistentHandler, request } from "./test-handlers.ts";

/** Speaks a protocol that turns text into capitals, until the client ends it. */
class Shouting extends PersistentHandler {
  override async do_GET(): Promise<void> {
    const { connection, head } = this.upgrade("shout", [["X-Volume", "11"]]);
    const socket = connection as Socket;
    const shout = (bytes: Buffer): boolean => socket.write(bytes.toString("latin1").toUpperCase());
    if (head.length > 0) shout(head);
    socket.on("data", shout);
    await new Promise((resolve) => socket.on("end", resolve).on("close", resolve).resume());
    socket.write(" BYE");
  }
}

const UPGRADE = request("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: shout");

describe("upgrade", () => {
  test("answers 101, and hands over the connection with what came behind the request", async () => {
    await using running = await startServer(Shouting);
    using client = await RawClient.connect(running);
    client.send(`${UPGRADE}hello `);
    await client.until("HELLO ");
    client.send("world");
    await client.until("WORLD");
    client.sendEnd();
    assert.match(
      await client.ended(),
      /^HTTP\/1\.1 101 Switching Protocols\r\nServer: .*\r\nDate: .*\r\nConnection: upgrade\r\nUpgrade: shout\r\nX-Volume: 11\r\n\r\nHELLO WORLD BYE$/,
    );
  });

  test("leaves what follows to the method: it is no request, and no error", async (t) => {
    const stderr = captureStderr(t);
    await using running = await startServer(Shouting);
    using client = await RawClient.connect(running);
    client.send(UPGRADE);
    await client.until("\r\n\r\n");
    client.send(request("GET /next HTTP/1.1"));
    await client.until("HOST: TEST");
    client.sendEnd();
    await client.ended();
    assert.equal(stderr(), "");
  });

  test("is not possible once an answer was sent", async (t) => {
    const stderr = captureStderr(t);
    class Late extends PersistentHandler {
      override do_GET(): void {
        this.answer("no");
        this.upgrade("shout");
      }
    }
    await using running = await startServer(Late);
    using client = await RawClient.connect(running);
    client.send(UPGRADE);
    assert.match(await client.ended(), /^HTTP\/1\.1 500 /);
    assert.match(stderr(), /TypeError/);
  });

  test("ends with the client that vanishes", async () => {
    await using running = await startServer(Shouting);
    const client = await RawClient.connect(running);
    client.send(UPGRADE);
    await client.until("\r\n\r\n");
    client.socket.resetAndDestroy();
    while (running.server.activeCount > 0) await sleep(2);
    assert.equal((await fetch(running.url, { method: "POST" })).status, 200);
  });
});
