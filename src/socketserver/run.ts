// One call of serveForever or handleRequest.

import type { AsyncResource } from "node:async_hooks";

/** A stretch of time in which a server accepts requests. */
export class Run {
  /** True: it ends with the first request that has been handled. */
  readonly isSingle: boolean;
  /** True once it was asked to end: nothing is accepted any more. */
  isStopped: boolean;
  handledCount = 0;
  /** Where requests that are handled at once find the `AsyncLocalStorage` stores of `serveForever`; set where nothing is to be done between two. */
  scope: AsyncResource | undefined;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  /** Says that it is over. */
  end!: () => void;
  readonly #failures: unknown[] = [];

  constructor(isSingle: boolean, isStopped: boolean) {
    this.isSingle = isSingle;
    this.isStopped = isStopped;
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  /** True while a request is handled in the call that brought it; else it waits for the loop, which the bell wakes. */
  get handlesAtOnce(): boolean {
    return this.scope !== undefined && !this.isStopped;
  }

  /** Makes it end with an error. */
  fail(error: unknown): void {
    this.#failures.push(error);
  }

  /** @throws what was given to `fail`. */
  check(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
