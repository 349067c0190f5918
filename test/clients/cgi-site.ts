// A folder with scripts that run real programs, and the server that runs them.

import { join } from "node:path";
import { mayChangeUser } from "../../src/cgi/user.ts";
import { CgiFolder } from "../server/cgi-server.ts";
import { startBasehttp } from "../support/basehttp.ts";
import type { ServerProgram } from "../support/server-program.ts";
import { type ClientResult, runAtHome } from "./run.ts";

/** A line of the log that tells of a request; any other tells of something wrong. */
const REQUEST_LINE = /^\S+ - - \[[^\]]+\] "[A-Z]+ \S+ HTTP\/1\.[01]" \d{3} \S+$/;

/** Folders of a server's, of programs' data, and of a client's; `await using` ends the server, then removes all. */
export class CgiSite implements AsyncDisposable {
  /** The folder that is served. */
  readonly served: string;
  /** Files for the programs, not served. */
  readonly data: string;
  /** The folder where clients work; their home as well. */
  readonly own: string;
  readonly #folder: CgiFolder;
  #server: ServerProgram | undefined;

  /** Makes the folders; the names of the files begin with `served/` or `data/`. */
  constructor(files: Readonly<Record<string, string>>) {
    this.#folder = new CgiFolder({ ...files, "own/.profile": "", "data/.keep": "" });
    this.served = join(this.#folder.path, "served");
    this.data = join(this.#folder.path, "data");
    this.own = join(this.#folder.path, "own");
  }

  /** Writes a file as `CgiFolder` does. */
  write(name: string, text: string | Buffer): string {
    return this.#folder.write(name, text);
  }

  /** Gives the data to the user that scripts run as, and starts the server. */
  async start(...options: string[]): Promise<void> {
    if (mayChangeUser()) await this.run("chown", ["-R", "nobody", this.data]);
    this.#server = await startBasehttp(this.served, "--cgi", ...options);
  }

  get server(): ServerProgram {
    if (this.#server === undefined) throw new Error("start first");
    return this.#server;
  }

  /** The URL of a path that begins with a slash. */
  url(path: string): string {
    return this.server.url + path;
  }

  /** Runs a client in its folder. */
  run(
    program: string | undefined,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<ClientResult> {
    return runAtHome(this.own, program, args, env);
  }

  /** What the server has logged that is no request: failures, and what programs wrote to stderr. */
  troubles(): string[] {
    return this.server.stderr.split("\n").filter((line) => line !== "" && !REQUEST_LINE.test(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}
