// The handlers at work, and the requests they were made for.

import { attempt } from "../io/thenable.ts";
import { timerDelay } from "../io/timer.ts";
import { Bag, type BagItem, NOWHERE } from "./bag.ts";
import type { RequestHandler } from "./handler-maker.ts";

/** How often handlers check their time limits; 1 s: limits are tens of seconds. One timer serves all handlers. */
const TICK_MS = 1000;

/**
 * Handlers that check their limits in one turn of the event loop; 32: a check that ends a request takes a fifth of a millisecond, and when
 * hundreds of clients run out of time at once, the others must not wait for all of these.
 */
const LOOKS_PER_TURN = 32;

/** A handler at work, and the request it was made for. */
interface ActiveHandler<Request> extends BagItem {
  readonly handler: RequestHandler;
  readonly request: Request;
  /** True once it is to end; if it is still setting up, it is told after that. */
  isStopping: boolean;
}

/** Knows which handlers are at work, and tells them when to stop. */
export class ActiveHandlers<Request> {
  readonly #active = new Bag<ActiveHandler<Request>>();
  #ticks: NodeJS.Timeout | undefined;
  /** True while some handlers are left for the next turn. */
  #hasMoreLooks = false;
  readonly #whenIdle: (() => void)[] = [];

  get size(): number {
    return this.#active.size;
  }

  /** The requests that are being handled. */
  get requests(): Request[] {
    return this.#active.items.map(({ request }) => request);
  }

  /**
   * Lets a handler set up, handle and finish; if the server has stopped already, the handler is told after its setup. Not `async`: each
   * suspended function costs every connection 400 bytes.
   */
  run(handler: RequestHandler, request: Request, isStopped: boolean): Promise<void> {
    const active = this.add(handler, request, isStopped);
    try {
      const settingUp = handler.setup();
      if (settingUp === undefined) return this.#handle(active);
      const handling = Promise.resolve(settingUp).then(() => this.#handle(active));
      return handling.catch((error: unknown) => this.#abandon(active, error));
    } catch (error) {
      return this.#abandon(active, error);
    }
  }

  #handle(active: ActiveHandler<Request>): Promise<void> {
    const { handler, isStopping } = active;
    if (isStopping) handler.serverStopping?.();
    return attempt(() => handler.handle()).then(
      () => this.#finish(active),
      async (error: unknown) => {
        await this.#finish(active);
        throw error;
      },
    );
  }

  #finish(active: ActiveHandler<Request>): void | Promise<void> {
    let finishing: Promise<void> | undefined;
    try {
      finishing = active.handler.finish() ?? undefined;
    } finally {
      if (finishing === undefined) this.delete(active);
    }
    if (finishing !== undefined) return Promise.resolve(finishing).finally(() => this.delete(active));
  }

  #abandon(active: ActiveHandler<Request>, error: unknown): Promise<never> {
    this.delete(active);
    return Promise.reject(error);
  }

  add(handler: RequestHandler, request: Request, isStopping: boolean): ActiveHandler<Request> {
    const active = { handler, request, isStopping, place: NOWHERE };
    this.#active.add(active);
    this.#ticks ??= setInterval(() => this.#tick(), TICK_MS).unref();
    return active;
  }

  delete(active: ActiveHandler<Request>): void {
    this.#active.delete(active);
    if (this.#active.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #tick(): void {
    if (this.#active.size === 0) {
      clearInterval(this.#ticks);
      this.#ticks = undefined;
    }
    // While a round of checks takes longer than a second, no other begins.
    if (!this.#hasMoreLooks) this.#lookOn(this.#active.items);
  }

  #lookOn(all: ActiveHandler<Request>[]): void {
    const now = performance.now();
    const some = all.splice(0, LOOKS_PER_TURN);
    this.#hasMoreLooks = all.length > 0;
    if (this.#hasMoreLooks) setImmediate(() => this.#lookOn(all));
    for (const { handler, place } of some) if (place !== NOWHERE) handler.tick?.(now);
  }

  /** Asks all handlers to end. */
  stop(): void {
    const all = this.#active.items;
    for (const active of all) active.isStopping = true;
    for (const { handler, place } of all) if (place !== NOWHERE) handler.serverStopping?.();
  }

  /** Waits until none is at work, at most `graceMs` milliseconds. */
  async idle(graceMs: number): Promise<void> {
    if (this.#active.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#whenIdle.push(resolve);
      timer = setTimeout(resolve, timerDelay(graceMs));
    });
    clearTimeout(timer);
  }
}
