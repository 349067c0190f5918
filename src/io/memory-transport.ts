// The transport without a socket. It collects a datagram's reply; tests put bytes in and look at what comes out, write by write.

import type { InputSink, OutputListener, Transport } from "./transport.ts";

/** A `Transport` in memory. Everything written is in `writes`; input is given by `send` and `sendEnd`. */
export class MemoryTransport implements Transport {
  /** What was written, one element for each write; corked writes count as one. */
  readonly writes: Buffer[] = [];
  /** True after `reset`: the peer saw the connection cut. */
  wasReset = false;
  isOpen = true;
  readonly deliversReads = false;
  readonly bufferedBytes = 0;
  #input: InputSink | undefined;
  #output: OutputListener | undefined;
  #corked: Buffer[] | undefined;
  readonly #early: (Buffer | undefined)[] = [];

  attach(input: InputSink, output: OutputListener): void {
    this.#input = input;
    this.#output = output;
    for (const chunk of this.#early.splice(0)) this.#deliver(chunk);
  }

  /** Gives bytes as the peer would; a string is latin-1. */
  send(bytes: string | Uint8Array): void {
    this.#deliver(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : Buffer.from(bytes));
  }

  /** Closes the peer's side. */
  sendEnd(): void {
    this.#deliver(undefined);
  }

  /** Everything written so far. */
  get output(): Buffer {
    return Buffer.concat(this.writes);
  }

  write(data: string | Buffer): void {
    if (!this.isOpen) return;
    const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : Buffer.from(data);
    if (this.#corked !== undefined) this.#corked.push(bytes);
    else this.writes.push(bytes);
  }

  cork(): void {
    this.#corked ??= [];
  }

  uncork(): void {
    const corked = this.#corked ?? [];
    this.#corked = undefined;
    if (corked.length > 0) this.writes.push(Buffer.concat(corked));
  }

  pause(): void {}

  resume(): void {}

  setTimeout(): void {}

  awaitInput(): void {}

  limitStalls(): void {}

  watchStall(): void {}

  expectNoMore(): void {}

  detach(): void {
    this.#input = undefined;
    this.#output = undefined;
  }

  reset(): void {
    this.wasReset = true;
    this.close();
  }

  /** Ends the connection in both directions. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#input?.pushEnd();
    this.#output?.closed();
  }

  #deliver(chunk: Buffer | undefined): void {
    if (this.#input === undefined) this.#early.push(chunk);
    else if (chunk === undefined) this.#input.pushEnd();
    else this.#input.push(chunk);
  }
}
