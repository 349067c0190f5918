// The server that `npm run abuse` abuses, in a process of its own, which says what it holds.

import { join } from "node:path";
import { RunningProgram } from "../support/running-program.ts";

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
export class MeasuredServer extends RunningProgram {
  port = 0;

  static async start(directory: string, limits: Readonly<Record<string, number>> = {}): Promise<MeasuredServer> {
    const args = ["--expose-gc", PROGRAM, JSON.stringify({ directory, limits })];
    const server = new MeasuredServer(process.execPath, args, { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    server.port = (await server.message<{ port: number }>()).port;
    for (let i = 0; i < WARMING_REQUESTS; i++) await (await fetch(server.url("/hello"))).text();
    return server;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  measure(): Promise<Measures> {
    return this.ask("measure");
  }

  /** Measures when no more descriptors are open than before. */
  async measureSettled(before: Measures): Promise<Measures> {
    let measures = before;
    await this.until(async () => {
      measures = await this.measure();
      return measures.descriptors <= before.descriptors;
    });
    return measures;
  }
}
