// Stopping loses nothing: what runs is finished, what is idle is closed, what comes is refused. The program's own side of it is in
// test/cli/signals.test.ts.

import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { type RunningServer, startServer } from "../../src/testing/index.ts";
import { Program } from "../cli/program.ts";
import { PersistentHandler } from "../server/test-handlers.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { TempTree } from "../support/temp-tree.ts";
import { deferred, sleep, until } from "../support/waiting.ts";
import { closingGet, Download } from "./download.ts";

const POSIX = process.platform === "win32" ? { skip: "Windows has no signals" } : {};
const CLIENTS = 20;

/** Ends a server as the program does. */
async function stop({ server }: RunningServer, graceMs: number): Promise<number> {
  await server.shutdown();
  await server.serverClose();
  return server.drain(graceMs);
}

/** Counts what it executes, and takes a moment for it. */
class Counting extends PersistentHandler {
  static executed = 0;

  override async do_GET(): Promise<void> {
    Counting.executed++;
    await sleep(Counting.executed % 5);
    this.answer("x".repeat(this.path === "/large" ? 200_000 : 20));
  }
}

/** What became of a request: a whole answer; nothing at all, so that it may be sent again; or a part of an answer. */
type Fate = "whole" | "nothing" | "part";

/** Makes one request. */
function ask(port: number, path: string, agent: Agent | false): Promise<Fate> {
  return new Promise((resolve) => {
    const asking = get({ host: "127.0.0.1", port, path, agent }, (response) => {
      response.resume();
      response.on("close", () => resolve(response.complete ? "whole" : "part"));
    });
    let before = 0;
    asking.on("socket", (socket) => {
      before = socket.bytesRead;
    });
    // An error before the head: was there a byte of it?
    asking.on("error", () => resolve((asking.socket?.bytesRead ?? 0) > before ? "part" : "nothing"));
  });
}

/** Asks again and again, until nobody answers any more. What became of each request is added to `fates` when it is known. */
async function askOn(port: number, number: number, fates: Fate[]): Promise<void> {
  const agent = number % 2 === 0 ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
  let fate: Fate;
  do {
    fate = await ask(port, number % 3 === 0 ? "/large" : "/", agent);
    fates.push(fate);
  } while (fate === "whole");
  if (agent !== false) agent.destroy();
}

describe("shutdown", () => {
  test("closes connections without a request at once, used before or not", async () => {
    await using running = await startServer(PersistentHandler);
    using fresh = await RawClient.connect(running);
    using begun = await RawClient.connect(running);
    using used = await RawClient.connect(running);
    used.send(request("GET / HTTP/1.1"));
    await used.until("200 OK");
    await until(() => running.server.activeCount === 3, "all are handled");
    await running.server.shutdown();
    assert.equal(await fresh.ended(), "");
    assert.equal(await begun.ended(), "");
    assert.match(await used.ended(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\/$/);
  });

  test("lets a request in flight finish; its answer says that the connection closes", async () => {
    const { promise, resolve } = deferred();
    let hasBegun = false;
    class Slow extends PersistentHandler {
      override async do_GET(): Promise<void> {
        hasBegun = true;
        await promise;
        this.answer("late");
      }
    }
    await using running = await startServer(Slow);
    using client = await RawClient.connect(running);
    client.send(request("GET / HTTP/1.1"));
    await until(() => hasBegun, "the method runs");
    const stopped = stop(running, 10_000);
    await assert.rejects(fetch(running.url), "a new connection is refused");
    resolve();
    const answer = await client.ended();
    assert.match(answer, /^Connection: close\r$/m);
    assert.match(answer, /late$/);
    assert.equal(await stopped, 0);
  });

  test("lets a request whose body is still coming finish", async () => {
    await using running = await startServer(PersistentHandler);
    using client = await RawClient.connect(running);
    client.send(`${request("POST / HTTP/1.1", "Content-Length: 10")}01234`);
    await until(() => running.server.activeCount === 1, "the connection is handled");
    await sleep(20);
    const stopped = stop(running, 10_000);
    client.send("56789");
    assert.match(await client.ended(), /^HTTP\/1\.1 200 [^]*\r\n\r\n0123456789$/);
    assert.equal(await stopped, 0);
  });

  test("lets a request whose head is still coming finish", async () => {
    await using running = await startServer(PersistentHandler);
    using client = await RawClient.connect(running);
    client.send("GET / HTTP/1.1\r\nHo");
    await until(() => running.server.activeCount === 1, "the connection is handled");
    await sleep(20);
    const stopped = stop(running, 10_000);
    client.send("st: a\r\n\r\n");
    assert.match(await client.ended(), /^HTTP\/1\.1 200 /);
    assert.equal(await stopped, 0);
  });

  test("gives a large answer the time it takes, and closes behind it", async () => {
    const body = Buffer.alloc(16 * 1024 * 1024, "large");
    class Large extends PersistentHandler {
      override do_GET(): void {
        this.answer(body);
      }
    }
    await using running = await startServer(Large);
    const download = new Download(running.port, closingGet("/"));
    await download.begun;
    const stopped = stop(running, 20_000);
    assert.ok((await download.rest()).body.equals(body));
    assert.equal(await stopped, 0);
  });

  test("loses no request: each that was executed has a whole answer, no other has a part of one", async () => {
    Counting.executed = 0;
    const running = await startServer(Counting);
    const fates: Fate[] = [];
    const asking = Array.from({ length: CLIENTS }, (_, number) => askOn(running.port, number, fates));
    await until(() => Counting.executed > 200, "the clients are at work");
    assert.equal(await stop(running, 20_000), 0);
    await Promise.all(asking);
    await running.close();
    assert.equal(fates.filter((fate) => fate === "part").length, 0);
    assert.equal(fates.filter((fate) => fate === "whole").length, Counting.executed);
  });

  test("after the time of grace cuts what is left", async () => {
    class Endless extends PersistentHandler {
      override async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.endHeaders();
        await this.wfile.write("begun");
        await new Promise(() => undefined);
      }
    }
    await using running = await startServer(Endless);
    using client = await RawClient.connect(running);
    client.send(request("GET / HTTP/1.1"));
    await client.until("begun");
    assert.equal(await stop(running, 50), 1);
    assert.doesNotMatch(await client.ended(), /\r\n0\r\n\r\n$/); // the end of a body in chunks
  });

  test("after the time of grace resets a download whose end is the connection's: it must not look whole", async () => {
    class Endless extends PersistentHandler {
      override protocolVersion = "HTTP/1.0";
      override async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.endHeaders();
        await this.wfile.write("begun");
        await new Promise(() => undefined);
      }
    }
    await using running = await startServer(Endless);
    using client = await RawClient.connect(running);
    client.send("GET / HTTP/1.0\r\n\r\n");
    await client.until("begun");
    await stop(running, 50);
    await until(() => client.socket.closed || client.isEnded, "the connection is gone");
    assert.ok(client.wasReset);
  });
});

