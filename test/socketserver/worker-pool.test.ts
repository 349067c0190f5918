// What becomes of the workers of a forking server when things go wrong; seen from outside the program.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Address } from "../../src/socketserver/server-address.ts";
import { WorkerPool } from "../../src/socketserver/worker-pool.ts";
import { untilGone } from "../support/processes.ts";
import { connectTo, talk } from "./clients.ts";
import { ForkingProgram, pidOf, threeLines } from "./forking-program.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];
const OPTIONS = { concurrency: 3, timeout: 300_000 };

describe("a worker", OPTIONS, () => {
  test("that is killed is replaced, at the same address, even when it was the only one", async () => {
    for (const workers of [1, 2]) {
      await using program = new ForkingProgram("tcp", LOOPBACK, { server: { workers } });
      const { address, pids } = await program.listening();
      for (const pid of pids) process.kill(pid, "SIGKILL");
      const fresh = await program.newPids(workers, pids);
      await threeLines(address, fresh);
      await program.stop(fresh);
    }
  });

  test("that ends itself is replaced", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK);
    const { address, pids } = await program.listening();
    assert.equal(await talk(address, "exit 3\n").catch(() => ""), "");
    await program.newPids(1, pids);
    await threeLines(address, await program.pids());
  });

  test("whose handler calls shutdown ends after the answer, and is replaced", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK);
    const { address, pids } = await program.listening();
    const ended = pidOf(await talk(address, "shutdown\n"));
    await untilGone([ended]);
    const [fresh] = await program.newPids(1, pids);
    const others = [...pids.filter((pid) => pid !== ended), fresh as number];
    await threeLines(address, others);
    program.tell("shutdown");
    assert.equal(await program.exited(), "exit code 0");
  });

  test("ends with the primary process, however that ends", async () => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGKILL"] as const) {
      await using program = new ForkingProgram("tcp", LOOPBACK);
      const { address, pids } = await program.listening();
      using client = await connectTo(address);
      client.send("slow 20000\n");
      await program.hear("works");
      program.kill(signal);
      assert.equal(await program.exited(), signal);
      await untilGone(pids);
    }
  });

  test("that is killed while it has a request in hand is replaced by closeAllConnections", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK);
    const { address, pids } = await program.listening();
    using client = await connectTo(address);
    client.send("slow 20000\n");
    await program.hear("works");
    program.tell("cut");
    await client.ended();
    await untilGone(pids);
    await program.newPids(2, pids);
  });
});

test("asking again and again, without waiting, whether a worker has handled a request lets them say so", async () => {
  const pool = new WorkerPool({ size: 1, serverIndex: 0, address: LOOPBACK }, () => undefined);
  let isTold = false;
  setTimeout(() => (isTold = true), 5);
  for (let polls = 0; polls < 1e5 && !isTold; polls++) assert.equal(await pool.handled(0), false);
  assert.equal(isTold, true);
});

describe("serverBind rejects, and no process is left, when", OPTIONS, () => {
  test("the address is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await using program = new ForkingProgram("tcp", ["127.0.0.1", port]);
    const [message, code] = await program.hear("failed");
    assert.match(message as string, /EADDRINUSE/);
    assert.equal(code, "EADDRINUSE");
    assert.deepEqual(await program.hear("end"), []);
    assert.equal(await program.exited(), "exit code 0");
    assert.equal(program.stderr, "");
    other.close();
  });

  test("workers end before they listen", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK, { env: { WORKERS: "die" } });
    assert.deepEqual(await program.hear("failed"), ["A worker process ended before it listened (exit code 7).", null]);
    assert.deepEqual(await program.hear("end"), []);
    assert.equal(await program.exited(), "exit code 0");
  });

  test("Node has no such sockets", async () => {
    await using program = new ForkingProgram("unix-datagram", "/nowhere/socket");
    assert.match((await program.hear("failed"))[0] as string, /Node has no Unix datagram sockets/);
    assert.equal(await program.exited(), "exit code 0");
  });
});

describe("serveForever rejects when", OPTIONS, () => {
  test("workers end at once, again and again", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK, { env: { WORKERS: "leave" } });
    assert.deepEqual(await program.hear("failed"), ["Worker processes end again and again (exit code 8).", null]);
    assert.deepEqual(await program.hear("end"), []);
    assert.equal(await program.exited(), "exit code 0");
  });
});

describe("a lack of descriptors", { ...OPTIONS, skip: process.platform === "win32" }, () => {
  const program = fileURLToPath(new URL("fixtures/starved-program.js", import.meta.url));

  /** Runs the program with few descriptors, and returns what it says. */
  function starve(when: string): string {
    const args = ["-c", 'ulimit -n 100 && exec "$0" "$@"', process.execPath, program, when];
    return spawnSync("sh", args, { encoding: "utf8", timeout: 60_000 }).stdout;
  }

  test("at the start makes serveForever reject", () => {
    assert.match(starve("first"), /^spawn .* EMFILE\n$/);
  });

  test("while a worker has to be replaced keeps nobody from closing the server", () => {
    assert.equal(starve("later"), "2 workers\n1 workers\nclosed\n");
  });

  test("that is over lets a worker be replaced", () => {
    assert.equal(starve("for a while"), "2 workers\n1 workers\n2 workers\nclosed\n");
  });
});
