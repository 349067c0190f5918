// A program with forking servers in a process of its own, as a test sees it. Whoever starts it ends it, by its process id.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Address } from "../../src/socketserver/server-address.ts";
import { isAlive } from "../support/processes.ts";
import { talk } from "./clients.ts";

const PROGRAM = fileURLToPath(new URL("fixtures/forking-program.js", import.meta.url));

/** How long the program may take for what a test waits for; far longer than anything here takes. */
const PATIENCE_MS = 60_000;

/** What the program is started with. */
export interface ProgramOptions {
  /** Assigned to its servers; two workers, where it does not say otherwise. */
  readonly server?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is the first of a process group of its own. */
  readonly isGroup?: boolean;
}

/** The running program; `await using` ends it. */
export class ForkingProgram implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<string>;
  #lines: unknown[][] = [];
  #rest = "";
  #wake: () => void = () => undefined;
  stderr = "";

  constructor(kinds: string, address: Address, { server = {}, env = {}, isGroup = false }: ProgramOptions = {}) {
    const options = JSON.stringify({ workers: 2, ...server });
    this.#child = spawn(process.execPath, [PROGRAM, kinds, JSON.stringify(address), options], {
      env: { ...process.env, ...env },
      stdio: "pipe",
      detached: isGroup,
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#child.stdin?.on("error", () => undefined); // the program may end before it has read its last command
    this.#exited = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Gives the program a command. */
  tell(command: string): void {
    this.#child.stdin?.write(`${command}\n`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until the program says a word, and returns what it says after it. */
  async hear(word: string): Promise<unknown[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const index = this.#lines.findIndex(([first]) => first === word);
      if (index >= 0) return this.#lines.splice(index, 1)[0]?.slice(1) as unknown[];
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`did not say ${word}, but ${JSON.stringify(this.#lines)}\n${this.stderr}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Tells whether the program has said a word that nobody has heard yet. */
  hasSaid(word: string): boolean {
    return this.#lines.some(([first]) => first === word);
  }

  /** Waits until its servers listen; returns the address and the workers' process ids of the first, or the next. */
  async listening(): Promise<{ address: Address; port: number | null; pids: number[] }> {
    const [address, port, pids] = await this.hear("listening");
    return { address: address as Address, port: port as number | null, pids: pids as number[] };
  }

  async pids(): Promise<number[]> {
    this.tell("pids");
    return (await this.hear("pids")) as number[];
  }

  /** Waits until so many workers listen that are not among `others`; returns their process ids. */
  async newPids(count: number, others: readonly number[]): Promise<number[]> {
    const fresh: number[] = [];
    while (fresh.length < count) {
      const [pid] = (await this.hear("worker listens")) as [number];
      if (!others.includes(pid)) fresh.push(pid);
    }
    return fresh;
  }

  /** Stops it in good order, and checks that nothing of it is left, and nothing was wrong. */
  async stop(pids: readonly number[]): Promise<void> {
    this.tell("shutdown");
    await this.hear("shut down");
    await this.hear("served");
    assert.deepEqual(await this.hear("end"), []);
    assert.equal(await this.exited(), "exit code 0");
    assert.deepEqual(pids.filter(isAlive), []);
    assert.equal(this.stderr, "");
  }

  /** Waits until it has ended; returns how: `exit code 0`, `SIGKILL`. */
  exited(): Promise<string> {
    return this.#exited;
  }

  /** Kills it, if it has not ended; its workers end when it does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#lines.push(JSON.parse(line));
    this.#wake();
  }
}

/** The process id an answer of the program begins with. */
export function pidOf(answer: string): number {
  return Number(answer.split(" ", 1)[0]);
}

/** Lets three clients speak with the program, one after another: each gets its line back from one of the workers. */
export async function threeLines(address: Address, pids: readonly number[]): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const answer = await talk(address, "hello world\n");
    assert.match(answer, /^\d+ hello world\n$/);
    assert.ok(pids.includes(pidOf(answer)));
  }
}
