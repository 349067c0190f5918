// The command line program in a process of its own: bin/basehttp.js as it was built, with an environment nobody has written into.

import { type ChildProcess, spawn } from "node:child_process";
import { PROGRAM } from "../support/basehttp.ts";
import { sleep } from "../support/waiting.ts";

/** No program under test takes this long to say something or to end; a busy machine takes a twentieth. */
const PATIENCE_MS = 60_000;

const BANNER = /^Serving HTTPS? on (\S+) port (\d+) \((\S+)\) \.\.\.\n/;

/** Variables that would change what the program does. */
const FOREIGN = /^(?:BASEHTTP_.*|PORT|HOST|NO_COLOR|FORCE_COLOR|npm_lifecycle_event)$/i;

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Lets a program take its system for another. */
export function onSystem(platform: NodeJS.Platform): Readonly<Record<string, string>> {
  const code = `Object.defineProperty(process,'platform',{value:'${platform}'})`;
  return { NODE_OPTIONS: `--import "data:text/javascript,${code}"` };
}

/** How a program ended. */
export interface Ending {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program, running or ended; `await using` kills it if it still runs. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly ending: Promise<Ending>;
  stdout = "";
  stderr = "";
  hasEnded = false;

  constructor(args: readonly string[], { cwd, env = {} }: ProgramOptions = {}) {
    const clean = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
    this.child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd,
      env: { ...Object.fromEntries(clean), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.ending = new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (status, signal) => {
        this.hasEnded = true;
        resolve({ status, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Waits until something holds. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`waited in vain; stdout: ${this.stdout}\nstderr: ${this.stderr}`);
      await sleep(5);
    }
  }

  /** What the first line says, once it is there. */
  async banner(): Promise<{
    readonly line: string;
    readonly host: string;
    readonly port: number;
    readonly url: string;
  }> {
    await this.until(() => BANNER.test(this.stdout) || this.hasEnded);
    const [line, host, port, url] = BANNER.exec(this.stdout) ?? [];
    if (line === undefined) throw new Error(`no banner; stdout: ${this.stdout}\nstderr: ${this.stderr}`);
    return { line, host: host as string, port: Number(port), url: url as string };
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasEnded) this.child.kill("SIGKILL");
    await this.ending;
  }
}

/** Runs the program to its end. */
export async function run(args: readonly string[], options?: ProgramOptions): Promise<Ending> {
  await using program = new Program(args, options);
  await program.until(() => program.hasEnded);
  return program.ending;
}
