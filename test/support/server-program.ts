// A server in a process of its own that says on which port it listens.

import { RunningProgram } from "./running-program.ts";

/** What a server prints first: `Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ...`. */
const PORT = /\bport (\d+)\D/;

/** How a server is started. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running server; `await using` ends it. */
export class ServerProgram extends RunningProgram {
  port = 0;

  /** Starts a server, and waits until it listens. */
  static async start(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<ServerProgram> {
    const server = new ServerProgram(command, args, { ...options, env: { ...process.env, ...options.env } });
    try {
      server.port = Number((await server.said(PORT))[1]);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Waits until stderr is as it should be, and returns all of it. */
  async untilStderr(isThere: (stderr: string) => boolean): Promise<string> {
    await this.until(() => isThere(this.stderr));
    return this.stderr;
  }
}
