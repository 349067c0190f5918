// Servers on TCP sockets. CPython's counterpart is in test_socketserver.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import { BaseRequestHandler, StreamRequestHandler } from "../../src/socketserver/request-handlers.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { TCPServer } from "../../src/socketserver/tcp-server.ts";
import { captureStderr } from "../server/test-handlers.ts";
import { deferred, settle, sleep, until } from "../support/waiting.ts";
import { connectTo, EchoHandler, talk, withServer } from "./clients.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];

/** How many descriptors this process has open, where the system tells. */
function descriptorCount(): number {
  return readdirSync("/proc/self/fd").length;
}

/** How many listening sockets keep this process alive. */
function listeningCount(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length;
}

const canCount = { skip: process.platform === "linux" ? false : "descriptors are counted in /proc" };

test("three clients, one after another, get their line back; then the server is closed", async () => {
  const server = new TCPServer(LOOPBACK, EchoHandler);
  await withServer(server, async ({ serverAddress }) => {
    for (let i = 0; i < 3; i++) assert.equal(await talk(serverAddress, "hello world\n"), "hello world\n");
  });
  assert.equal(server.fileno(), -1);
  assert.equal(server.socket, undefined);
});

test("serving keeps the process alive, unless keepProcessAlive says that it does not", async () => {
  class Daemon extends TCPServer {
    override keepProcessAlive(): void {
      super.keepProcessAlive(false);
    }
  }
  const before = listeningCount();
  for (const [Server, count] of [
    [TCPServer, 1],
    [Daemon, 0],
  ] as const) {
    await withServer(new Server(LOOPBACK, EchoHandler), async ({ serverAddress }) => {
      assert.equal(await talk(serverAddress, "hello world\n"), "hello world\n");
      assert.equal(listeningCount() - before, count);
    });
  }
});

describe("serverBind", () => {
  test("makes serverAddress the real address, with the port that was free", async () => {
    await using server = new TCPServer(LOOPBACK, EchoHandler);
    await server.serverBind();
    assert.equal(server.serverAddress[0], "127.0.0.1");
    assert.ok((server.serverAddress[1] as number) > 0);
    assert.equal(server.serverAddress.length, 2);
  });

  test("gives an IPv6 address four parts, as Python does", async () => {
    await using server = new TCPServer(["::1", 0], EchoHandler);
    await server.serverBind();
    assert.deepEqual(server.serverAddress, ["::1", server.serverAddress[1], 0, 0]);
  });

  test("takes the host '' as all interfaces of the address family", async () => {
    await using four = new TCPServer(["", 0], EchoHandler);
    await four.serverBind();
    assert.equal(four.serverAddress[0], "0.0.0.0");
    await using six = new TCPServer(["", 0], EchoHandler);
    six.addressFamily = "IPv6";
    await six.serverBind();
    assert.equal(six.serverAddress[0], "::");
    await withServer(six, async () => {
      assert.equal(await talk(["127.0.0.1", six.serverAddress[1] as number], "both\n"), "both\n");
    });
  });

  test("gives the descriptor to fileno", { skip: process.platform === "win32" }, async () => {
    await using server = new TCPServer(LOOPBACK, EchoHandler);
    assert.equal(server.fileno(), -1);
    await server.serverBind();
    assert.ok(server.fileno() > 2);
  });

  test("rejects with EADDRINUSE where somebody listens, and the server can be bound elsewhere", async () => {
    await using first = new TCPServer(LOOPBACK, EchoHandler);
    await first.serverBind();
    await using second = new TCPServer(first.serverAddress, EchoHandler);
    await assert.rejects(second.serverBind(), { code: "EADDRINUSE" });
    await assert.rejects(second.serveForever(), { code: "EADDRINUSE" });
    await assert.rejects(second.handleRequest(), { code: "EADDRINUSE" });
    assert.equal(second.fileno(), -1);
    second.serverAddress = LOOPBACK;
    await withServer(second, async ({ serverAddress }) => {
      assert.equal(await talk(serverAddress, "elsewhere\n"), "elsewhere\n");
    });
  });

  test("rejects for a port that is none, and for an address that is a path", async () => {
    await assert.rejects(new TCPServer(["127.0.0.1", -1], EchoHandler).serverBind(), { code: "ERR_SOCKET_BAD_PORT" });
    await assert.rejects(new TCPServer("localhost:80", EchoHandler).serverBind(), /is a path/);
    for (const address of [8000, { host: "", port: 8000 }, null]) {
      const server = new TCPServer(address as unknown as Address, EchoHandler);
      await assert.rejects(server.serverBind(), { message: /is \[host, port\]; .* is none\./ });
    }
  });

  test("rejects when the server is bound already", async () => {
    await using server = new TCPServer(LOOPBACK, EchoHandler);
    await server.serverBind();
    await assert.rejects(server.serverBind(), TypeError);
  });

  test("that fails leaks no descriptor", canCount, async () => {
    await using first = new TCPServer(LOOPBACK, EchoHandler);
    await first.serverBind();
    const before = descriptorCount();
    for (let i = 0; i < 300; i++) {
      await assert.rejects(new TCPServer(first.serverAddress, EchoHandler).serverBind());
      await assert.rejects(new TCPServer(["127.0.0.1", -1], EchoHandler).serverBind());
    }
    assert.equal(descriptorCount(), before);
  });

  test("of a subclass that fails after the socket was bound closes it", canCount, async () => {
    class Unfinished extends TCPServer {
      override async serverBind(): Promise<void> {
        await super.serverBind();
        throw new Error("and now this");
      }
    }
    const before = descriptorCount();
    for (let i = 0; i < 20; i++) {
      await assert.rejects(new Unfinished(LOOPBACK, EchoHandler).serveForever(), { message: "and now this" });
    }
    assert.equal(descriptorCount(), before);
  });
});

