// The server that `npm run abuse` abuses, in a process of its own, which says what it holds.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { until } from "../support/waiting.ts";

/** The tests run from the root of the project. */
const PROGRAM = join(process.cwd(), "abuse/server.js");
/** Requests after which what a server loads and compiles is there. */
const WARMING_REQUESTS = 200;

/** What a server holds. */
export interface Measures {
  /** Resident memory, garbage not counted, and its peak since the last time it was asked; bytes. */
  readonly rss: number;
  readonly peak: number;
  /** The heap, and what it holds outside; bytes. */
  readonly heap: number;
  readonly descriptors: number;
}

/**
 * A running server: `/hello`, `/page` (10 KB), files; POST `/read` reads its body, `/ignore` does not, `/stall` neither, for a
 * second. `await using` ends it.
 */
export class MeasuredServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  port = 0;
  stderr = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  static async start(directory: string, limits: Readonly<Record<string, number>> = {}): Promise<MeasuredServer> {
    const settings = JSON.stringify({ directory, limits });
    const child = fork(PROGRAM, [settings], {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const server = new MeasuredServer(child);
    const [{ port }] = (await once(child, "message")) as [{ port: number }];
    server.port = port;
    for (let i = 0; i < WARMING_REQUESTS; i++) await (await fetch(server.url("/hello"))).text();
    return server;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  async measure(): Promise<Measures> {
    const message = once(this.#child, "message");
    this.#child.send("measure");
    const [measures] = (await message) as [Measures];
    return measures;
  }

  /** Measures when no more descriptors are open than before. */
  async measureSettled(before: Measures): Promise<Measures> {
    let measures = before;
    await until(async () => {
      measures = await this.measure();
      return measures.descriptors <= before.descriptors;
    }, "the descriptors are closed");
    return measures;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
