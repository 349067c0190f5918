// Workers that end, that cannot be forked, or that are stopped, as the pool sees them: no process is forked here, and no time passes.

import assert from "node:assert/strict";
import cluster, { type Worker } from "node:cluster";
import { EventEmitter } from "node:events";
import { type TestContext, test } from "node:test";
import type { Address } from "../../src/socketserver/server-address.ts";
import { WorkerPool } from "../../src/socketserver/worker-pool.ts";
import { settle } from "../support/waiting.ts";

const ADDRESS: Address = ["127.0.0.1", 4711];

/** A worker that does what a test says. */
class FakeWorker extends EventEmitter {
  /** What it was sent: orders, and signals. */
  readonly heard: unknown[] = [];
  readonly process: { readonly pid: number | undefined; kill(signal: string): void };

  constructor(pid: number | undefined) {
    super();
    this.process = { pid, kill: (signal) => this.heard.push(signal) };
  }

  send(order: unknown): void {
    this.heard.push(order);
  }

  listens(): void {
    this.emit("message", { basehttp: "listening", address: ADDRESS });
  }
}

/** A pool of so many workers, on a system that tells what was forked. */
class System {
  readonly workers: FakeWorker[] = [];
  readonly pool: WorkerPool;
  /** Whether there are processes to be had. */
  hasProcesses = true;
  /** How often the pool said that a worker has ended. */
  changes = 0;
  #now = 5000;
  readonly #t: TestContext;

