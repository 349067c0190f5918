// Which connection has its turn, in a server that handles one request at a time.

import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { HTTPServer } from "../../src/server/http-server.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { withServer } from "../socketserver/clients.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred, sleep, until } from "../support/waiting.ts";
import { PersistentHandler, QuietHandler } from "./test-handlers.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];

/** Closes after each answer. */
class OnceHandler extends QuietHandler {
  do_GET(): void {
    this.answer(this.path);
  }
}

function connectTo(server: HTTPServer): Promise<RawClient> {
  return RawClient.connect({ host: "127.0.0.1", port: server.serverPort });
}

describe("handleRequest of HTTPServer", () => {
  test("is held up by no silent connection, however many there are", async () => {
    await using server = new HTTPServer(LOOPBACK, OnceHandler);
    await server.prepare();
    const silent = await Promise.all(Array.from({ length: 5 }, () => connectTo(server)));
    await sleep(20);
    using client = await connectTo(server);
    client.send(request("GET /a HTTP/1.1"));
    await server.handleRequest();
    assert.match(await client.ended(), /\r\n\r\n\/a$/);
    silent[2]?.send(request("GET /b HTTP/1.1"));
    await sleep(20);
    assert.equal(silent[2]?.received, "");
    await server.handleRequest();
    assert.match(await silent[2]?.ended(), /\r\n\r\n\/b$/);
    for (const one of silent) one[Symbol.dispose]();
  });

  test("calls handleTimeout when connections came, and none of them asked for anything", async () => {
    let timeouts = 0;
    class Impatient extends HTTPServer {
      override timeout = 0.5;

      override handleTimeout(): void {
        timeouts++;
      }
    }
    await using server = new Impatient(LOOPBACK, OnceHandler);
    await server.prepare();
    using silent = await connectTo(server);
    await server.handleRequest();
    assert.equal(timeouts, 1);
    silent.send(request("GET /late HTTP/1.1"));
    await server.handleRequest();
    assert.match(await silent.ended(), /\r\n\r\n\/late$/);
    assert.equal(timeouts, 1);
  });

  test("leaves what is asked for when its timeout has passed to the next call", async () => {
    await using server = new HTTPServer(LOOPBACK, OnceHandler);
    await server.prepare();
    using silent = await connectTo(server);
    await server.handleRequest(0.1);
    silent.send(request("GET /late HTTP/1.1"));
    await sleep(20);
    assert.equal(silent.received, "");
    await server.handleRequest();
    assert.match(await silent.ended(), /\r\n\r\n\/late$/);
  });

  test("that shutdown ends lets what has come be answered, one after another", async () => {
    const gate = deferred();
    class Slow extends QuietHandler {
      async do_GET(): Promise<void> {
        if (this.path === "/slow") await gate.promise;
        this.answer(this.path);
      }
    }
    await using server = new HTTPServer(LOOPBACK, Slow);
    await server.prepare();
    using second = await connectTo(server);
    using slow = await connectTo(server);
    slow.send(request("GET /slow HTTP/1.1"));
    const handled = server.handleRequest();
    await until(() => server.activeCount >= 2);
    second.send(request("GET /second HTTP/1.1"));
    await sleep(20);
    await server.shutdown();
    await handled;
    gate.resolve();
    assert.match(await slow.ended(), /\r\n\r\n\/slow$/);
    assert.match(await second.ended(), /\r\n\r\n\/second$/);
  });

  test("takes a persistent connection for one request, as Python does: it resolves when that is closed", async () => {
    await using server = new HTTPServer(LOOPBACK, PersistentHandler);
    await server.prepare();
    let isDone = false;
    const handled = server.handleRequest().then(() => {
      isDone = true;
    });
    using client = await connectTo(server);
    client.send(request("GET /1 HTTP/1.1"));
    await client.until("\r\n\r\n/1");
    client.send(request("GET /2 HTTP/1.1"));
    await client.until("\r\n\r\n/2");
    assert.equal(isDone, false);
    client.sendEnd();
    await handled;
  });
});

test("a client that sent requests ahead has its next turn behind those who wait", async () => {
  const gate = deferred();
  const handled: string[] = [];
  class Slow extends PersistentHandler {
    override async do_GET(): Promise<void> {
      handled.push(this.path);
      if (this.path === "/1") await gate.promise;
      this.answer(this.path);
    }
  }
  await withServer(new HTTPServer(LOOPBACK, Slow), async (server) => {
    using other = await connectTo(server);
    other.send(request("GET /0 HTTP/1.1"));
    await other.until("\r\n\r\n/0");
    using client = await connectTo(server);
    client.send(request("GET /1 HTTP/1.1") + request("GET /2 HTTP/1.1"));
    await until(() => handled.length > 1);
    other.send(request("GET /other HTTP/1.1"));
    await sleep(20);
    gate.resolve();
    await client.until("\r\n\r\n/2");
    assert.deepEqual(handled, ["/0", "/1", "/other", "/2"]);
  });
});

