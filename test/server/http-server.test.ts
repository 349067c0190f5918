import assert from "node:assert/strict";
import { hostname } from "node:os";
import { describe, test } from "node:test";
import { HTTPServer, ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { TCPServer } from "../../src/socketserver/tcp-server.ts";
import { startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred, sleep, until } from "../support/waiting.ts";
import { PersistentHandler } from "./test-handlers.ts";

/** Notes when its requests begin and end; `/slow` takes until `release` is called. */
class NotingHandler extends PersistentHandler {
  static events: string[] = [];
  static gate = deferred();

  static reset(): void {
    NotingHandler.events = [];
    NotingHandler.gate = deferred();
  }

  override async do_GET(): Promise<void> {
    NotingHandler.events.push(`begin ${this.path}`);
    if (this.path.startsWith("/slow")) await NotingHandler.gate.promise;
    if (this.path.startsWith("/short")) await sleep(5);
    NotingHandler.events.push(`end ${this.path}`);
    this.answer(this.path);
  }
}

function get(path: string): string {
  return request(`GET ${path} HTTP/1.1`);
}

async function connectMany(server: { host: string; port: number }, count: number): Promise<RawClient[]> {
  return Promise.all(Array.from({ length: count }, () => RawClient.connect(server)));
}

/** Waits until so many connections have their handler. */
async function untilActive(server: TCPServer, count: number): Promise<void> {
  await until(() => server.activeCount >= count);
}

describe("HTTPServer", () => {
  test("is a TCPServer that reuses its address, and knows its port and name", async () => {
    await using running = await startServer(PersistentHandler, HTTPServer);
    const { server } = running;
    assert.ok(server instanceof TCPServer);
    assert.equal(server.allowReuseAddress, true);
    assert.equal(server.serverPort, running.port);
    assert.notEqual(server.serverPort, 0);
    assert.deepEqual(server.serverAddress, ["127.0.0.1", running.port]);
    assert.equal(server.serverName, "localhost");
    server.serverName = "example.org";
    assert.equal(server.serverName, "example.org");
  });

  test("bound to all interfaces has the machine's name, bound to another address that address", () => {
    assert.equal(new HTTPServer(["", 0], PersistentHandler).serverName, hostname());
    assert.equal(new HTTPServer(["0.0.0.0", 0], PersistentHandler).serverName, hostname());
    assert.equal(new HTTPServer(["192.0.2.7", 0], PersistentHandler).serverName, "192.0.2.7");
    assert.equal(new HTTPServer(["::1", 0], PersistentHandler).serverName, "localhost");
  });

  test("handles one request at a time, in order of arrival", async () => {
    NotingHandler.reset();
    await using running = await startServer(NotingHandler, HTTPServer);
    const clients = await connectMany(running, 4);
    for (const [i, client] of clients.entries()) {
      client.send(get(`/short${i}`));
      await sleep(2);
    }
    for (const [i, client] of clients.entries()) await client.until(`\r\n\r\n/short${i}`);
    assert.deepEqual(
      NotingHandler.events,
      [0, 1, 2, 3].flatMap((i) => [`begin /short${i}`, `end /short${i}`]),
    );
    for (const client of clients) client[Symbol.dispose]();
  });

  test("is held up by nobody who is silent, sent half a head, or has had an answer", async () => {
    await using running = await startServer(PersistentHandler, HTTPServer);
    using silent = await RawClient.connect(running);
    using half = await RawClient.connect(running);
    using served = await RawClient.connect(running);
    half.send("GET /half HTTP/1.1\r\nHo");
    served.send(get("/served"));
    await served.until("\r\n\r\n/served");
    using other = await RawClient.connect(running);
    other.send(get("/other"));
    await other.until("\r\n\r\n/other");
    half.send("st: a\r\n\r\n");
    await half.until("\r\n\r\n/half");
    silent.send(get("/silent"));
    await silent.until("\r\n\r\n/silent");
  });

  test("serves many clients that use fetch", async () => {
    await using running = await startServer(PersistentHandler, HTTPServer);
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => (await fetch(`${running.url}/${i}`)).text()),
    );
    assert.deepEqual(
      answers,
      Array.from({ length: 30 }, (_, i) => `/${i}`),
    );
  });

  test("handleRequest handles one of the connections that wait, and the next the next", async () => {
    NotingHandler.reset();
    class OnceHandler extends NotingHandler {
      override protocolVersion = "HTTP/1.0";
    }
    await using server = new HTTPServer(["127.0.0.1", 0], OnceHandler);
    await server.prepare();
    const clients = await connectMany({ host: "127.0.0.1", port: server.serverPort }, 3);
    for (const [i, client] of clients.entries()) client.send(get(`/${i}`));
    await sleep(20);
    for (const count of [1, 2, 3]) {
      await server.handleRequest();
      assert.equal(NotingHandler.events.length, 2 * count);
    }
    for (const client of clients) client[Symbol.dispose]();
  });

  test("handleRequest gives up after timeout seconds, and says so to handleTimeout", async () => {
    let timeouts = 0;
    class Impatient extends HTTPServer {
      override timeout = 0.02;

      override handleTimeout(): void {
        timeouts++;
      }
    }
    await using server = new Impatient(["127.0.0.1", 0], PersistentHandler);
    await server.handleRequest();
    await server.handleRequest();
    assert.equal(timeouts, 2);
  });
});

