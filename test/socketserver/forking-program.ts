// A program with forking servers in a process of its own, as a test sees it. Whoever starts it ends it, by its process id.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Address } from "../../src/socketserver/server-address.ts";
import { isAlive } from "../support/processes.ts";
import { RunningProgram } from "../support/running-program.ts";
import { talk } from "./clients.ts";

const PROGRAM = fileURLToPath(new URL("fixtures/forking-program.js", import.meta.url));

/** What the program is started with. */
export interface ProgramOptions {
  /** Assigned to its servers; two workers, where it does not say otherwise. */
  readonly server?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is the first of a process group of its own. */
  readonly isGroup?: boolean;
}

/** The running program; `await using` ends it. */
export class ForkingProgram extends RunningProgram {
  /** What it has said that nobody has heard yet. */
  readonly #said: unknown[][] = [];

  constructor(kinds: string, address: Address, { server = {}, env = {}, isGroup = false }: ProgramOptions = {}) {
    const options = JSON.stringify({ workers: 2, ...server });
    super(process.execPath, [PROGRAM, kinds, JSON.stringify(address), options], {
      env: { ...process.env, ...env },
      stdio: "pipe",
      detached: isGroup,
    });
    createInterface(this.child.stdout as Readable).on("line", (line) => this.#said.push(JSON.parse(line)));
    this.child.stdin?.on("error", () => undefined); // the program may end before it has read its last command
  }

  /** Gives the program a command. */
  tell(command: string): void {
    this.child.stdin?.write(`${command}\n`);
  }

  /** Waits until the program says a word, and returns what it says after it. */
  async hear(word: string): Promise<unknown[]> {
    await this.until(() => this.hasSaid(word));
    const index = this.#said.findIndex(([first]) => first === word);
    return this.#said.splice(index, 1)[0]?.slice(1) as unknown[];
  }

  /** Tells whether the program has said a word that nobody has heard yet. */
  hasSaid(word: string): boolean {
    return this.#said.some(([first]) => first === word);
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

  /** Waits until it has ended, its workers too; returns how: `exit code 0`, `SIGKILL`. */
  async exited(): Promise<string> {
    const { status, signal } = await this.ending;
    return signal ?? `exit code ${status}`;
  }

  /** Kills it, if it has not ended; its workers end when it does. */
  override async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.ending;
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
