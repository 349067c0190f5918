// Servers of several processes: each test runs a program with such servers, and speaks with it from outside. CPython's
// counterpart is in test_socketserver.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Address } from "../../src/socketserver/server-address.ts";
import { makeCertificates, removeCertificates } from "../server/certificates.ts";
import { ask } from "../support/ask.ts";
import { untilGone } from "../support/processes.ts";
import { connectTo, talk, talkByPacket, withFolder } from "./clients.ts";
import { ForkingProgram, pidOf, threeLines } from "./forking-program.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];
const OPTIONS = { concurrency: 3, timeout: 300_000 };

describe("three clients, one after another, are answered by workers of", OPTIONS, () => {
  test("a ForkingTCPServer; then it is shut down and closed, and no process is left", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK);
    const { address, pids } = await program.listening();
    assert.ok((address[1] as number) > 0);
    assert.equal(pids.length, 2);
    await threeLines(address, pids);
    await program.stop(pids);
  });

  test("a ForkingUnixStreamServer", { skip: process.platform === "win32" }, () =>
    withFolder(async (folder) => {
      await using program = new ForkingProgram("unix", join(folder, "socket"));
      const { address, pids } = await program.listening();
      assert.equal(address, join(folder, "socket"));
      await threeLines(address, pids);
      await program.stop(pids);
    }),
  );

  test("a ForkingUDPServer", { skip: process.platform === "win32" }, async () => {
    await using program = new ForkingProgram("udp", LOOPBACK);
    const { address, pids } = await program.listening();
    for (let i = 0; i < 3; i++) {
      const answer = await talkByPacket(address, "hello world\n");
      assert.match(answer, /^\d+ hello world\n$/);
      assert.ok(pids.includes(pidOf(answer)));
    }
    await program.stop(pids);
  });

  test("ForkingMixIn(HTTPServer), which knows its serverPort", async () => {
    await using program = new ForkingProgram("http", LOOPBACK);
    const { address, port, pids } = await program.listening();
    assert.equal(port, address[1]);
    for (let i = 0; i < 3; i++) {
      const answer = await (await fetch(`http://127.0.0.1:${port}/hello`)).text();
      assert.match(answer, /^\d+ hello$/);
    }
    await program.stop(pids);
  });

  test("ForkingMixIn(HTTPSServer)", async (t) => {
    const files = makeCertificates();
    t.after(() => removeCertificates(files));
    await using program = new ForkingProgram("https", LOOPBACK, { env: { CERTFILE: files.both } });
    const { port, pids } = await program.listening();
    const { body } = await ask(`https://127.0.0.1:${port}/hello`, { rejectUnauthorized: false });
    assert.match(body, /^\d+ hello$/);
    await program.stop(pids);
  });
});

describe("a forking server", OPTIONS, () => {
  test("spreads connections over its workers, each of which handles many at a time", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK);
    const { address, pids } = await program.listening();
    const clients = await Promise.all(Array.from({ length: 10 }, () => connectTo(address)));
    for (const client of clients) client.send("hel");
    const answers: string[] = [];
    for (const client of clients.toReversed()) {
      client.send("lo\n"); // those that came before it are not answered yet
      answers.push(await client.ended());
      client[Symbol.dispose]();
    }
    assert.deepEqual(new Set(answers.map(pidOf)), new Set(pids));
    await program.stop(pids);
  });

  test("has no more than maxChildren workers, and at least one", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK, { server: { workers: 50, maxChildren: 3 } });
    const { pids } = await program.listening();
    assert.equal(pids.length, 3);
    await using least = new ForkingProgram("tcp", LOOPBACK, { server: { workers: 0 } });
    assert.equal((await least.listening()).pids.length, 1);
  });

  test("tells a handler's error to handleError, in the worker; others are served", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK);
    const { address, pids } = await program.listening();
    assert.equal(await talk(address, "throw\n"), "");
    await threeLines(address, pids);
    program.tell("shutdown");
    await program.exited();
    assert.match(program.stderr, /Exception occurred during processing of request from .*\nRangeError: Test error\n/);
  });

  test("lets requests in hand finish when it is shut down", async () => {
    await using program = new ForkingProgram("http", LOOPBACK);
    const { port, pids } = await program.listening();
    const start = performance.now();
    const slow = Promise.all([1, 2, 3].map(() => fetch(`http://127.0.0.1:${port}/slow/1500`)));
    for (let i = 0; i < 3; i++) await program.hear("works");
    await program.stop(pids);
    assert.ok(performance.now() - start >= 1490); // no request is done earlier
    for (const response of await slow) {
      assert.match(await response.text(), /^\d+ slow 1500$/);
      assert.equal(response.headers.get("connection"), "close");
    }
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
  });

  test("closes idle connections when it is shut down", async () => {
    await using program = new ForkingProgram("http", LOOPBACK);
    const { address, pids } = await program.listening();
    using idle = await connectTo(address);
    idle.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\n");
    await idle.until("0\r\n\r\n");
    const ended = idle.ended().then(() => idle[Symbol.dispose]());
    await program.stop(pids);
    await ended;
  });

  test("does not wait in serverClose when blockOnClose is false", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK, { server: { blockOnClose: false } });
    const { address } = await program.listening();
    const answer = talk(address, "slow 1500\n");
    await program.hear("works");
    program.tell("shutdown");
    assert.equal((await program.hear("end")).length, 2);
    assert.match(await answer, /slow 1500/);
    assert.equal(await program.exited(), "exit code 0");
  });

  test("cuts with drain what takes too long, and counts it", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK);
    const { address, pids } = await program.listening();
    using client = await connectTo(address);
    client.send("slow 20000\n");
    await program.hear("works");
    program.tell("drain");
    assert.deepEqual(await program.hear("drained"), [1]);
    await client.ended();
    await untilGone(pids);
  });
});
