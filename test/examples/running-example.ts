// An example, as its reader starts it: on a free port, with its output kept.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { sleep } from "../support/waiting.ts";

/** How long an example may take for what a test expects; far longer than a busy machine takes. */
const PATIENCE_MS = 60_000;

export class RunningExample implements AsyncDisposable {
  stdout = "";
  stderr = "";
  readonly #child: ChildProcess;

  /** Starts an example, in the folder of the tests (the root of the project) or another. */
  constructor(name: string, cwd: string = process.cwd()) {
    const path = join(process.cwd(), "examples", name);
    const child = spawn(process.execPath, [path, "0"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#child = child;
  }

  /** Waits until it has said on which ports it serves, and returns them. */
  async ports(count: number): Promise<number[]> {
    await this.until(() => this.#portsSaid().length >= count);
    return this.#portsSaid();
  }

  /** Waits until it has said where it serves: `http://127.0.0.1:PORT`, without a slash at the end. */
  async url(): Promise<string> {
    const [port] = await this.ports(1);
    return `http://127.0.0.1:${port}`;
  }

  /** Waits until its output is as it should be. */
  async until(isThere: (example: this) => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!isThere(this)) {
      if (Date.now() > deadline) throw new Error(`the output lacks what was expected: ${this.stdout}${this.stderr}`);
      await sleep(5);
    }
  }

  /** Waits until it has ended by itself, and returns its exit code. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, "exit", { signal: AbortSignal.timeout(PATIENCE_MS) });
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }

  #portsSaid(): number[] {
    return [...this.stdout.matchAll(/\bport (\d+)\b/g)].map((match) => Number(match[1]));
  }
}
