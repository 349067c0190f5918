// A transport whose peer reads when the test says so, and that writes down what it is asked.

import type { InputSink, OutputListener, Transport } from "../../src/io/transport.ts";
import { turn } from "../support/waiting.ts";

/** What is written stays in `bufferedBytes` until `drain`. Calls that change the flow are in `calls`. */
export class SlowTransport implements Transport {
  readonly writes: Buffer[] = [];
  readonly calls: string[] = [];
  bufferedBytes = 0;
  isOpen = true;
  deliversReads = false;
  input: InputSink | undefined;
  output: OutputListener | undefined;
  #corked: Buffer[] | undefined;

  attach(input: InputSink, output: OutputListener): void {
    this.input = input;
    this.output = output;
  }

  write(data: string | Buffer): void {
    const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : Buffer.from(data);
    this.bufferedBytes += bytes.length;
    (this.#corked ?? this.writes).push(bytes);
  }

  cork(): void {
    this.#corked = [];
  }

  uncork(): void {
    this.writes.push(Buffer.concat(this.#corked ?? []));
    this.#corked = undefined;
  }

  /** The peer reads all. */
  drain(): void {
    this.bufferedBytes = 0;
    this.output?.drained();
  }

  /** The peer goes away. */
  leave(): void {
    this.isOpen = false;
    this.input?.pushEnd();
    this.output?.closed();
  }

  pause(): void {
    this.calls.push("pause");
  }

  resume(): void {
    this.calls.push("resume");
  }

  setTimeout(milliseconds: number): void {
    this.calls.push(`setTimeout ${milliseconds}`);
  }

  awaitInput(): void {
    this.calls.push("awaitInput");
  }

  limitStalls(milliseconds: number): void {
    this.calls.push(`limitStalls ${milliseconds}`);
  }

  watchStall(): void {
    this.calls.push("watchStall");
  }

  expectNoMore(): void {
    this.calls.push("expectNoMore");
  }

  detach(): void {
    this.calls.push("detach");
  }

  reset(): void {
    this.calls.push("reset");
    this.leave();
  }

  /** Everything written; latin-1. */
  get text(): string {
    return Buffer.concat(this.writes).toString("latin1");
  }
}

/** Tells whether a promise has been fulfilled or rejected by the end of this turn. */
export async function isSettled(promise: PromiseLike<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  await turn();
  return settled;
}
