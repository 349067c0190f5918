// A method that waits learns from its signal that its client has left.

import assert from "node:assert/strict";
import { EventEmitter, on, once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { MemoryTransport } from "../../src/io/memory-transport.ts";
import { nextTurn } from "../../src/io/timer.ts";
import { HTTPServer } from "../../src/server/http-server.ts";
import { ThreadingHTTPSServer } from "../../src/server/https-server.ts";
import { BaseServer } from "../../src/socketserver/base-server.ts";
import type { TCPServer } from "../../src/socketserver/tcp-server.ts";
import { ThreadingMixIn } from "../../src/socketserver/threading-mixin.ts";
import { UnixStreamServer } from "../../src/socketserver/unix-server.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { findProgram, needs } from "../support/programs.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { TempTree } from "../support/temp-tree.ts";
import { deferred, sleep, until } from "../support/waiting.ts";
import { makeCertificates, removeCertificates } from "./certificates.ts";
import { captureStderr, PersistentHandler } from "./test-handlers.ts";

const GET = request("GET / HTTP/1.1");
/** What nobody ever emits. */
const silence = new EventEmitter().setMaxListeners(0);

/** Waits for its client to leave, having sent the head of an answer. */
class Waiting extends PersistentHandler {
  override async do_GET(): Promise<void> {
    this.sendResponse(200);
    this.endHeaders();
    await this.wfile.flush();
    await once(silence, "news", { signal: this.signal });
  }
}

async function untilIdle(server: { readonly activeCount: number }): Promise<void> {
  await until(() => server.activeCount === 0);
}

/** Lets a client leave that waits for a server's answer, and ends the server when it has noticed. */
async function leaveQuietly(server: TCPServer, connect: () => Socket): Promise<void> {
  await server.prepare();
  const serving = server.serveForever();
  try {
    const client = new RawClient(connect());
    client.send(GET);
    await client.until("\r\n\r\n");
    client.sendEnd();
    await untilIdle(server);
  } finally {
    await server.shutdown();
    await serving;
    await server.serverClose();
  }
}

describe("the signal of a request is aborted", () => {
  for (const [what, leave] of [
    ["closes its side", (client) => client.sendEnd()],
    ["closes the connection", (client) => client[Symbol.dispose]()],
    ["resets the connection", (client) => void client.socket.resetAndDestroy()],
  ] as const satisfies [string, (client: RawClient) => void][]) {
    test(`when the client ${what}: the method ends, without a word on stderr`, async (t) => {
      const stderr = captureStderr(t);
      await using running = await startServer(Waiting);
      using client = await RawClient.connect(running);
      client.send(GET);
      await client.until("\r\n\r\n");
      assert.equal(running.server.activeCount, 1);
      leave(client);
      await untilIdle(running.server);
      assert.equal(stderr(), "");
    });
  }

  test("when the client of a server that handles one request at a time leaves: the next one is answered", async () => {
    class WaitingOnce extends Waiting {
      override async do_GET(): Promise<void> {
        if (this.path !== "/next") return super.do_GET();
        this.answer("next");
      }
    }
    await using running = await startServer(WaitingOnce, HTTPServer);
    const client = await RawClient.connect(running);
    client.send(GET);
    await client.until("\r\n\r\n");
    client[Symbol.dispose]();
    assert.equal(await (await fetch(`${running.url}/next`)).text(), "next");
  });

  test("at once when the client had closed its side before it was asked for, and its requests are answered all the same", async () => {
    const seen: boolean[] = [];
    class Late extends PersistentHandler {
      override async do_GET(): Promise<void> {
        if (this.path === "/a") await once(this.connection as Socket, "end");
        seen.push(this.signal.aborted);
        await sleep(5);
        this.answer(this.path);
      }
    }
    await using running = await startServer(Late);
    using client = await RawClient.connect(running);
    client.send(request("GET /a HTTP/1.1") + request("GET /b HTTP/1.1"));
    client.sendEnd();
    const answers = await client.ended();
    assert.equal(answers.split("HTTP/1.1 200").length - 1, 2);
    assert.match(answers, /\r\n\r\n\/b$/);
    assert.deepEqual(seen, [true, true]);
  });

  test("over TLS", needs(findProgram("openssl"), "install openssl"), async () => {
    const files = makeCertificates();
    const server = new ThreadingHTTPSServer(["127.0.0.1", 0], Waiting, true, { certfile: files.both });
    try {
      await leaveQuietly(server, () =>
        connectTls({ host: "127.0.0.1", port: server.serverPort, rejectUnauthorized: false }),
      );
    } finally {
      removeCertificates(files);
    }
  });

  test("on a Unix socket", { skip: process.platform === "win32" }, async () => {
    using tree = new TempTree();
    const path = tree.at("socket");
    const server = new (ThreadingMixIn(UnixStreamServer))(path, Waiting);
    await leaveQuietly(server, () => connect({ path, allowHalfOpen: true }));
  });

  test("without a socket, when the transport is closed; that its input has ended is no reason", async () => {
    const { promise: asked, resolve: ask } = deferred<AbortSignal>();
    class Asking extends PersistentHandler {
      override async do_GET(): Promise<void> {
        ask(this.signal);
        await once(this.signal, "abort");
      }
    }
    const transport = new MemoryTransport();
    const server = new BaseServer<MemoryTransport>(["127.0.0.1", 0], Asking);
    server.turn = undefined;
    const handling = server.finishRequest(transport, ["127.0.0.1", 50000]);
    transport.send(GET);
    const signal = await asked;
    transport.sendEnd();
    await nextTurn();
    assert.equal(signal.aborted, false);
    transport.close();
    await handling;
    assert.equal(signal.aborted, true);
  });
});

describe("the signal of a request", () => {
  test("is the same each time, another for the next request, and not aborted by an end that comes later", async () => {
    const signals: AbortSignal[] = [];
    class Asking extends PersistentHandler {
      override do_GET(): void {
        signals.push(this.signal);
        assert.equal(this.signal, signals.at(-1));
        this.answer(this.path);
      }
    }
    await using running = await startServer(Asking);
    using client = await RawClient.connect(running);
    for (const path of ["/one", "/two"]) {
      client.send(request(`GET ${path} HTTP/1.1`));
      await client.until(path);
    }
    client.sendEnd();
    await client.ended();
    await untilIdle(running.server);
    assert.equal(new Set(signals).size, 2);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [false, false],
    );
  });

  test("that is first asked for behind the answer is not that of the next request, and listens to nothing", async () => {
    const { promise: asked, resolve: ask } = deferred<AbortSignal>();
    const signals: AbortSignal[] = [];
    class Late extends PersistentHandler {
      override do_GET(): void {
        if (this.path === "/late") setTimeout(() => ask(this.signal), 5);
        else signals.push(this.signal);
        this.answer(this.path);
      }
    }
    await using running = await startServer(Late);
    using client = await RawClient.connect(running);
    client.send(request("GET /late HTTP/1.1"));
    const late = await asked;
    client.send(request("GET /next HTTP/1.1"));
    await client.until("\r\n\r\n/next");
    assert.notEqual(signals[0], late);
    client.sendEnd();
    await client.ended();
    await untilIdle(running.server);
    assert.equal(late.aborted, false);
  });

  test("listens to nothing until it is asked for, nor behind the answer", async () => {
    const counts: number[] = [];
    class Counting extends PersistentHandler {
      override do_GET(): void {
        const socket = this.connection as Socket;
        counts.push(socket.listenerCount("end"));
        if (this.path === "/ask") assert.equal(this.signal.aborted, false);
        this.answer(this.path);
      }
    }
    await using running = await startServer(Counting);
    using client = await RawClient.connect(running);
    for (const path of ["/", "/ask", "/behind"]) {
      client.send(request(`GET ${path} HTTP/1.1`));
      await client.until(`\r\n\r\n${path}`);
    }
    assert.equal(new Set(counts).size, 1);
  });

  test("is not aborted by a method that fails", async (t) => {
    captureStderr(t);
    const { promise, resolve } = deferred<AbortSignal>();
    class Failing extends PersistentHandler {
      override do_GET(): void {
        resolve(this.signal);
        throw new RangeError("own");
      }
    }
    await using running = await startServer(Failing);
    assert.equal((await fetch(running.url)).status, 500);
    await untilIdle(running.server);
    assert.equal((await promise).aborted, false);
  });

  test("is of no consequence in an exchange: the input ends there, and the client has not left", async () => {
    class Asking extends PersistentHandler {
      override async do_GET(): Promise<void> {
        assert.equal(this.signal.aborted, false);
        await sleep(5);
        this.answer(String(this.signal.aborted));
      }
    }
    const { output } = await exchange(Asking, GET + GET);
    assert.equal(String(output).split("\r\n\r\nfalse").length - 1, 2);
  });

  test("leaves a client that closed its side to the method: what gives up is not answered, what goes on is", async (t) => {
    const stderr = captureStderr(t);
    class Choosing extends PersistentHandler {
      override async do_GET(): Promise<void> {
        try {
          await once(silence, "news", { signal: this.signal });
        } catch (error) {
          if (this.path === "/give-up") throw error;
          this.answer("all the same");
        }
      }
    }
    await using running = await startServer(Choosing);
    for (const [path, expected] of [
      ["/give-up", /^$/],
      ["/go-on", /\r\n\r\nall the same$/],
    ] as const) {
      using client = await RawClient.connect(running);
      client.send(request(`GET ${path} HTTP/1.1`));
      client.sendEnd();
      assert.match(await client.ended(), expected);
    }
    assert.equal(stderr(), "");
  });

  test("leaves an answer whole that is whole, and cuts one that is not", async (t) => {
    const stderr = captureStderr(t);
    class Lingering extends PersistentHandler {
      override async do_GET(): Promise<void> {
        this.sendResponse(200);
        if (this.path !== "/chunked") this.sendHeader("Content-Length", this.path === "/whole" ? 4 : 5);
        this.endHeaders();
        await this.wfile.write("done");
        await this.wfile.flush();
        await once(silence, "news", { signal: this.signal });
      }
    }
    await using running = await startServer(Lingering);
    for (const [path, isCut] of [
      ["/whole", false],
      ["/short", true],
      ["/chunked", true],
    ] as const) {
      using client = await RawClient.connect(running);
      client.send(request(`GET ${path} HTTP/1.1`));
      await client.until("done");
      client.sendEnd();
      await client.ended();
      assert.equal(client.wasReset, isCut, path);
    }
    assert.equal(stderr(), "");
  });

  for (const [what, fail, expected] of [
    ["an error", () => new RangeError("other"), /RangeError: other/],
    [
      "a connection of the method's own",
      () => Object.assign(new Error("backend"), { code: "ECONNRESET" }),
      /Error: backend/,
    ],
  ] as const) {
    test(`does not hide what has failed for another reason: ${what}`, async (t) => {
      const stderr = captureStderr(t);
      class Failing extends PersistentHandler {
        override async do_GET(): Promise<void> {
          await once(silence, "news", { signal: this.signal }).catch(() => undefined);
          throw fail();
        }
      }
      await using running = await startServer(Failing);
      using client = await RawClient.connect(running);
      client.send(GET);
      client.sendEnd();
      assert.match(await client.ended(), /^HTTP\/1\.1 500 /);
      assert.match(stderr(), expected);
    });
  }

  test("ends a stream of events", async (t) => {
    const stderr = captureStderr(t);
    const news = new EventEmitter();
    class Events extends PersistentHandler {
      override async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.sendHeader("Content-Type", "text/event-stream");
        this.endHeaders();
        for await (const [item] of on(news, "item", { signal: this.signal }))
          await this.wfile.write(`data: ${item}\n\n`);
      }
    }
    await using running = await startServer(Events);
    using client = await RawClient.connect(running);
    client.send(GET);
    await client.until("\r\n\r\n");
    news.emit("item", "one");
    await client.until("data: one");
    client.sendEnd();
    await untilIdle(running.server);
    assert.equal(news.listenerCount("item"), 0);
    assert.equal(stderr(), "");
  });
});
