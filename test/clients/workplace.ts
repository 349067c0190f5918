// What a test of a client needs: a folder that is served, a folder of the client's own, and the server between them.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startBasehttp } from "../support/basehttp.ts";
import type { ServerProgram } from "../support/server-program.ts";
import { type ClientResult, runAtHome } from "./run.ts";

/** A served folder and a client's; `await using` ends the server, then removes both. */
export class Workplace implements AsyncDisposable {
  /** The folder that is served. */
  readonly served: string;
  /** The folder where clients work; their home as well. */
  readonly own: string;
  readonly server: ServerProgram;
  readonly #root: string;

  private constructor(root: string, server: ServerProgram) {
    this.#root = root;
    this.served = join(root, "served");
    this.own = join(root, "own");
    this.server = server;
  }

  /** Makes the folders, and starts the server with these options. */
  static async open(...options: string[]): Promise<Workplace> {
    const root = mkdtempSync(join(tmpdir(), "basehttp-client-"));
    mkdirSync(join(root, "served"));
    mkdirSync(join(root, "own"));
    return new Workplace(root, await startBasehttp(join(root, "served"), ...options));
  }

  /** Writes a file that is served, and returns its URL; the path is made of characters that stand for themselves in a URL. */
  serve(path: string, content: string | Buffer): string {
    mkdirSync(dirname(join(this.served, path)), { recursive: true });
    writeFileSync(join(this.served, path), content);
    return `${this.server.url}/${path}`;
  }

  /** Writes a file of the client's, and returns its path. */
  keep(name: string, content: string | Buffer): string {
    writeFileSync(join(this.own, name), content);
    return join(this.own, name);
  }

  /** Reads a file of the client's. */
  got(name: string): Buffer {
    return readFileSync(join(this.own, name));
  }

  /** Runs a client in its folder. */
  run(
    program: string | undefined,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<ClientResult> {
    return runAtHome(this.own, program, args, env);
  }

  /** Waits until the log has as many requests as this, and returns their methods, targets and statuses, in order. */
  async log(atLeast: number): Promise<string[]> {
    const read = (stderr: string): string[] =>
      [...stderr.matchAll(/"([A-Z]+ [^"]+) HTTP\/1\.[01]" (\d+) -\n/g)].map(([, line, status]) => `${line} ${status}`);
    return read(await this.server.untilStderr((stderr) => read(stderr).length >= atLeast));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
