// Servers that handle many requests at a time. CPython's counterpart is in test_socketserver.

import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ThreadingTCPServer } from "../../src/socketserver/combinations.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { TCPServer } from "../../src/socketserver/tcp-server.ts";
import { ThreadingMixIn } from "../../src/socketserver/threading-mixin.ts";
import { captureStderr } from "../server/test-handlers.ts";
import { settle, sleep, until } from "../support/waiting.ts";
import { connectTo, EchoHandler, talk, withServer } from "./clients.ts";
import { NotingServer } from "./noting-server.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];

class ThreadingNotingServer extends ThreadingMixIn(NotingServer) {}

test("three clients, one after another, get their line back; then the server is closed", async () => {
  const server = new ThreadingTCPServer(LOOPBACK, EchoHandler);
  await withServer(server, async ({ serverAddress }) => {
    for (let i = 0; i < 3; i++) assert.equal(await talk(serverAddress, "hello world\n"), "hello world\n");
  });
  assert.equal(server.fileno(), -1);
});

test("a client that stalls holds up no other", async () => {
  await withServer(new ThreadingTCPServer(LOOPBACK, EchoHandler), async ({ serverAddress }) => {
    using stalled = await connectTo(serverAddress);
    stalled.send("half a line");
    assert.equal(await talk(serverAddress, "whole\n"), "whole\n");
    stalled.sendEnd();
    assert.equal(await stalled.ended(), "half a line");
  });
});

test("the server can be closed before it was used", async () => {
  class Own extends ThreadingMixIn(TCPServer) {}
  const server = new Own(LOOPBACK, EchoHandler);
  await server.prepare();
  await server.serverClose();
  assert.equal(server.fileno(), -1);
});

test("requests are handled at the same time, each by processRequestThread", async () => {
  const server = new ThreadingNotingServer();
  const served = server.serveForever();
  server.arrive("slow 1", "slow 2", "fast");
  await until(() => server.noted("closeRequest").length === 1);
  assert.deepEqual(server.noted("handle"), ["slow 1", "slow 2", "fast"]);
  assert.deepEqual(server.noted("closeRequest"), ["fast"]);
  server.gate.resolve();
  await server.shutdown();
  await served;
  await server.serverClose();
  assert.deepEqual(server.noted("closeRequest"), ["fast", "slow 1", "slow 2"]);
});

test("a handler finds the AsyncLocalStorage stores of who called serveForever, wherever the server was bound", async () => {
  const storage = new AsyncLocalStorage<string>();
  const found: (string | undefined)[] = [];
  class Handler extends EchoHandler {
    override handle(): Promise<void> {
      found.push(storage.getStore());
      return super.handle();
    }
  }
  const server = new ThreadingTCPServer(LOOPBACK, Handler);
  await storage.run("binding", () => server.prepare());
  const served = storage.run("serving", () => server.serveForever());
  for (let i = 0; i < 2; i++) await talk(server.serverAddress, "hello\n");
  await server.shutdown();
  await served;
  await server.serverClose();
  assert.deepEqual(found, ["serving", "serving"]);
});

test("an error that handleError throws while a request is handled as it comes ends serveForever", async () => {
  class Strict extends ThreadingNotingServer {
    override verifyRequest(): boolean {
      throw new Error("verify");
    }
    override handleError(): void {
      throw new Error("strict");
    }
  }
  const server = new Strict();
  const served = server.serveForever();
  const ended = assert.rejects(served, { message: "strict" });
  await settle();
  server.arrive("any");
  await ended;
  await server.serverClose();
});

test("a finishRequest that returns no promise, or throws at once, ends in shutdownRequest all the same", async () => {
  class Plain extends ThreadingNotingServer {
    override finishRequest(request: string): Promise<void> {
      if (request === "bad") throw new Error("bad");
      return undefined as unknown as Promise<void>;
    }
  }
  const server = new Plain();
  const served = server.serveForever();
  server.arrive("good", "bad");
  await until(() => server.noted("closeRequest").length === 2);
  assert.deepEqual(server.noted("closeRequest"), ["good", "bad"]);
  assert.equal(server.noted("handleError").length, 1);
  await server.shutdown();
  await served;
  await server.serverClose();
});