describe("bindAndActivate false", () => {
  test("leaves both to the caller", async () => {
    await using server = new TCPServer(LOOPBACK, EchoHandler, false);
    await assert.rejects(server.serveForever(), /call serverBind\(\) and serverActivate\(\) first/);
    await server.serverBind();
    await server.serverActivate();
    await withServer(server, async ({ serverAddress }) => {
      assert.equal(await talk(serverAddress, "by hand\n"), "by hand\n");
    });
  });
});

describe("serverActivate", () => {
  test("is not called again by who serves, and a server that was closed stays so until it is bound", async () => {
    let activations = 0;
    class Counting extends TCPServer {
      override serverActivate(): void | Promise<void> {
        activations++;
        return super.serverActivate();
      }
    }
    await using server = new Counting(LOOPBACK, EchoHandler, false);
    await server.serverBind();
    await server.serverActivate();
    await server.prepare();
    assert.equal(activations, 1);
    await server.serverClose();
    await assert.rejects(server.serveForever(), { name: "TypeError", message: /call serverBind\(\)/ });
    assert.equal(server.isClosed, true);
    await server.serverBind();
    assert.equal(server.isClosed, false);
  });

  test("is called once, after serverBind, whether or not an override calls its base", async () => {
    for (const callsBase of [true, false]) {
      const notes: string[] = [];
      class Noting extends TCPServer {
        override async serverBind(): Promise<void> {
          await super.serverBind();
          notes.push("bind");
        }

        override async serverActivate(): Promise<void> {
          notes.push("activate");
          if (callsBase) await super.serverActivate();
        }
      }
      await using server = new Noting(LOOPBACK, EchoHandler);
      server.timeout = 0;
      await server.handleRequest();
      await server.handleRequest();
      await server.prepare();
      assert.deepEqual(notes, ["bind", "activate"]);
    }
  });
});

