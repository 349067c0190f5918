// A program in a process of its own, as a user starts it. Whoever starts it ends it, by its process id.

import { type ChildProcess, type Serializable, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "./waiting.ts";

/** Programs that run. When this process ends before it has ended them, as one that hangs is made to, they end with it. */
const running = new Set<ChildProcess>();
process.once("SIGTERM", () => process.exit(1));
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** How a program ended. */
export interface Ending {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program, running or ended, and what it has printed so far; `await using` kills it if it still runs. */
export class RunningProgram implements AsyncDisposable {
  readonly child: ChildProcess;
  /** How it ended, when it has and nothing it started can print any more. */
  readonly ending: Promise<Ending>;
  stdout = "";
  stderr = "";
  /** True when `ending` is there. */
  hasEnded = false;

  /** Starts a program; without other options nothing can be told to it. */
  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    running.add(this.child);
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.child.once("error", (error) => {
      this.stderr += `${error.message}\n`; // there is no such program
    });
    this.ending = new Promise((resolve) => {
      this.child.once("close", (status, signal) => {
        running.delete(this.child);
        this.hasEnded = true;
        resolve({ status, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** True while its process runs; what it has started may run longer. */
  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until something holds. */
  until(holds: () => boolean | Promise<boolean>): Promise<void> {
    return until(
      holds,
      () => `a program goes on; it has printed: ${this.stdout.slice(-2000)}${this.stderr.slice(-2000)}`,
    );
  }

  /**
   * Waits until stdout matches.
   *
   * @throws Error if the program ends before.
   */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    await this.until(() => pattern.test(this.stdout) || this.hasEnded);
    const match = pattern.exec(this.stdout);
    if (match === null) throw new Error(`ended without ${pattern}: ${this.stdout}${this.stderr}`);
    return match;
  }

  /**
   * Waits for the next message of a program that was started with a channel for them.
   *
   * @throws Error if the program ends before.
   */
  async message<Message extends object>(): Promise<Message> {
    let message: Message | undefined;
    this.child.once("message", (received) => {
      message = received as Message;
    });
    await this.until(() => message !== undefined || this.hasEnded);
    if (message === undefined) throw new Error(`ended without a message: ${this.stdout}${this.stderr}`);
    return message;
  }

  /** Sends a message, and waits for the answer. */
  ask<Message extends object>(question: Serializable): Promise<Message> {
    const answer = this.message<Message>();
    this.child.send(question, () => undefined); // `answer` says so if there is nobody to hear it
    return answer;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it at once: a program under test may not heed a gentler signal. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
