// A run: batches of exchanges with one server process, and after each batch a check of the process.

import { setTimeout as sleep } from "node:timers/promises";
import { carryOut } from "./client.ts";
import { type Exchange, makeExchange, SERVERS, type ServerName } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import { ServedFolder } from "./folder.ts";
import { suspiciousLines } from "./log-lines.ts";
import type { Measures } from "./server.ts";
import { ServerProcess } from "./server-process.ts";
import { problemWith } from "./verdict.ts";

export interface RunOptions {
  readonly seed: number;
  /** Exchanges to carry out; each is a connection with at least one request. */
  readonly requests: number;
  /** Exchanges between two checks of the process. */
  readonly batch: number;
  /** Milliseconds after which no further batch is begun. */
  readonly limitMs: number;
  /** Is told of every batch. */
  readonly report?: (progress: Progress) => void;
}

/** Where a run stands. */
export interface Progress extends Measures {
  readonly exchanges: number;
  readonly seconds: number;
}

export interface RunResult {
  readonly exchanges: number;
  readonly failure: Failure | undefined;
}

/** Connections at a time. */
const CONCURRENCY = 16;
/** Batches after which memory must be flat: during these, code is compiled and buffers find their size. */
const WARM_UP_BATCHES = 4;
/** How often memory is measured again before it counts as grown, and the time between; 200 ms. */
const MEMORY_LOOKS = 5;
const MEMORY_LOOK_MS = 200;
/** Bytes by which the heap may grow after the warm-up, with all garbage collected: 500 forgotten connections would take more. */
const HEAP_BOUND = 4 * 1024 * 1024;
/** Bytes by which the process may grow after the warm-up: room for a garbage collector that has not given memory back. */
const RSS_BOUND = 64 * 1024 * 1024;
/** Milliseconds within which all connections must be gone; the server waits 2 s for a client that does not close its side. */
const SETTLE_MS = 5000;

/** Milliseconds to wait for printed lines to come through the pipe: nothing tells when they have. */
const PIPE_MS = 10;
/** Milliseconds from the first refused connection to the news that the process has ended. */
const END_NOTICE_MS = 300;

/** Carries out a run, up to the first failure. */
export async function run(options: RunOptions): Promise<RunResult> {
  using folder = new ServedFolder();
  await using server = await ServerProcess.start(folder.path);
  return await new Run(options, server).run();
}

/** Repeats the exchanges of a failure, one after another, with a check of the process after each. */
export async function replay(failure: Failure): Promise<RunResult> {
  using folder = new ServedFolder();
  await using server = await ServerProcess.start(folder.path);
  const { seed, exchanges } = failure;
  const options = { seed, requests: exchanges.length, batch: 1, limitMs: Number.POSITIVE_INFINITY };
  return await new Run(options, server, (number) => exchanges[number] as Exchange).run();
}

class Run {
  readonly #options: RunOptions;
  readonly #server: ServerProcess;
  readonly #make: (number: number) => Exchange;
  readonly #start = performance.now();
  #failure: Failure | undefined;
  #first: Measures | undefined;
  #warm: { rss: number; heap: number } = { rss: 0, heap: 0 };

  constructor(options: RunOptions, server: ServerProcess, make?: (number: number) => Exchange) {
    this.#options = options;
    this.#server = server;
    this.#make = make ?? ((number) => makeExchange(options.seed, number));
  }