describe("serverClose", () => {
  test("of a server that was never used, or has just begun, leaves nothing open", canCount, async () => {
    const before = descriptorCount();
    await new TCPServer(LOOPBACK, EchoHandler).serverClose();
    for (let i = 0; i < 20; i++) {
      const server = new TCPServer(LOOPBACK, EchoHandler);
      const served = server.serveForever();
      if (i % 2 === 0) await server.shutdown();
      await server.serverClose();
      await served;
      assert.equal(server.fileno(), -1);
    }
    assert.equal(descriptorCount(), before);
  });

  test("frees the port at once, and the server may serve again", async () => {
    const server = new TCPServer(LOOPBACK, EchoHandler);
    await withServer(server, async () => undefined);
    const { serverAddress } = server;
    for (let i = 0; i < 3; i++) {
      await withServer(server, async () => {
        assert.equal(await talk(serverAddress, "again\n"), "again\n");
      });
    }
  });

  test("ends a loop of handleRequest: the one that waits resolves, the next rejects, and the port stays free", async () => {
    const server = new TCPServer(LOOPBACK, EchoHandler);
    await server.prepare();
    const { serverAddress } = server;
    let handled = 0;
    const loop = (async () => {
      for (;;) {
        await server.handleRequest();
        handled++;
      }
    })();
    assert.equal(await talk(serverAddress, "hello\n"), "hello\n");
    await until(() => handled === 1);
    await server.serverClose();
    await assert.rejects(loop, { name: "TypeError", message: /^The server is closed/ });
    assert.equal(handled, 2);
    assert.equal(server.isClosed, true);
    await assert.rejects(connectTo(serverAddress), { code: "ECONNREFUSED" });
  });

  test("while the server is being bound for handleRequest makes that resolve, and the next reject", async () => {
    const server = new TCPServer(LOOPBACK, EchoHandler);
    const handling = server.handleRequest();
    await server.serverClose();
    await handling;
    await assert.rejects(server.handleRequest(), TypeError);
    assert.equal(server.socket, undefined);
    await withServer(server, async ({ serverAddress }) => {
      assert.equal(server.isClosed, false);
      assert.equal(await talk(serverAddress, "again\n"), "again\n");
    });
  });

  test("is no reason for handleRequest to reject when it was called because binding failed", async () => {
    await using first = new TCPServer(LOOPBACK, EchoHandler);
    await first.prepare();
    await using second = new TCPServer(first.serverAddress, EchoHandler);
    for (let i = 0; i < 2; i++) await assert.rejects(second.handleRequest(), { code: "EADDRINUSE" });
  });

  test("cuts connections that were not got, and later ones are refused", async () => {
    await using server = new TCPServer(LOOPBACK, EchoHandler);
    await server.prepare();
    using client = await connectTo(server.serverAddress);
    client.send("hello\n");
    await until(() => server.waitingCount === 1);
    await server.serverClose();
    assert.equal(await client.ended(), "");
    await assert.rejects(connectTo(server.serverAddress), { code: "ECONNREFUSED" });
  });

  test("is called at the end of an `await using` block", async () => {
    let server: TCPServer;
    {
      await using inBlock = new TCPServer(LOOPBACK, EchoHandler);
      server = inBlock;
      await server.prepare();
      assert.notEqual(server.socket, undefined);
    }
    assert.equal(server.socket, undefined);
  });
});

describe("a server without a mixin", () => {
  /** Says its line's number when it begins and when it ends. */
  class SlowHandler extends StreamRequestHandler {
    static events: string[] = [];

    override async handle(): Promise<void> {
      const line = (await this.rfile.readline()).toString().trim();
      SlowHandler.events.push(`begin ${line}`);
      await sleep(5);
      SlowHandler.events.push(`end ${line}`);
    }
  }

  test("handles one connection at a time, in order of arrival, even while the first is silent", async () => {
    SlowHandler.events = [];
    await withServer(new TCPServer(LOOPBACK, SlowHandler), async ({ serverAddress }) => {
      using silent = await connectTo(serverAddress);
      await settle();
      const others = await Promise.all([connectTo(serverAddress), connectTo(serverAddress)]);
      for (const [i, client] of others.entries()) client.send(`${i}\n`);
      await sleep(20);
      assert.deepEqual(SlowHandler.events, []);
      silent.send("silent\n");
      for (const client of others) await client.ended();
      for (const client of others) client[Symbol.dispose]();
    });
    const order = SlowHandler.events.filter((event) => event.startsWith("begin"));
    assert.equal(order[0], "begin silent");
    assert.deepEqual(
      SlowHandler.events,
      order.flatMap((event) => [event, event.replace("begin", "end")]),
    );
  });

  test("handles with handleRequest one connection a call", async () => {
    await using server = new TCPServer(LOOPBACK, EchoHandler);
    await server.prepare();
    using first = await connectTo(server.serverAddress);
    using second = await connectTo(server.serverAddress);
    first.send("first\n");
    second.send("second\n");
    await server.handleRequest();
    assert.equal(await first.ended(), "first\n");
    await sleep(20);
    assert.equal(second.received, "");
    await server.handleRequest();
    assert.equal(await second.ended(), "second\n");
  });

  test("handles with a timeout of 0 a connection that the system has already", async () => {
    await using server = new TCPServer(LOOPBACK, EchoHandler);
    await server.prepare();
    let timeouts = 0;
    server.handleTimeout = () => void timeouts++;
    let answer = "";
    void talk(server.serverAddress, "hello\n").then((text) => (answer = text));
    while (answer === "" && timeouts < 1e5) await server.handleRequest(0);
    assert.equal(answer, "hello\n");
  });
});

