// The output of a process, piece by piece on request: while nobody asks, the process has to wait.

import type { Readable } from "node:stream";
import { afterReading } from "../io/timer.ts";

/** Reads the output of a process until it ends, or until the process has exited and nothing more comes. */
export class ProcessOutput {
  readonly #stream: Readable | undefined;
  readonly #lingerMs: number;
  #isEnded: boolean;
  /** True once the process has exited; what it started may still write. */
  #isLingering = false;
  /** Takes the limit off the wait. */
  #callOff: (() => void) | undefined;
  /** Resolves the promise that somebody waits for. */
  #resolve: ((piece: Buffer | undefined) => void) | undefined;

  constructor(stream: Readable | undefined, lingerMs: number) {
    this.#stream = stream;
    this.#lingerMs = lingerMs;
    this.#isEnded = stream === undefined;
    stream?.on("readable", () => this.#wake());
    stream?.once("end", () => this.cancel());
    stream?.once("close", () => this.cancel());
  }

  /** Waits for the next piece; undefined at the end. */
  next(): Promise<Buffer | undefined> {
    const piece = this.#read();
    if (piece !== null || this.#isEnded) return Promise.resolve(piece ?? undefined);
    return new Promise((resolve) => {
      this.#resolve = resolve;
      if (this.#isLingering) this.#limitWait();
    });
  }

  /** Says that the process has exited: from now on silence is the end. */
  linger(): void {
    this.#isLingering = true;
    if (this.#resolve !== undefined) this.#limitWait();
  }

  /** Ends the output here. */
  cancel(): void {
    this.#isEnded = true;
    this.#settle(undefined);
  }

  /** Ends the output here, and drops whatever still comes, so that no process is held up. */
  discard(): void {
    this.cancel();
    this.#stream?.removeAllListeners("readable");
    this.#stream?.resume();
  }

  #wake(): void {
    if (this.#resolve === undefined) return;
    const piece = this.#read();
    if (piece !== null) this.#settle(piece);
  }

  #read(): Buffer | null {
    return this.#isEnded ? null : ((this.#stream as Readable).read() as Buffer | null);
  }

  #limitWait(): void {
    this.#callOff?.();
    this.#callOff = afterReading(this.#lingerMs, () => this.cancel());
  }

  #settle(piece: Buffer | undefined): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    this.#callOff?.();
    resolve?.(piece);
  }
}