  async run(): Promise<RunResult> {
    const { requests, batch, limitMs, report } = this.#options;
    let done = 0;
    await this.#look(0, 0);
    for (
      let index = 0;
      done < requests && this.#failure === undefined && performance.now() - this.#start < limitMs;
      index++
    ) {
      const end = Math.min(requests, done + batch);
      await this.#runBatch(done, end);
      const measures = this.#failure === undefined ? await this.#look(done, end, index) : undefined;
      await this.#noticeEnd(done, end);
      done = end;
      if (measures !== undefined) report?.({ ...measures, exchanges: done, seconds: this.#seconds });
    }
    return { exchanges: done, failure: this.#failure };
  }

  get #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  async #runBatch(start: number, end: number): Promise<void> {
    let next = start;
    const work = async (): Promise<void> => {
      while (next < end && this.#failure === undefined) {
        const number = next++;
        await this.#runOne(number, this.#make(number));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  }

  async #runOne(number: number, exchange: Exchange): Promise<void> {
    const received = await carryOut(exchange, this.#server.port(exchange.server));
    const problem = problemWith(exchange, received);
    if (problem === undefined) return;
    const { text, elapsedMs } = received;
    this.#failure ??= { problem, seed: this.#options.seed, number, exchanges: [exchange], received: text, elapsedMs };
  }

  /** Checks the process after the exchanges from `start` to `end`. The very first check, before all exchanges, is the reference. */
  async #look(start: number, end: number, batch = -1): Promise<Measures | undefined> {
    try {
      await this.#serveNormally();
      let measures = await this.#settle();
      this.#first ??= measures;
      // Recent garbage may not have been collected yet.
      for (let looks = 0; looks < MEMORY_LOOKS && this.#growth(measures, batch) !== undefined; looks++) {
        await sleep(MEMORY_LOOK_MS);
        measures = await this.#settle();
      }
      const growth = this.#growth(measures, batch);
      if (growth !== undefined) throw new Error(growth);
      await sleep(PIPE_MS);
      const lines = suspiciousLines(this.#server.takeLines());
      if (lines.length > 0) throw new Error(`the server printed\n${lines.slice(0, 20).join("\n")}`);
      return measures;
    } catch (error) {
      this.#failBatch((error as Error).message, start, end);
      return undefined;
    }
  }

  /** If the process has ended, the whole batch is suspect, not just the exchange that first met a closed port. */
  async #noticeEnd(start: number, end: number): Promise<void> {
    if (this.#failure === undefined) return;
    await sleep(END_NOTICE_MS);
    if (this.#server.isRunning) return;
    const lines = suspiciousLines(this.#server.takeLines());
    this.#failBatch(`the server has ended: ${lines.slice(0, 30).join("\n")}`, start, end);
  }

  #failBatch(problem: string, start: number, end: number): void {
    const exchanges = Array.from({ length: end - start }, (_, index) => this.#make(start + index));
    this.#failure = { problem, seed: this.#options.seed, number: start, exchanges };
  }

  /** Makes a normal request to every server. */
  async #serveNormally(): Promise<void> {
    for (const server of Object.keys(SERVERS) as ServerName[]) {
      const pieces = ["GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n"];
      const exchange: Exchange = { server, pieces, delayMs: 0, ending: "wait", lastMs: 0 };
      const problem = problemWith(exchange, await carryOut(exchange, this.#server.port(server)));
      if (problem !== undefined) throw new Error(`a normal request to ${server} afterwards: ${problem}`);
    }
  }

  /** Waits until no connection and no extra descriptor is left. */
  async #settle(): Promise<Measures> {
    const deadline = performance.now() + SETTLE_MS;
    for (;;) {
      const measures = await this.#server.measure();
      const tooMany = (measures.descriptors ?? 0) - (this.#first?.descriptors ?? measures.descriptors ?? 0);
      if (measures.connections === 0 && tooMany <= 0) return measures;
      if (performance.now() > deadline) {
        throw new Error(`${measures.connections} connections and ${tooMany} descriptors are left over`);
      }
      await sleep(10);
    }
  }

  /** Says how far memory has grown beyond its bound; undefined: it has not. The first batches are the reference. */
  #growth({ rss, heap }: Measures, batch: number): string | undefined {
    const warm = this.#warm;
    if (batch < WARM_UP_BATCHES) this.#warm = { rss: Math.max(rss, warm.rss), heap: Math.max(heap, warm.heap) };
    else if (heap > warm.heap + HEAP_BOUND) return `the heap grew from ${warm.heap} to ${heap} bytes`;
    else if (rss > warm.rss + RSS_BOUND) return `the process grew from ${warm.rss} to ${rss} bytes`;
    return undefined;
  }
}