describe("ThreadingHTTPServer", () => {
  test("handles requests at the same time", async () => {
    NotingHandler.reset();
    await using running = await startServer(NotingHandler);
    const clients = await connectMany(running, 3);
    for (const [i, client] of clients.entries()) client.send(get(`/slow${i}`));
    await until(() => NotingHandler.events.length >= 3);
    assert.ok(NotingHandler.events.every((event) => event.startsWith("begin")));
    NotingHandler.gate.resolve();
    for (const [i, client] of clients.entries()) await client.until(`\r\n\r\n/slow${i}`);
    for (const client of clients) client[Symbol.dispose]();
  });

  test("has daemonThreads on: serverClose does not wait for requests", async () => {
    NotingHandler.reset();
    await using running = await startServer(NotingHandler);
    assert.equal(running.server.daemonThreads, true);
    using client = await RawClient.connect(running);
    client.send(get("/slow"));
    await until(() => NotingHandler.events.length >= 1);
    await running.server.serverClose();
    NotingHandler.gate.resolve();
    await client.until("\r\n\r\n/slow");
  });

  test("is held up by no client that does not read", async () => {
    class LargeHandler extends PersistentHandler {
      override async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.sendHeader("Content-Length", 50_000_000);
        this.endHeaders();
        for (let i = 0; i < 50; i++) await this.wfile.write(Buffer.alloc(1_000_000));
      }

      override async do_POST(): Promise<void> {
        this.answer("small");
      }
    }
    await using running = await startServer(LargeHandler);
    using stalled = await RawClient.connect(running);
    stalled.socket.pause();
    stalled.send(get("/"));
    using other = await RawClient.connect(running);
    other.send(request("POST / HTTP/1.1"));
    await other.until("\r\n\r\nsmall");
    assert.equal(stalled.isEnded, false);
  });
});

for (const serverClass of [HTTPServer, ThreadingHTTPServer]) {
  describe(`shutdown of ${serverClass.name}`, () => {
    test("closes idle connections, and serveForever returns", async () => {
      const server = new serverClass(["127.0.0.1", 0], PersistentHandler);
      await server.prepare();
      const serving = server.serveForever();
      const clients = await connectMany({ host: "127.0.0.1", port: server.serverPort }, 5);
      clients[0]?.send(get("/a"));
      await clients[0]?.until("\r\n\r\n/a");
      await untilActive(server, 5);
      await server.shutdown();
      await server.serverClose();
      await serving;
      for (const client of clients) await client.ended();
      assert.equal(await server.drain(1000), 0);
      assert.equal(server.activeCount, 0);
      for (const client of clients) client[Symbol.dispose]();
    });

    test("lets the request in hand finish, says that the connection closes, and takes no further one", async () => {
      NotingHandler.reset();
      await using running = await startServer(NotingHandler, serverClass);
      using client = await RawClient.connect(running);
      client.send(get("/slow") + get("/never"));
      await until(() => NotingHandler.events.length >= 1);
      const stopping = running.server.shutdown();
      await sleep(5);
      NotingHandler.gate.resolve();
      await stopping;
      assert.match(await client.ended(), /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n\r\n\/slow$/s);
      assert.deepEqual(NotingHandler.events, ["begin /slow", "end /slow"]);
    });

    test("may be awaited by a method, which still answers", async () => {
      class Stopping extends PersistentHandler {
        override async do_GET(): Promise<void> {
          await this.server.shutdown();
          this.answer("stopped");
        }
      }
      const server = new serverClass(["127.0.0.1", 0], Stopping);
      await server.prepare();
      const serving = server.serveForever();
      using client = await RawClient.connect({ host: "127.0.0.1", port: server.serverPort });
      client.send(get("/"));
      assert.match(await client.ended(), /Connection: close\r\n\r\nstopped$/);
      await serving;
      await server.serverClose();
    });

    test("leaves nobody waiting: requests that waited for their turn are answered or closed", async () => {
      NotingHandler.reset();
      const server = new serverClass(["127.0.0.1", 0], NotingHandler);
      await server.prepare();
      const serving = server.serveForever();
      const clients = await connectMany({ host: "127.0.0.1", port: server.serverPort }, 3);
      for (const client of clients) client.send(get("/slow"));
      await until(() => NotingHandler.events.length >= 1);
      await sleep(10);
      const stopping = server.shutdown();
      NotingHandler.gate.resolve();
      await stopping;
      await server.serverClose();
      await serving;
      assert.equal(await server.drain(1000), 0);
      for (const client of clients) await client.ended();
      for (const client of clients) client[Symbol.dispose]();
    });

    test("refuses new connections once the server is closed", async () => {
      const running = await startServer(PersistentHandler, serverClass);
      await running.close();
      await assert.rejects(RawClient.connect(running), { code: "ECONNREFUSED" });
    });
  });

  test(`drain of ${serverClass.name} cuts what is not done in time, and counts it`, async () => {
    NotingHandler.reset();
    const server = new serverClass(["127.0.0.1", 0], NotingHandler);
    await server.prepare();
    const serving = server.serveForever();
    using busy = await RawClient.connect({ host: "127.0.0.1", port: server.serverPort });
    using half = await RawClient.connect({ host: "127.0.0.1", port: server.serverPort });
    busy.send(get("/slow"));
    half.send("GET / HT");
    await untilActive(server, 2);
    await until(() => NotingHandler.events.length >= 1);
    await sleep(10); // the half one was sent right behind
    const stopping = server.shutdown();
    assert.equal(await server.drain(20), 2);
    await busy.ended();
    await half.ended();
    NotingHandler.gate.resolve();
    await stopping;
    await server.serverClose();
    await serving;
  });
}
