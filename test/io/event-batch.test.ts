import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { eventBatch } from "../../src/io/event-batch.ts";
import { turn } from "../support/waiting.ts";

/** As many events as libuv takes from the system at a time. */
const EVENTS_AT_A_TIME = 1024;

/** Clients that connect at a time. More than a backlog holds would be connected for themselves only, until they say something. */
const AT_A_TIME = 100;

/** Connects so many clients to one server in this process, and returns both their ends. */
async function connectMany(count: number): Promise<{ clients: Socket[]; accepted: Socket[] }> {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const clients: Socket[] = [];
  while (clients.length < count) {
    const some = Array.from({ length: Math.min(AT_A_TIME, count - clients.length) }, () => connect(port, "127.0.0.1"));
    clients.push(...some);
    await Promise.all(some.map((client) => once(client, "connect")));
    while (accepted.length < clients.length) await turn();
  }
  server.close();
  return { clients, accepted };
}

test("what runs in one go is in one batch, and another turn is another", async () => {
  const first = eventBatch();
  assert.equal(eventBatch(), first);
  await Promise.resolve();
  assert.equal(eventBatch(), first);
  await turn();
  assert.ok(eventBatch() > first);
});

test("what runs before the system is asked for news is in another batch than the news", async () => {
  const { clients, accepted } = await connectMany(1);
  const [client, socket] = [clients[0] as Socket, accepted[0] as Socket];
  await turn();
  const came = once(socket, "data").then(() => eventBatch());
  const sentIn = await new Promise<number>((resolve) => {
    setImmediate(() => {
      client.write("x");
      resolve(eventBatch());
    });
  });
  assert.ok((await came) > sentIn);
  client.destroy();
});

test("no batch has more events than the system tells of at a time", async () => {
  const { clients, accepted } = await connectMany(EVENTS_AT_A_TIME + 200);
  const counts = new Map<number, number>();
  const whenAllCame = new Promise<void>((resolve) => {
    let left = accepted.length;
    for (const socket of accepted) {
      socket.once("data", () => {
        counts.set(eventBatch(), (counts.get(eventBatch()) ?? 0) + 1);
        if (--left === 0) resolve();
      });
    }
  });
  for (const client of clients) client.write("x");
  await whenAllCame;
  for (const client of clients) client.destroy();
  assert.ok(counts.size > 1, "all came in one batch");
  assert.ok(Math.max(...counts.values()) <= EVENTS_AT_A_TIME);
});