test("connections that wait are closed with the server, whether or not they were got", async () => {
  const server = new HTTPServer(LOOPBACK, OnceHandler);
  await server.prepare();
  const clients = await Promise.all(Array.from({ length: 3 }, () => connectTo(server)));
  clients[0]?.send(request("GET /a HTTP/1.1"));
  await server.handleRequest();
  await server.serverClose();
  for (const client of clients) await client.ended();
  for (const client of clients) client[Symbol.dispose]();
  assert.equal(await server.drain(1000), 0);
});

describe("a processRequest that does not wait for the request, as one that has a pool", () => {
  /** How the work begins. */
  const BEGINNINGS: Readonly<Record<string, (work: () => void) => void>> = {
    "at once": (work) => work(),
    later: (work) => void setTimeout(work, 1),
  };

  for (const [when, begin] of Object.entries(BEGINNINGS)) {
    test(`and begins it ${when}: requests are answered side by side, however many there are`, async () => {
      const gate = deferred();
      class Slow extends PersistentHandler {
        override async do_GET(): Promise<void> {
          if (this.path === "/slow") await gate.promise;
          this.answer(this.path);
        }
      }
      class Pool extends HTTPServer {
        override processRequest(connection: Socket, clientAddress: Address): void {
          begin(() => void this.finishRequest(connection, clientAddress).then(() => this.shutdownRequest(connection)));
        }
      }
      await withServer(new Pool(LOOPBACK, Slow), async (server) => {
        using slow = await connectTo(server);
        slow.send(request("GET /slow HTTP/1.1"));
        using kept = await connectTo(server);
        for (const path of ["/1", "/2"]) {
          kept.send(request(`GET ${path} HTTP/1.1`));
          await kept.until(`\r\n\r\n${path}`);
          using client = await connectTo(server);
          client.send(request(`GET ${path} HTTP/1.1`, "Connection: close"));
          assert.match(await client.ended(), new RegExp(`\r\n\r\n${path}$`));
        }
        gate.resolve();
        await slow.until("\r\n\r\n/slow");
      });
    });
  }

  test("and begins it behind shutdown: what has come is answered, and no connection is kept", async () => {
    const begins: (() => Promise<void>)[] = [];
    class Pool extends HTTPServer {
      override processRequest(connection: Socket, clientAddress: Address): void {
        begins.push(() => this.finishRequest(connection, clientAddress).then(() => this.shutdownRequest(connection)));
      }
    }
    const server = new Pool(LOOPBACK, PersistentHandler);
    await server.prepare();
    const serving = server.serveForever();
    using client = await connectTo(server);
    client.send(request("GET /a HTTP/1.1"));
    using silent = await connectTo(server);
    await until(() => begins.length >= 2);
    await sleep(20);
    await server.shutdown();
    await serving;
    for (const begin of begins) void begin();
    assert.match(await client.ended(), /^HTTP\/1\.1 200 OK\r\n.*\r\nConnection: close\r\n\r\n\/a$/s);
    assert.equal(await silent.ended(), "");
    await server.serverClose();
  });

  test("lets a connection that was waiting for its turn go on when it returns", async () => {
    const gate = deferred();
    const left = deferred();
    class Slow extends PersistentHandler {
      override async do_GET(): Promise<void> {
        if (this.path === "/slow") await gate.promise;
        this.answer(this.path);
      }
    }
    class Impatient extends HTTPServer {
      override async processRequest(connection: Socket, clientAddress: Address): Promise<void> {
        const finished = this.finishRequest(connection, clientAddress).then(() => this.shutdownRequest(connection));
        await Promise.race([finished, left.promise]);
      }
    }
    await withServer(new Impatient(LOOPBACK, Slow), async (server) => {
      using slow = await connectTo(server);
      slow.send(request("GET /slow HTTP/1.1"));
      await sleep(20);
      using client = await connectTo(server);
      client.send(request("GET /quick HTTP/1.1"));
      await sleep(20);
      assert.equal(client.received, "");
      left.resolve();
      await client.until("\r\n\r\n/quick");
      gate.resolve();
      await slow.until("\r\n\r\n/slow");
    });
  });
});
