// The handlers at work, and the requests they were made on.

import { attempt } from "../io/thenable.ts";
import { timerDelay } from "../io/timer.ts";
import type { RequestHandler } from "./handler-maker.ts";

/** How often handlers look at their time limits; 1 s: limits are tens of seconds. One timer serves all of them. */
const TICK_MS = 1000;

/**
 * Handlers that look in one turn of the event loop; 32: a look that ends a request takes a fifth of a millisecond, and when hundreds
 * of clients have used up their time at once, other clients are not to wait for all of these.
 */
const LOOKS_PER_TURN = 32;

/** Knows which handlers are at work, and tells them when to stop. */
export class ActiveHandlers<Request> {
  readonly #requests = new Map<RequestHandler, Request>();
  #ticks: NodeJS.Timeout | undefined;
  /** Whether some handlers look in the next turn. */
  #hasMoreLooks = false;
  readonly #whenIdle: (() => void)[] = [];
  /** How often `stop` was called: who was not told yet, because its setup took longer, can see that it missed one. */
  stopCount = 0;

  get size(): number {
    return this.#requests.size;
  }

  /** The requests that are being handled. */
  get requests(): Request[] {
    return [...this.#requests.values()];
  }

  /** Lets a handler set up, handle and finish. Not `async`: each suspended function would cost every connection 400 bytes. */
  run(handler: RequestHandler, request: Request): Promise<void> {
    const { stopCount } = this;
    this.add(handler, request);
    try {
      const settingUp = handler.setup();
      if (settingUp === undefined) return this.#handle(handler, stopCount);
      const handling = Promise.resolve(settingUp).then(() => this.#handle(handler, stopCount));
      return handling.catch((error: unknown) => this.#abandon(handler, error));
    } catch (error) {
      return this.#abandon(handler, error);
    }
  }

  #handle(handler: RequestHandler, stopCount: number): Promise<void> {
    if (this.stopCount !== stopCount) handler.serverStopping?.();
    return attempt(() => handler.handle()).then(
      () => this.#finish(handler),
      async (error: unknown) => {
        await this.#finish(handler);
        throw error;
      },
    );
  }

  async #finish(handler: RequestHandler): Promise<void> {
    try {
      const finishing = handler.finish();
      if (finishing !== undefined) await finishing;
    } finally {
      this.delete(handler);
    }
  }

  #abandon(handler: RequestHandler, error: unknown): Promise<never> {
    this.delete(handler);
    return Promise.reject(error);
  }

  add(handler: RequestHandler, request: Request): void {
    this.#requests.set(handler, request);
    this.#ticks ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  delete(handler: RequestHandler): void {
    this.#requests.delete(handler);
    if (this.#requests.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #tick(): void {
    if (this.#requests.size === 0) {
      clearInterval(this.#ticks);
      this.#ticks = undefined;
    }
    // A tick that takes longer than a second is not begun again meanwhile.
    if (!this.#hasMoreLooks) this.#lookOn(this.#requests.keys());
  }

  #lookOn(handlers: Iterator<RequestHandler>): void {
    this.#hasMoreLooks = false;
    const now = performance.now();
    for (let looks = 0; looks < LOOKS_PER_TURN; looks++) {
      const { value: handler, done } = handlers.next();
      if (done === true) return;
      handler.tick?.(now);
    }
    this.#hasMoreLooks = true;
    setImmediate(() => this.#lookOn(handlers));
  }

  /** Asks all to come to an end. */
  stop(): void {
    this.stopCount++;
    for (const handler of this.#requests.keys()) handler.serverStopping?.();
  }

  /** Waits until none is at work, `graceMs` milliseconds at most. */
  async idle(graceMs: number): Promise<void> {
    if (this.#requests.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#whenIdle.push(resolve);
      timer = setTimeout(resolve, timerDelay(graceMs));
    });
    clearTimeout(timer);
  }
}