  constructor(t: TestContext, size: number) {
    this.#t = t;
    t.mock.timers.enable({ apis: ["setTimeout"] });
    t.mock.method(performance, "now", () => this.#now);
    t.mock.method(process.stderr, "write", () => true);
    t.mock.method(cluster, "fork", () => this.#fork() as unknown as Worker);
    this.pool = new WorkerPool({ size, serverIndex: 0, address: ADDRESS }, () => this.changes++);
  }

  #fork(): FakeWorker {
    const worker = new FakeWorker(this.hasProcesses ? this.workers.length + 1 : undefined);
    if (this.hasProcesses) this.workers.push(worker);
    else queueMicrotask(() => worker.emit("error", new Error("spawn node EAGAIN")));
    return worker;
  }

  /** The worker that was forked last. */
  get last(): FakeWorker {
    return this.workers.at(-1) as FakeWorker;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    this.#t.mock.timers.tick(milliseconds);
  }

  /** Starts the pool with workers that listen. */
  async start(): Promise<void> {
    const starting = this.pool.start();
    for (const worker of this.workers) worker.listens();
    await starting;
  }

  /** Lets the last worker live for a time, from when it listens, and end. */
  live(milliseconds: number): void {
    const { last } = this;
    last.listens();
    this.pass(milliseconds);
    last.emit("exit", 1, null);
  }
}

test("a pool has started when as many workers as there shall be have listened, and is where they listen", async (t) => {
  const system = new System(t, 2);
  let hasStarted = false;
  const starting = system.pool.start().then(() => {
    hasStarted = true;
  });
  const [first, second] = system.workers as [FakeWorker, FakeWorker];
  first.listens();
  await settle();
  assert.equal(hasStarted, false);
  second.emit("message", { basehttp: "listening", address: ["127.0.0.1", 4712] });
  await starting;
  assert.deepEqual(system.pool.address, ["127.0.0.1", 4712]);
});

test("workers that live for a second are replaced for ever", async (t) => {
  const system = new System(t, 1);
  await system.start();
  for (let i = 0; i < 50; i++) system.live(1000);
  system.pool.check();
  assert.equal(system.workers.length, 51);
  assert.deepEqual([...system.pool.pids], [51]);
  assert.equal(system.changes, 50);
});

test("workers that do not are so five times in a row, and once for each that there shall be", async (t) => {
  const system = new System(t, 1);
  await system.start();
  for (let i = 0; i < 6; i++) system.live(999);
  system.live(1000);
  for (let i = 0; i < 6; i++) system.live(999);
  system.pool.check();
  assert.equal(system.workers.length, 14);
  system.live(999);
  assert.throws(() => system.pool.check(), /^Error: Worker processes end again and again \(exit code 1\)\.$/);
  assert.equal(system.workers.length, 14);
});

test("workers that end before they listen count as such", async (t) => {
  const system = new System(t, 1);
  await system.start();
  for (let i = 0; i < 8; i++) {
    system.pass(1000); // after which the first, which has listened, is none of them
    system.last.emit("exit", null, "SIGSEGV");
  }
  assert.throws(() => system.pool.check(), /end again and again \(SIGSEGV\)/);
});

test("for workers that could not be forked it is tried again after a second, until they could", async (t) => {
  const system = new System(t, 2);
  await system.start();
  system.hasProcesses = false;
  for (const worker of system.workers) worker.emit("exit", 1, null);
  await settle();
  for (let i = 0; i < 3; i++) {
    system.pass(1000);
    await settle();
  }
  system.hasProcesses = true;
  system.pass(999);
  assert.equal(system.workers.length, 2);
  system.pass(1);
  assert.equal(system.workers.length, 4);
  await settle();
  system.pass(5000);
  assert.equal(system.workers.length, 4);
  system.pool.check();
});

test("a pool that is stopped forks no more", async (t) => {
  const system = new System(t, 1);
  await system.start();
  system.hasProcesses = false;
  system.last.emit("exit", 1, null);
  await settle();
  system.hasProcesses = true;
  system.pool.stop();
  system.pass(5000);
  assert.equal(system.workers.length, 1);
});

test("a pool that is stopped while it could not fork, and only then hears of that, forks no more", async (t) => {
  const system = new System(t, 1);
  await system.start();
  system.hasProcesses = false;
  system.last.emit("exit", 1, null);
  system.pool.stop();
  await settle();
  system.hasProcesses = true;
  system.pass(5000);
  assert.equal(system.workers.length, 1);
});

test("a pool that is stopped before it starts forks none, and has started at once", async (t) => {
  const system = new System(t, 2);
  system.pool.stop();
  await system.pool.start();
  assert.equal(system.workers.length, 0);
});

test("stopping asks workers that listen to end, and kills those that do not yet", async (t) => {
  const system = new System(t, 2);
  const starting = system.pool.start();
  const [listening, other] = system.workers as [FakeWorker, FakeWorker];
  listening.listens();
  system.pool.stop();
  await starting; // there is nothing more to wait for
  assert.deepEqual([listening.heard, other.heard], [[{ basehttp: "stop" }], ["SIGKILL"]]);
  let haveEnded = false;
  const ended = system.pool.ended().then(() => {
    haveEnded = true;
  });
  other.emit("exit", null, "SIGKILL");
  await settle();
  assert.equal(haveEnded, false);
  listening.emit("exit", 0, null);
  await ended;
  assert.equal(system.workers.length, 2);
});

test("draining kills those that have not ended in time, and says how many", async (t) => {
  const system = new System(t, 2);
  await system.start();
  const [quick, slow] = system.workers as [FakeWorker, FakeWorker];
  const draining = system.pool.drain(1000);
  quick.emit("exit", 0, null);
  await settle();
  system.pass(999);
  await settle();
  assert.deepEqual(slow.heard, [{ basehttp: "stop" }]);
  system.pass(1);
  assert.equal(await draining, 1);
  assert.deepEqual(slow.heard, [{ basehttp: "stop" }, "SIGKILL"]);
  assert.deepEqual(quick.heard, [{ basehttp: "stop" }]);
});

test("a pool with a worker that cannot listen rejects as it starts, and ends the others", async (t) => {
  const system = new System(t, 2);
  const starting = system.pool.start();
  const [first, second] = system.workers as [FakeWorker, FakeWorker];
  first.listens();
  second.emit("message", { basehttp: "failed", message: "no such address", details: { code: "EADDRNOTAVAIL" } });
  await assert.rejects(starting, { message: "no such address", code: "EADDRNOTAVAIL" });
  assert.deepEqual(first.heard, [{ basehttp: "stop" }]);
});

test("what is handled is counted: as many calls resolve as there were requests, and a failure rejects", async (t) => {
  const system = new System(t, 1);
  await system.start();
  for (let i = 0; i < 2; i++) system.last.emit("message", { basehttp: "handled" });
  assert.deepEqual([await system.pool.handled(0), await system.pool.handled(0)], [true, true]);
  assert.equal(await system.pool.handled(0), false);
  const inVain = system.pool.handled(1000);
  system.pass(1000);
  assert.equal(await inVain, false);
  const waiting = system.pool.handled(Number.POSITIVE_INFINITY);
  await settle();
  system.last.emit("message", { basehttp: "failed", message: "lost", details: {} });
  await assert.rejects(waiting, { message: "lost" });
});

test("a request that is waited for when the pool is stopped is waited for no more", async (t) => {
  const system = new System(t, 1);
  await system.start();
  const waiting = system.pool.handled(Number.POSITIVE_INFINITY);
  await settle();
  system.pool.stop();
  assert.equal(await waiting, true);
  system.last.emit("message", { basehttp: "handled" });
  assert.equal(await system.pool.handled(0), true);
});
