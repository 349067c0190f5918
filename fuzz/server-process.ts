// The process under test: starts, measures, watches and ends it.

import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { RunningProgram } from "../test/support/running-program.ts";
import type { ServerName } from "./exchange.ts";
import type { Measures, Message } from "./server.ts";

/** How long it may take to end. */
const PATIENCE_MS = 20_000;

const PROGRAM = fileURLToPath(new URL("./server.js", import.meta.url));

/** A process with all servers; `await using` ends it. */
export class ServerProcess extends RunningProgram {
  #ports: Readonly<Record<ServerName, number>> | undefined;

  /** Starts a process that serves a folder, and waits until it listens. */
  static async start(directory: string): Promise<ServerProcess> {
    const args = ["--expose-gc", PROGRAM, directory];
    const server = new ServerProcess(process.execPath, args, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    const message = await server.message<Message>();
    if ("ports" in message) server.#ports = message.ports;
    return server;
  }

  port(name: ServerName): number {
    return this.#ports?.[name] ?? 0;
  }

  /** Has the process collect its garbage and measure itself. */
  async measure(): Promise<Measures> {
    const message = await this.ask<Message>("measure");
    if (!("measures" in message)) throw new Error("the server sent another message than its measures");
    return message.measures;
  }

  /** Takes the complete lines that the process has printed so far. */
  takeLines(): string[] {
    return (["stdout", "stderr"] as const).flatMap((name) => {
      const lines = this[name].split("\n");
      this[name] = lines.pop() as string;
      return lines;
    });
  }

  /** Ends the process, by force if it does not end by itself. */
  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isRunning) return;
    const exit = once(this.child, "exit");
    const force = setTimeout(() => this.kill("SIGKILL"), PATIENCE_MS);
    this.child.disconnect();
    await exit;
    clearTimeout(force);
  }
}
