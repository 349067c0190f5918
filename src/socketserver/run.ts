// One call of serveForever or handleRequest.

import type { AsyncResource } from "node:async_hooks";

/** A period in which a server accepts requests. */
export class Run {
  /** True: it ends once one request has been handled. */
  readonly isSingle: boolean;
  /** True once it has been asked to end: nothing more is accepted. */
  isStopped: boolean;
  handledCount = 0;
  /**
   * The async context of `serveForever`, where requests that are handled at once find its `AsyncLocalStorage` stores. Set only if there is
   * nothing to do between two requests.
   */
  scope: AsyncResource | undefined;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  /** Declares it over. */
  end!: () => void;
  readonly #failures: unknown[] = [];

  constructor(isSingle: boolean, isStopped: boolean) {
    this.isSingle = isSingle;
    this.isStopped = isStopped;
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  /** True while requests are handled in the call that brings them; otherwise they wait for the loop, which the bell wakes. */
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
