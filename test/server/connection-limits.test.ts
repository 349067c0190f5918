// How many connections a server has at a time, and what becomes of one more.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { DEFAULT_LIMITS } from "../../src/server/limits.ts";
import { ConnectionCounter } from "../../src/socketserver/connection-counter.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { startServer } from "../../src/testing/start-server.ts";
import { RawClient } from "../support/raw-client.ts";
import { sleep, until } from "../support/waiting.ts";
import { captureStderr } from "./test-handlers.ts";

class Hello extends BaseHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";
  override limits = { ...DEFAULT_LIMITS, maxBodyBytes: 3 };

  do_GET(): void {
    this.sendResponse(200);
    this.sendHeader("Content-Length", 2);
    this.endHeaders();
    this.wfile.write("ok");
  }

  async do_POST(): Promise<void> {
    await this.rfile.read();
    this.do_GET();
  }

  override logMessage(): void {}
}

class TwoAtATime extends ThreadingHTTPServer {
  override maxConnections = 2;
}

class OneOfAnAddress extends ThreadingHTTPServer {
  override maxConnectionsPerAddress = 1;
}

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/** Opens a connection and sends a request; resolves with the answer so far. */
async function ask(port: number, localAddress = "127.0.0.1"): Promise<{ socket: Socket; answer: string }> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(GET);
  const [answer] = (await once(socket, "data")) as [Buffer];
  return { socket, answer: answer.toString() };
}

describe("maxConnections", () => {
  test("answers one too many with 503 and Retry-After, closes it and counts it", async () => {
    await using running = await startServer(Hello, TwoAtATime);
    const first = await ask(running.port);
    const second = await ask(running.port);
    const third = await ask(running.port);
    assert.match(first.answer, /^HTTP\/1.1 200 /);
    assert.match(second.answer, /^HTTP\/1.1 200 /);
    assert.match(
      third.answer,
      /^HTTP\/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/,
    );
    await once(third.socket, "close");
    assert.deepEqual([...running.server.refusals], [[503, 1]]);
    for (const { socket } of [first, second]) socket.destroy();
  });

  test("lets in again when a connection has ended", async () => {
    await using running = await startServer(Hello, TwoAtATime);
    const first = await ask(running.port);
    const second = await ask(running.port);
    first.socket.destroy();
    await once(first.socket, "close");
    await until(() => running.server.activeCount === 1, "the connection is let go");
    const third = await ask(running.port);
    assert.match(third.answer, /^HTTP\/1.1 200 /);
    for (const { socket } of [second, third]) socket.destroy();
  });
});

test("of those who are refused and do not close, only a few keep a connection, and all get their answer", async () => {
  await using running = await startServer(Hello, TwoAtATime);
  const served = await Promise.all([ask(running.port), ask(running.port)]);
  const refused = await Promise.all(Array.from({ length: 60 }, () => RawClient.connect(running)));
  for (const client of refused) assert.match(await client.ended(), /^HTTP\/1.1 503 /);
  await sleep(20);
  const listening = running.server.socket;
  const count = await new Promise<number>((resolve) => listening?.getConnections((_error, open) => resolve(open)));
  assert.ok(count <= 2 + 16, `${count} connections are open`);
  for (const client of [...refused, ...served]) client.socket.destroy();
});

test("maxConnectionsPerAddress counts every address by itself", async () => {
  await using running = await startServer(Hello, OneOfAnAddress);
  const first = await ask(running.port, "127.0.0.1");
  const other = await ask(running.port, "127.0.0.2");
  const second = await ask(running.port, "127.0.0.1");
  assert.match(first.answer, /^HTTP\/1.1 200 /);
  assert.match(other.answer, /^HTTP\/1.1 200 /);
  assert.match(second.answer, /^HTTP\/1.1 503 /);
  for (const { socket } of [first, other, second]) socket.destroy();
});

describe("handleRefusal", () => {
  test("is called for every connection that is refused, with the reason", async () => {
    const refusals: [Address, string][] = [];
    class Telling extends TwoAtATime {
      override maxConnectionsPerAddress = 1;

      override handleRefusal(clientAddress: Address, reason: string): void {
        refusals.push([clientAddress, reason]);
      }
    }
    await using running = await startServer(Hello, Telling);
    const hosts = ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.3"];
    const sockets: Socket[] = [];
    for (const host of hosts) sockets.push((await ask(running.port, host)).socket);
    assert.deepEqual(
      refusals.map(([[host], reason]) => [host, reason]),
      [
        ["127.0.0.1", "more than maxConnectionsPerAddress"],
        ["127.0.0.1", "more than maxConnectionsPerAddress"],
        ["127.0.0.3", "more than maxConnections"],
      ],
    );
    for (const socket of sockets) socket.destroy();
  });

  test("says so in the log, not for each of them, and of the last ones when the server is closed", async (t) => {
    const stderr = captureStderr(t);
    const running = await startServer(Hello, OneOfAnAddress);
    const sockets: Socket[] = [];
    for (let count = 0; count < 5; count++) sockets.push((await ask(running.port)).socket);
    const first = /^127\.0\.0\.1 - - \[[^\n]*\] connection refused: more than maxConnectionsPerAddress\n/;
    assert.match(stderr(), new RegExp(`${first.source}$`));
    for (const socket of sockets) socket.destroy();
    await running.close();
    assert.match(stderr().replace(first, ""), /^127\.0\.0\.1 - - \[[^\n]*\] 3 connections refused: more than max/);
  });
});

test("requests that exceed a limit are counted by their status", async () => {
  await using running = await startServer(Hello);
  assert.equal((await fetch(running.url, { method: "POST", body: "four" })).status, 413);
  assert.equal((await fetch(running.url, { method: "POST", body: "abc" })).status, 200);
  assert.equal((await fetch(running.url, { headers: { long: "x".repeat(65536) } })).status, 431);
  assert.deepEqual(
    [...running.server.refusals],
    [
      [413, 1],
      [431, 1],
    ],
  );
});

test("a counter forgets addresses that have no connection any more", () => {
  const counter = new ConnectionCounter();
  const limits = { maxConnections: 2, maxConnectionsPerAddress: 1 };
  assert.equal(counter.admit("a", limits), undefined);
  assert.equal(counter.admit("a", limits), "maxConnectionsPerAddress");
  assert.equal(counter.admit("b", limits), undefined);
  assert.equal(counter.admit("c", limits), "maxConnections");
  counter.leave("a");
  assert.equal(counter.admit("a", limits), undefined);
});

test("a counter keeps counting the connections that are left of an address", () => {
  const counter = new ConnectionCounter();
  const limits = { maxConnections: 3, maxConnectionsPerAddress: 3 };
  for (let count = 0; count < 3; count++) assert.equal(counter.admit("a", limits), undefined);
  counter.leave("a");
  assert.equal(counter.admit("a", limits), undefined);
  counter.leave("a");
  counter.leave("a");
  const fewer = { maxConnections: 10, maxConnectionsPerAddress: 2 };
  assert.equal(counter.admit("a", fewer), undefined);
  assert.equal(counter.admit("a", fewer), "maxConnectionsPerAddress");
});
