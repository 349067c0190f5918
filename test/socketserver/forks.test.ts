// What a program may do with forking servers.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Address } from "../../src/socketserver/server-address.ts";
import { untilGone } from "../support/processes.ts";
import { RunningProgram } from "../support/running-program.ts";
import { talk } from "./clients.ts";
import { ForkingProgram, pidOf, threeLines } from "./forking-program.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];
const OPTIONS = { concurrency: 3, timeout: 300_000 };

describe("a program", OPTIONS, () => {
  test("may have two forking servers, each with its own workers", async () => {
    await using program = new ForkingProgram("tcp+http", LOOPBACK);
    const lines = await program.listening();
    const pages = await program.listening();
    assert.equal(new Set([...lines.pids, ...pages.pids]).size, 4);
    await threeLines(lines.address, lines.pids);
    const answer = await (await fetch(`http://127.0.0.1:${pages.port}/hello`)).text();
    assert.ok(pages.pids.includes(pidOf(answer)));
    await program.stop([...lines.pids, ...pages.pids]);
  });

  test("may use handleRequest: the primary's resolves when a worker has handled one", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK, { env: { MODE: "once" } });
    const { address, pids } = await program.listening();
    const answer = await talk(address, "hello\n");
    assert.ok(pids.includes(pidOf(answer)));
    await program.hear("served");
    assert.deepEqual(await program.hear("end"), []);
    assert.equal(await program.exited(), "exit code 0");
  });

  test("may call shutdown in all its processes, as it does when Ctrl-C signals them all", {
    skip: process.platform === "win32",
  }, async () => {
    await using program = new ForkingProgram("http", LOOPBACK, { env: { MODE: "signals" }, isGroup: true });
    const { port, pids } = await program.listening();
    const slow = fetch(`http://127.0.0.1:${port}/slow/1000`);
    await program.hear("works");
    process.kill(-program.pid, "SIGINT");
    assert.match(await (await slow).text(), /slow 1000$/);
    assert.equal(await program.exited(), "exit code 0");
    await untilGone(pids);
    assert.equal(program.stderr, "");
  });

  test("in a worker of somebody else's cluster serves like any other server", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK, { env: { MODE: "foreign cluster" } });
    const { address, pids } = await program.listening();
    await threeLines(address, pids);
  });

  test("has its primary's handleRequest call handleTimeout after timeout seconds, and its workers wait as long as that does", async () => {
    const server = { timeout: 0.2 };
    await using program = new ForkingProgram("tcp", LOOPBACK, { server, env: { MODE: "once" } });
    assert.deepEqual(await program.hear("timed out"), [program.pid]);
    await program.hear("served");
    assert.equal(await program.exited(), "exit code 0");
    assert.equal(program.hasSaid("timed out"), false);
  });

  test("listens when each worker has, though one may have ended before another came to it", async () => {
    await using program = new ForkingProgram("tcp", LOOPBACK, { env: { WORKERS: "the second stays" } });
    const { address } = await program.listening();
    const pids: number[] = [];
    for (let i = 0; i < 2; i++) {
      const [pid, id] = (await program.hear("worker listens")) as [pid: number, id: number];
      pids[id] = pid;
    }
    const [, left, stays] = pids as [undefined, number, number];
    await untilGone([left]);
    await threeLines(address, [stays]);
  });

  for (const method of ["shutdown", "serverClose"]) {
    test(`may call ${method} as soon as it serves: it ends, and has no workers then`, async () => {
      const file = fileURLToPath(new URL("fixtures/stopped-program.js", import.meta.url));
      await using program = new RunningProgram(process.execPath, [file, method]);
      await program.until(() => program.hasEnded);
      assert.deepEqual(await program.ending, { status: 0, signal: null, stdout: "0 workers\n", stderr: "" });
    });
  }
});