test("handleRequest starts one request, and leaves the others to the next call", async () => {
  const server = new ThreadingNotingServer();
  server.arrive("slow 1", "slow 2");
  await server.handleRequest();
  await settle();
  assert.deepEqual(server.noted("handle"), ["slow 1"]);
  await server.handleRequest();
  await settle();
  assert.deepEqual(server.noted("handle"), ["slow 1", "slow 2"]);
  server.gate.resolve();
  await server.serverClose();
});

test("handleRequest waits for a slow verifyRequest though its timeout passes", async () => {
  class Thorough extends ThreadingNotingServer {
    override async verifyRequest(): Promise<boolean> {
      await sleep(40);
      return true;
    }
  }
  const server = new Thorough();
  server.timeout = 0.01;
  server.arrive("a", "b");
  await server.handleRequest();
  await settle();
  assert.deepEqual(server.noted("handle"), ["a"]);
  assert.ok(!server.notes.includes("handleTimeout"));
});

test("what a handler throws goes to handleError, then the request is shut down", async () => {
  const server = new ThreadingNotingServer();
  server.arrive("bad");
  await server.handleRequest();
  await settle();
  assert.deepEqual(server.notes.slice(-4), [
    "finish bad",
    "handleError bad: bad failed",
    "shutdownRequest bad",
    "closeRequest bad",
  ]);
});

test("what handleError throws is reported on stderr, and the server goes on", async (t) => {
  const stderr = captureStderr(t);
  class Strict extends ThreadingNotingServer {
    override handleError(): never {
      throw new Error("handleError itself failed");
    }
  }
  const server = new Strict();
  const served = server.serveForever();
  server.arrive("bad", "good");
  await until(() => server.noted("closeRequest").length === 2);
  await server.shutdown();
  await served;
  await settle();
  assert.match(stderr(), /handleError itself failed/);
  assert.deepEqual(server.noted("shutdownRequest").toSorted(), ["bad", "good"]);
});

describe("serverClose", () => {
  const CASES: readonly (readonly [daemonThreads: boolean, blockOnClose: boolean, waits: boolean])[] = [
    [false, true, true],
    [true, true, false],
    [false, false, false],
  ];
  for (const [daemonThreads, blockOnClose, waits] of CASES) {
    const when = `with daemonThreads ${daemonThreads} and blockOnClose ${blockOnClose}`;
    test(`${waits ? "waits" : "does not wait"} for requests in hand ${when}`, async () => {
      const server = new ThreadingNotingServer();
      Object.assign(server, { daemonThreads, blockOnClose });
      const served = server.serveForever();
      server.arrive("slow");
      await until(() => server.noted("handle").length === 1);
      await server.shutdown();
      await served;
      let isClosed = false;
      const closed = server.serverClose().then(() => {
        isClosed = true;
      });
      await settle();
      assert.equal(isClosed, !waits);
      server.gate.resolve();
      await closed;
    });
  }

  test("remembers no request that is done", async () => {
    const promises: WeakRef<object>[] = [];
    class Traced<Value> extends Promise<Value> {
      constructor(executor: ConstructorParameters<typeof Promise<Value>>[0]) {
        super(executor);
        promises.push(new WeakRef(this));
      }
    }
    class Remembering extends ThreadingNotingServer {
      override processRequestThread(request: string, clientAddress: Address): Promise<void> {
        return Traced.resolve(super.processRequestThread(request, clientAddress));
      }
    }
    const server = new Remembering();
    const served = server.serveForever();
    server.arrive(...Array.from({ length: 10 }, (_, i) => `${i}`));
    await until(() => server.noted("closeRequest").length === 10);
    await settle();
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    assert.ok(promises.length >= 10);
    assert.ok(promises.every((promise) => promise.deref() === undefined));
    await server.shutdown();
    await served;
    await server.serverClose();
  });
});
