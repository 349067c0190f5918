// Carries out an exchange over a real socket.

import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Exchange, inputOf } from "./exchange.ts";
import { requestsIn } from "./model.ts";
import { problemWith, type Received } from "./verdict.ts";

/** A server that has not ended a connection by then never will; it waits only 2 s for a client that lingers. */
const STUCK_MS = 10_000;

/** Sends what an exchange says, in the way it says, and returns what came back. */
export async function carryOut(exchange: Exchange, port: number): Promise<Received> {
  const client = new Client(exchange, port);
  const deadline = setTimeout(() => client.giveUp(), STUCK_MS);
  try {
    await client.run();
  } finally {
    clearTimeout(deadline);
  }
  return client.received;
}

class Client {
  readonly #exchange: Exchange;
  readonly #socket: Socket;
  readonly #chunks: string[] = [];
  readonly #closed: Promise<void>;
  #wasReset = false;
  #isStuck = false;
  #hasSentAll = false;
  readonly #start = performance.now();
  #elapsedMs = 0;
  /** The code of an error of this machine, not of the server: no ports or descriptors are left. */
  #lack: string | undefined;

  constructor(exchange: Exchange, port: number) {
    this.#exchange = exchange;
    this.#socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true });
    this.#closed = new Promise((resolve) => this.#socket.once("close", resolve));
    this.#socket.setEncoding("latin1");
    this.#socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "EADDRNOTAVAIL" || code === "EMFILE") this.#lack = code;
      else this.#wasReset = true;
    });
    if (exchange.ending === "noRead") return;
    this.#socket.on("data", (text: string) => {
      this.#chunks.push(text);
      this.#endWhenAnswered();
    });
    this.#socket.on("end", () => this.#endWhenSent());
  }

  get received(): Received {
    const elapsedMs = this.#elapsedMs;
    return { text: this.#chunks.join(""), wasReset: this.#wasReset, isStuck: this.#isStuck, elapsedMs };
  }

  giveUp(): void {
    this.#isStuck = true;
    this.#socket.destroy();
  }

  async run(): Promise<void> {
    const { pieces, delayMs, ending, lastMs } = this.#exchange;
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await (delayMs === 0 ? new Promise((resolve) => setImmediate(resolve)) : sleep(delayMs));
      this.#socket.write(piece, "latin1");
    }
    this.#hasSentAll = true;
    if (ending === "halfClose" || this.#socket.readableEnded) this.#socket.end();
    else if (ending === "wait") this.#endWhenAnswered();
    else await this.#cut(lastMs);
    await this.#closed;
    this.#elapsedMs = performance.now() - this.#start;
    if (this.#lack !== undefined) throw new Error(`this machine has no ports or descriptors left: ${this.#lack}`);
  }

  async #cut(lastMs: number): Promise<void> {
    await sleep(lastMs);
    if (!this.#socket.connecting) this.#socket.resetAndDestroy();
    else this.#socket.once("connect", () => this.#socket.resetAndDestroy());
  }

  #endWhenSent(): void {
    if (this.#hasSentAll) this.#socket.end();
  }

  /** Ends a waiting connection once everything has come that does not depend on its end. */
  #endWhenAnswered(): void {
    if (this.#exchange.ending !== "wait" || !this.#hasSentAll) return;
    const last = requestsIn(inputOf(this.#exchange)).at(-1);
    const comesByItself = last?.kind === "request" && last.bodyEnd === "whole";
    if (!comesByItself || problemWith(this.#exchange, this.received) === undefined) this.#socket.end();
  }
}
