// A server in a process of its own, as a user starts it. Whoever starts it stops it, by its process id.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { sleep } from "./waiting.ts";

/** How long a program may take until it says on which port it listens; twenty times what a busy machine takes. */
const START_MS = 60_000;

/** What a server prints first: `Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ...`. */
const PORT = /\bport (\d+)\b/;

/** Programs that run. When this process ends before it has ended them, as one that hangs is made to, they end with it. */
const running = new Set<ChildProcess>();
process.once("SIGTERM", () => process.exit(1));
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** How a program is started. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running server; `await using` ends it. */
export class RunningProgram implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #output: { stdout: string; stderr: string };

  private constructor(child: ChildProcess, output: { stdout: string; stderr: string }, port: number) {
    this.#child = child;
    this.#output = output;
    this.port = port;
  }

  /** Starts a server, and waits until it listens. */
  static async start(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<RunningProgram> {
    const env = { ...process.env, ...options.env };
    const child = spawn(command, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    child.once("exit", () => running.delete(child));
    const output = { stdout: "", stderr: "" };
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
    });
    const port = await new Promise<number>((resolve, reject) => {
      const fail = (why: string) => {
        child.kill("SIGKILL");
        reject(new Error(`${command} ${args.join(" ")} ${why}: ${output.stdout}${output.stderr}`));
      };
      const timer = setTimeout(() => fail("did not listen in time"), START_MS);
      child.once("error", (error) => fail(error.message));
      child.once("exit", () => fail("ended before it listened"));
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output.stdout += text;
        const found = PORT.exec(output.stdout);
        if (found === null) return;
        clearTimeout(timer);
        resolve(Number(found[1]));
      });
    });
    return new RunningProgram(child, output, port);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has written to stderr so far. */
  get stderr(): string {
    return this.#output.stderr;
  }

  /** True while it runs. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits until stderr matches, and returns all of it. */
  async untilStderr(isThere: (stderr: string) => boolean): Promise<string> {
    const deadline = Date.now() + START_MS;
    while (!isThere(this.stderr)) {
      if (Date.now() > deadline) throw new Error(`stderr lacks what was expected: ${this.stderr.slice(-2000)}`);
      await sleep(5);
    }
    return this.stderr;
  }

  /** Ends it at once: a program under test may not heed a gentler signal. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}