describe("the end of a connection", () => {
  test("reaches a client that keeps its side open, after everything that was written", async () => {
    class Large extends StreamRequestHandler {
      override handle(): void {
        for (let i = 0; i < 100; i++) this.wfile.write("x".repeat(100_000));
      }
    }
    await withServer(new TCPServer(LOOPBACK, Large), async ({ serverAddress }) => {
      assert.equal((await talk(serverAddress, "never read ".repeat(100_000))).length, 10_000_000);
    });
  });

  test("does not cut off what a slow client has not taken yet", { timeout: 300_000 }, async () => {
    const size = 16_000_000;
    class Large extends BaseRequestHandler<Socket> {
      override handle(): void {
        this.request.write(Buffer.alloc(size));
      }
    }
    await withServer(new TCPServer(LOOPBACK, Large), async ({ serverAddress }) => {
      using client = await connectTo(serverAddress);
      client.socket.pause();
      await sleep(3000); // longer than a connection lingers
      client.socket.resume();
      assert.equal((await client.ended()).length, size);
    });
  });

  for (const who of ["the server", "the handler"]) {
    test(`is not waited for by a client that never closes its side: two seconds after ${who} did, it is gone`, async () => {
      const closed = deferred<void>();
      class Watched extends EchoHandler {
        override async handle(): Promise<void> {
          const socket = this.request as Socket;
          socket.once("close", () => closed.resolve());
          await super.handle();
          this.wfile.flush();
          if (who === "the handler") await new Promise<void>((resolve) => socket.end(resolve));
        }
      }
      await withServer(new TCPServer(LOOPBACK, Watched), async ({ serverAddress }) => {
        using client = await connectTo(serverAddress);
        client.send("hello\n");
        assert.equal(await client.ended(), "hello\n");
        const start = performance.now();
        await closed.promise;
        assert.ok(performance.now() - start < 10_000);
      });
    });
  }

  test("by a client that resets the connection harms nobody", async (t) => {
    const stderr = captureStderr(t);
    await withServer(new TCPServer(LOOPBACK, EchoHandler), async ({ serverAddress }) => {
      for (let i = 0; i < 5; i++) {
        const client = await connectTo(serverAddress);
        client.send("half a line");
        client.socket.resetAndDestroy();
      }
      assert.equal(await talk(serverAddress, "still here\n"), "still here\n");
    });
    assert.equal(stderr(), "");
  });
});

test("a connection whose handler throws is closed, and the report names the client", async (t) => {
  const stderr = captureStderr(t);
  class Bad extends BaseRequestHandler {
    override handle(): void {
      throw new RangeError("Test error");
    }
  }
  await withServer(new TCPServer(LOOPBACK, Bad), async ({ serverAddress }) => {
    using client = await connectTo(serverAddress);
    const { localPort } = client.socket;
    assert.equal(await client.ended(), "");
    await settle();
    assert.match(
      stderr(),
      new RegExp(`of request from \\('127\\.0\\.0\\.1', ${localPort}\\)\nRangeError: Test error\n`),
    );
  });
});

