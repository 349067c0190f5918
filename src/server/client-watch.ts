// Notices that the client is gone.

import type { ResponseWriter } from "../io/response-writer.ts";

/**
 * Watches the client of a response.
 *
 * One that only closed its own side may still read, and is not gone; that it is, shows when something is written to it.
 */
export class ClientWatch {
  readonly #controller = new AbortController();
  readonly #end: () => void;

  constructor(wfile: ResponseWriter) {
    const stream = wfile.toWritable(); // is destroyed when the client goes away
    const leave = (): void => this.#controller.abort();
    stream.once("close", leave);
    this.#end = () => {
      stream.off("close", leave);
      stream.destroy();
    };
  }

  /** Is aborted when the client is gone. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops watching. */
  end(): void {
    this.#end();
  }
}