test("cutting all connections while some of them end by themselves leaves no socket open", async () => {
  let open = 0;
  class Noting extends ThreadingHTTPServer {
    override verifyRequest(socket: Socket): boolean {
      open++;
      socket.once("close", () => open--);
      return true;
    }
  }
  class Endless extends PersistentHandler {
    override do_GET(): Promise<void> {
      return new Promise(() => undefined);
    }
  }
  await using running = await startServer(Endless, Noting);
  const clients = await Promise.all(Array.from({ length: 50 }, () => RawClient.connect(running)));
  for (const [index, client] of clients.entries()) if (index % 2 === 0) client.send(request("GET / HTTP/1.1"));
  await until(() => open === clients.length, "all are handled");
  await sleep(20);
  void running.server.shutdown();
  await running.server.closeAllConnections();
  await until(() => open === 0, "all sockets are closed");
});

describe("SIGTERM", POSIX, () => {
  test("loses no request of the program: whole answers, or nothing; then status 0, and nothing on stderr", async () => {
    using folder = new TempTree({ "small.txt": "small", large: "x".repeat(500_000) });
    await using program = new Program(["-q", "127.0.0.1:0", folder.path]);
    const { port } = await program.banner();
    const fates: Fate[] = [];
    const asking = Array.from({ length: CLIENTS }, (_, number) => askOn(port, number, fates));
    await until(() => fates.length > 10 * CLIENTS, "many requests are answered");
    program.kill("SIGTERM");
    await Promise.all(asking);
    const { status, stderr } = await program.ending;
    assert.ok(fates.filter((fate) => fate === "whole").length > 0);
    assert.deepEqual(
      fates.filter((fate) => fate === "part"),
      [],
    );
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  });

  test("while a client keeps connecting still ends the program", async () => {
    using folder = new TempTree({ "small.txt": "small" });
    await using program = new Program(["-q", "127.0.0.1:0", folder.path]);
    const { port } = await program.banner();
    let isOver = false;
    const knocking = (async () => {
      while (!isOver) {
        const socket = connect(port, "127.0.0.1").on("error", () => undefined);
        await once(socket, "close").catch(() => undefined);
      }
    })();
    const idle = connect(port, "127.0.0.1").on("error", () => undefined); // reset, if it was not accepted yet
    await once(idle, "connect");
    program.kill("SIGTERM");
    assert.equal((await program.ending).status, 0);
    isOver = true;
    idle.destroy();
    await knocking;
  });
});
