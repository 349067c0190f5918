// The worker processes of a forking server, as the primary process sees them. Node's cluster forks them.

import type { Worker } from "node:cluster";
import { logToStderr } from "../io/stderr-log.ts";
import { nextTurn } from "../io/timer.ts";
import { Bell } from "./bell.ts";
import type { Address } from "./server-address.ts";
import { loadCluster, type Order, type Report, WORKER_VARIABLE } from "./worker-process.ts";

/** A worker that ends sooner than this after it began to listen has ended "at once"; 1 s. */
const SHORT_LIFE_MS = 1000;
/** How many replacements may end at once, one after another, before the server gives up. */
const SHORT_LIVES = 5;

/** How long to wait before forking again, after the system lacked the means; 1 s. */
const RETRY_MS = 1000;

/** The options of a pool. */
export interface PoolOptions {
  /** How many workers there are. */
  readonly size: number;
  /** Which of the program's forking servers they serve. */
  readonly serverIndex: number;
  /** What they listen on. */
  readonly address: Address;
}

/** A number of worker processes. One that ends is replaced. */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  /** The workers that listen, and since when. */
  readonly #listening = new Map<Worker, number>();
  readonly #bell = new Bell();
  readonly #changed: () => void;
  #listenedCount = 0;
  #shortLives = 0;
  #isStarted = false;
  #isStopped = false;
  /** How many requests the workers' `handleRequest` has handled that no call of `handled` has counted yet. */
  #handledCount = 0;
  #failure: Error | undefined;
  /** Runs while a worker is missing that could not be forked. */
  #retry: NodeJS.Timeout | undefined;
  /** The process ids of the workers. */
  readonly pids: Set<number> = new Set();
  /** The address the workers listen on, once they do. */
  address: Address;

  /** `changed` is called when a worker has ended. */
  constructor(options: PoolOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    this.address = options.address;
  }

  /** Forks the workers; resolves when as many have begun to listen, though one may have ended since. Rejects when one cannot listen. */
  async start(): Promise<void> {
    if (!this.#isStopped) this.#forkMissing();
    while (this.#listenedCount < this.#options.size && !this.#isStopped) {
      await this.#bell.wait();
    }
    this.#isStarted = true;
    this.check();
  }

  /** @throws the reason why the pool gave up, if it did. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Asks the workers to end after the requests they have in hand. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    this.#bell.ring();
    for (const worker of this.#workers) {
      if (this.#listening.has(worker)) worker.send({ basehttp: "stop" } satisfies Order, ignoreEnded);
      else worker.process.kill("SIGKILL"); // it has nothing in hand
    }
  }

  /** Kills the workers; they are replaced unless `stop` was called. */
  kill(): void {
    for (const worker of this.#workers) worker.process.kill("SIGKILL");
  }

  /** Stops the workers, and kills those that have not ended after `graceMs` milliseconds. @returns how many. */
  async drain(graceMs: number): Promise<number> {
    this.stop();
    await this.ended(graceMs);
    this.kill();
    return this.#workers.size;
  }

  /** Waits until all workers have ended, at most `limitMs` milliseconds. */
  async ended(limitMs: number = Number.POSITIVE_INFINITY): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (this.#workers.size > 0 && performance.now() < deadline) await this.#bell.wait(deadline - performance.now());
  }

  /**
   * Waits until the `handleRequest` of a worker has handled a request. One that was handled since the last call counts.
   *
   * @returns false when `limitMs` milliseconds passed first.
   */
  async handled(limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    let hasLooked = false;
    while (this.#handledCount === 0 && !this.#isStopped) {
      const left = deadline - performance.now();
      if (left <= 0 && hasLooked) return false;
      if (left > 0) await this.#bell.wait(left);
      else await nextTurn(); // a report that came in time may not have been read yet
      hasLooked = left <= 0;
    }
    this.check();
    this.#handledCount = Math.max(0, this.#handledCount - 1);
    return true;
  }

  #forkMissing(): void {
    for (let missing = this.#options.size - this.#workers.size; missing > 0; missing--) this.#fork();
  }

  #fork(): void {
    const { serverIndex, address } = this.#options;
    const worker = loadCluster().fork({ [WORKER_VARIABLE]: JSON.stringify({ serverIndex, address }) });
    const { pid } = worker.process;
    if (pid === undefined) return void worker.on("error", (error) => this.#couldNotFork(error));
    this.#workers.add(worker);
    this.pids.add(pid);
    worker.on("error", ignoreEnded);
    worker.on("message", (report: Report | null) => this.#hear(worker, report));
    worker.on("exit", (code, signal) => this.#exited(worker, signal ?? `exit code ${code}`));
  }

  /** Tries again later, when the system may have file descriptors or processes again. A server that is starting fails instead. */
  #couldNotFork(error: Error): void {
    if (!this.#isStarted) this.#fail(error);
    if (this.#isStopped) return;
    logToStderr(`A worker process could not be started: ${error.message}\n`);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#forkMissing(), RETRY_MS);
  }

  /** Takes a message from a worker; the program may send others of its own. */
  #hear(worker: Worker, report: Report | null): void {
    if (report?.basehttp === "listening") {
      this.#listening.set(worker, performance.now());
      this.#listenedCount++;
      this.address = report.address;
    } else if (report?.basehttp === "handled") {
      this.#handledCount++;
    } else if (report?.basehttp === "failed") {
      this.#fail(Object.assign(new Error(report.message), report.details));
    }
    this.#bell.ring();
  }

  #exited(worker: Worker, how: string): void {
    const listenedAt = this.#listening.get(worker);
    this.#workers.delete(worker);
    this.#listening.delete(worker);
    if (worker.process.pid !== undefined) this.pids.delete(worker.process.pid);
    if (!this.#isStopped) this.#replace(listenedAt, how);
    this.#bell.ring();
    this.#changed();
  }

  /** Replaces a worker that has ended, unless that leads nowhere. */
  #replace(listenedAt: number | undefined, how: string): void {
    const isShort = listenedAt === undefined || performance.now() - listenedAt < SHORT_LIFE_MS;
    this.#shortLives = isShort ? this.#shortLives + 1 : 0;
    if (!this.#isStarted && listenedAt === undefined) {
      this.#fail(new Error(`A worker process ended before it listened (${how}).`));
    } else if (this.#shortLives > this.#options.size + SHORT_LIVES) {
      this.#fail(new Error(`Worker processes end again and again (${how}).`));
    } else {
      this.#fork();
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.stop();
  }
}

/** A worker that has ended cannot be told anything; its "exit" event deals with that. */
function ignoreEnded(): void {}
