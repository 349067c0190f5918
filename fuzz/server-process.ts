// The process under test: started, asked, watched and ended by its id.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ServerName } from "./exchange.ts";
import type { Measures, Message } from "./server.ts";

/** How long it may take to start, to answer and to end. */
const PATIENCE_MS = 20_000;

const PROGRAM = fileURLToPath(new URL("./server.js", import.meta.url));

/** A process with all servers; `await using` ends it. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  #ports: Readonly<Record<ServerName, number>> | undefined;
  /** What it has printed and nobody has taken. */
  #printed = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#printed += text;
      });
    }
  }

  /** Starts a process that serves a folder, and waits until it listens. */
  static async start(directory: string): Promise<ServerProcess> {
    const child = fork(PROGRAM, [directory], { execArgv: ["--expose-gc"], stdio: ["ignore", "pipe", "pipe", "ipc"] });
    const server = new ServerProcess(child);
    const message = await server.#nextMessage();
    if ("ports" in message) server.#ports = message.ports;
    return server;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  port(name: ServerName): number {
    return this.#ports?.[name] ?? 0;
  }

  /** Lets it collect its garbage and measure itself. */
  async measure(): Promise<Measures> {
    if (!this.isRunning) throw new Error(`the server has ended: ${this.#printed.slice(-2000)}`);
    const answer = this.#nextMessage();
    this.#child.send("measure");
    const message = await answer;
    if (!("measures" in message)) throw new Error("the server answered something else than asked");
    return message.measures;
  }

  /** Takes the whole lines it has printed so far. */
  takeLines(): string[] {
    const end = this.#printed.lastIndexOf("\n") + 1;
    const lines = this.#printed.slice(0, end).split("\n").slice(0, -1);
    this.#printed = this.#printed.slice(end);
    return lines;
  }

  async #nextMessage(): Promise<Message> {
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    this.#child.once("exit", leave);
    try {
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const [message] = (await once(this.#child, "message", { signal })) as [Message];
      return message;
    } catch {
      throw new Error(`the server ended or did not answer: ${this.#printed.slice(-2000)}`);
    } finally {
      this.#child.off("exit", leave);
    }
  }

  /** Ends it; by force if it does not heed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isRunning) return;
    const exit = once(this.#child, "exit");
    const force = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MS);
    this.#child.disconnect();
    await exit;
    clearTimeout(force);
  }
}
