// Feeds a request body to a script: piece by piece as it comes, and no faster than the script takes it.

import type { Writable } from "node:stream";
import type { BufferedReader } from "../io/buffered-reader.ts";

/** Is told who is being waited for: the client or the script. */
export interface FeederWatch {
  /** The client's next piece is being waited for. */
  waitsForClient(): void;
  /** That piece has come, or the end of the body has. */
  hasFed(): void;
}

/** Feeds a script. */
export class CgiFeeder {
  readonly #rfile: BufferedReader;
  readonly #input: Writable;
  readonly #watch: FeederWatch;
  #isStopped = false;
  /** Ends the wait for room in the script's input. */
  #stopWaiting: () => void = () => undefined;
  /** Settles when feeding has ended; rejects with what the client did wrong. */
  readonly feeding: Promise<void>;

  constructor(rfile: BufferedReader, input: Writable, watch: FeederWatch) {
    this.#rfile = rfile;
    this.#input = input;
    this.#watch = watch;
    this.feeding = this.#feed();
  }

  /** True once all of the body has been fed, or the script has shown that it does not want it. */
  get isDone(): boolean {
    return this.#input.writableEnded || this.#input.destroyed;
  }

  /**
   * Stops feeding. The input stays open until the script has ended: closing it would say that the body is complete.
   *
   * @returns false if the rest of the body can no longer be read, as the client was being waited for.
   */
  async stop(): Promise<boolean> {
    this.#isStopped = true;
    this.#stopWaiting();
    const wasWaiting = this.#rfile.isWaiting;
    this.#rfile.giveUp();
    await this.feeding;
    return !wasWaiting;
  }

  async #feed(): Promise<void> {
    try {
      while (!this.#isStopped && !this.#input.destroyed) {
        this.#watch.waitsForClient();
        const piece = await this.#rfile.read1();
        this.#watch.hasFed();
        if (piece.length === 0) {
          this.#input.end();
          return;
        }
        if (!this.#input.destroyed && !this.#input.write(piece)) await this.#room();
      }
    } catch (error) {
      if (!this.#isStopped) throw error; // after a stop, it only says that we gave up reading
    }
  }

  /** Waits until the script has taken what was written, has gone, or is to get no more. */
  #room(): Promise<void> {
    const input = this.#input;
    return new Promise((resolve) => {
      const done = (): void => {
        input.off("drain", done);
        input.off("close", done);
        resolve();
      };
      this.#stopWaiting = done;
      input.on("drain", done);
      input.on("close", done);
      if (input.destroyed || this.#isStopped) done();
    });
  }
}