test("a connection that comes when the server is closed, or whose client has gone, is no request", async () => {
  for (const isClosed of [true, false]) {
    await using server = new TCPServer(LOOPBACK, EchoHandler);
    await server.prepare();
    if (isClosed) await server.serverClose();
    const arrived = deferred<Socket>();
    const other = createServer((connection) => {
      if (!isClosed) connection.destroy();
      server.connectionArrived(connection);
      arrived.resolve(connection);
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    using client = await connectTo(["127.0.0.1", (other.address() as AddressInfo).port]);
    assert.equal(await client.ended(), "");
    assert.equal((await arrived.promise).destroyed, true);
    assert.equal(server.waitingCount, 0);
    other.close();
  }
});

test("a refused connection is closed without a handler", async () => {
  class Refusing extends TCPServer {
    override verifyRequest(): boolean {
      return false;
    }
  }
  await withServer(new Refusing(LOOPBACK, EchoHandler), async ({ serverAddress }) => {
    assert.equal(await talk(serverAddress, "let me in\n"), "");
  });
});

test("an error of the bound socket is told on stderr, and the server goes on", async (t) => {
  const stderr = captureStderr(t);
  await withServer(new TCPServer(LOOPBACK, EchoHandler), async (server) => {
    server.socket?.emit("error", new Error("accept EMFILE"));
    assert.equal(await talk(server.serverAddress, "on\n"), "on\n");
  });
  assert.match(stderr(), /accept EMFILE/);
});

/** Runs a program that has a `server`, and returns what it printed. It fails where nothing keeps it going. */
function run(program: string): string {
  const url = (file: string): string => JSON.stringify(new URL(`../../src/socketserver/${file}.js`, import.meta.url));
  const beginning = `
    import { connect } from "node:net";
    import { TCPServer } from ${url("tcp-server")};
    import { StreamRequestHandler } from ${url("request-handlers")};
    const server = new TCPServer(["127.0.0.1", 0], StreamRequestHandler);`;
  const options = { encoding: "utf8", timeout: 60_000 } as const;
  return execFileSync(process.execPath, ["--input-type=module", "-e", beginning + program], options);
}

test("a program ends after shutdown, also where it does not close the server", () => {
  const program = `
    setTimeout(() => server.shutdown(), 200).unref();
    await server.serveForever();
    console.log("served");`;
  assert.equal(run(program), "served\n");
});

test("a program ends though a server is bound, where nobody serves", () => {
  assert.equal(run(`await server.prepare(); console.log("bound");`), "bound\n");
});

test("a program goes on while handleRequest waits, and not for what comes behind it", () => {
  const program = `
    setTimeout(() => connect(server.serverAddress[1], "127.0.0.1").resume(), 200).unref();
    await server.handleRequest();
    console.log("handled");`;
  assert.equal(run(program), "handled\n");
});

test("serverClose may be awaited in a handler", async () => {
  class Closing extends EchoHandler {
    override async handle(): Promise<void> {
      await this.server.serverClose();
      await super.handle();
    }
  }
  const server = new TCPServer(LOOPBACK, Closing);
  await server.prepare();
  const served = server.serveForever();
  assert.equal(await talk(server.serverAddress, "close\n"), "close\n");
  await served;
  assert.equal(server.socket, undefined);
});

test("requestQueueSize and allowReusePort reach the system", () => {
  const server = new TCPServer(LOOPBACK, EchoHandler);
  server.requestQueueSize = 7;
  server.allowReusePort = true;
  assert.deepEqual(server.listenOptions(), { host: "127.0.0.1", port: 0, backlog: 7, reusePort: true });
});

test("a server on a socket of somebody else's making is possible: createSocket may be overridden", async () => {
  let made = 0;
  class Own extends TCPServer {
    override createSocket(): ReturnType<TCPServer["createSocket"]> {
      made++;
      return createServer({ allowHalfOpen: true }, (connection) => this.connectionArrived(connection));
    }
  }
  await withServer(new Own(LOOPBACK, EchoHandler), async ({ serverAddress }) => {
    assert.equal(await talk(serverAddress, "own\n"), "own\n");
  });
  assert.equal(made, 1);
});
