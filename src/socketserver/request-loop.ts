// Takes requests, one after another, in their turn. What is done with them is up to the server.

import { AsyncResource } from "node:async_hooks";
import { attempt, isThenable } from "../io/thenable.ts";
import { nextTurn, timerDelay } from "../io/timer.ts";
import type { Arrival } from "./arrival.ts";
import type { BaseServer } from "./base-server.ts";
import { Bell } from "./bell.ts";
import { isSystemError, reportError } from "./error-report.ts";
import { endFailed } from "./failed-request.ts";
import { Run } from "./run.ts";
import type { Address } from "./server-address.ts";

/** What `getRequest` gave; undefined if it failed. */
type Got<Request> = Arrival<Request> | undefined;

/** The loop of a server: `serveForever` and `handleRequest`. One of them at a time. */
export class RequestLoop<Request> {
  readonly #server: BaseServer<Request>;
  readonly #arrivals: Arrival<Request>[] = [];
  readonly #bell = new Bell();
  #run: Run | undefined;
  /** True while the next request waits for its turn, or is being taken. */
  #isGetting = false;
  /** True after a `stop` that found nothing to stop. */
  #stopsNext = false;
  /** True from a `stop` or `interrupt` until the next run. */
  isStopped = false;

  constructor(server: BaseServer<Request>) {
    this.#server = server;
  }

  /** How many requests have arrived that `getRequest` has not taken yet. */
  get waitingCount(): number {
    return this.#arrivals.length;
  }

  /** Adds a request that has arrived. It is handled at once, if nothing is in its way. */
  push(arrival: Arrival<Request>): void {
    this.#arrivals.push(arrival);
    const run = this.#run;
    const isNext = !this.#isGetting && this.#arrivals.length === 1;
    if (isNext && run?.handlesAtOnce === true) run.scope?.runInAsyncScope(this.#handleNext, this, run);
    else this.#bell.ring();
  }

  /** Removes and returns the request that arrived first; undefined when there is none. */
  shift(): Arrival<Request> | undefined {
    return this.#arrivals.shift();
  }

  /** Makes the loop check whether there is something to do. */
  wakeUp(): void {
    this.#bell.ring();
  }

  /**
   * Handles requests until `stop`, with `serviceActions` every `pollInterval` seconds and after each request; null: without.
   *
   * @throws TypeError while the loop is already running.
   */
  async serveForever(pollInterval: number | null): Promise<void> {
    const run = this.#begin(false);
    try {
      await this.#server.prepare();
      const hasNothingBetween = pollInterval === null && this.#server.turn === undefined;
      if (hasNothingBetween) run.scope = new AsyncResource("serveForever");
      await this.#serve(run, pollInterval ?? Number.POSITIVE_INFINITY);
    } finally {
      this.#end(run);
    }
    await this.#server.turn?.released();
  }

  /** Handles one request that arrives within `timeout` seconds. @throws TypeError while the loop is already running. */
  async handleRequest(timeout: number | null): Promise<void> {
    const run = this.#begin(true);
    try {
      await this.#server.prepare();
      await this.#serveOne(run, timeout);
    } finally {
      if (!run.isStopped) this.#server.turn?.close();
      this.#end(run);
    }
  }

  /** Takes no more requests. Without a run to stop, the next `serveForever` ends at once. */
  async stop(): Promise<void> {
    this.isStopped = true;
    const run = this.#run;
    if (run === undefined) {
      this.#stopsNext = true;
      return;
    }
    this.interrupt();
    // The run waits for serviceActions: a call from in there must not wait for the run in turn.
    await Promise.race([run.ended, nextTurn()]);
  }

  /** Ends the current run, if there is one. */
  interrupt(): void {
    this.isStopped = true;
    if (this.#run !== undefined) this.#run.isStopped = true;
    this.#bell.ring();
  }

  async #serve(run: Run, pollInterval: number): Promise<void> {
    const server = this.#server;
    const hasTicks = pollInterval !== Number.POSITIVE_INFINITY;
    const ticks = hasTicks ? setInterval(() => this.#bell.ring(), timerDelay(pollInterval * 1000)) : undefined;
    server.keepProcessAlive(true);
    server.turn?.open();
    try {
      while (!run.isStopped) {
        if (this.#arrivals.length > 0 && !this.#isGetting) this.#handleNext(run);
        else await this.#bell.wait();
        run.check();
        if (run.isStopped) break;
        const acting = server.serviceActions();
        if (acting !== undefined) await acting;
      }
    } finally {
      clearInterval(ticks);
    }
  }

  async #serveOne(run: Run, timeout: number | null): Promise<void> {
    const { turn } = this.#server;
    const deadline = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000;
    let hasBegun = false;
    let hasLooked = false;
    this.#server.keepProcessAlive(true);
    turn?.open();
    while (!run.isStopped && run.handledCount === 0) {
      const left = deadline - performance.now();
      const isEnough = hasBegun && turn === undefined;
      if (this.#arrivals.length > 0 && !this.#isGetting && !isEnough) {
        hasBegun = true;
        this.#handleNext(run);
      } else if (left > 0 || isEnough) {
        await this.#bell.wait(isEnough ? undefined : left);
      } else if (turn?.isFree === false) {
        return turn.released(); // the one in hand came in time
      } else if (!hasLooked) {
        hasLooked = true;
        await nextTurn(); // a request that came in time may not have been read yet
      } else {
        return this.#server.handleTimeout();
      }
      run.check();
    }
  }

  #begin(isSingle: boolean): Run {
    if (this.#run?.isStopped === false) {
      throw new TypeError("The server is handling requests already: one serveForever() or handleRequest() at a time.");
    }
    const run = new Run(isSingle, !isSingle && this.#stopsNext);
    if (!isSingle) this.#stopsNext = false;
    this.#run = run;
    this.isStopped = run.isStopped;
    return run;
  }

  #end(run: Run): void {
    if (this.#run === run) {
      this.#run = undefined;
      this.#server.keepProcessAlive(false);
    }
    run.isStopped = true;
    run.end();
  }

  /**
   * Handles the next request when its turn comes, unless the run is over by then. Not `async`, and awaits nothing that is there already: in
   * a concurrent server nothing takes time here, and every connection would pay for each promise.
   */
  #handleNext(run: Run): void {
    this.#isGetting = true;
    const turning = this.#server.turn?.take(this);
    if (turning === undefined) this.#handleOne(run);
    else void turning.then(() => this.#handleOne(run));
  }

  #handleOne(run: Run): void {
    if (run.isStopped || this.#arrivals.length === 0) {
      this.#isGetting = false;
      return this.#passOn(this);
    }
    const getting = this.#getNext();
    if (!isThenable(getting)) return this.#handleGot(getting);
    getting.then(
      (got) => this.#handleGot(got),
      (error: unknown) => this.#failed(this, error),
    );
  }

  #handleGot(arrival: Got<Request>): void {
    if (arrival === undefined) return this.#handled(this);
    const [request] = arrival;
    this.#server.turn?.pass(this, request);
    const handling = this.#handle(...arrival);
    if (handling === undefined) return this.#handled(request);
    handling.then(
      () => this.#handled(request),
      (error: unknown) => this.#failed(request, error),
    );
  }

  /** Counts a request for the current run, which need not be the one that took it. */
  #handled(who: unknown): void {
    if (this.#run !== undefined) this.#run.handledCount++;
    if (this.#run?.isSingle === true) this.#server.turn?.close();
    this.#passOn(who);
  }

  #failed(who: unknown, error: unknown): void {
    if (this.#run === undefined) reportError(this.#server.serverAddress, error);
    else this.#run.fail(error);
    this.#passOn(who);
    this.#bell.ring();
  }

  /** Gives the turn to the next in line. A request that `processRequest` did not wait for goes on without a turn. */
  #passOn(who: unknown): void {
    this.#server.turn?.leave(who);
    this.#goOn();
  }

  /** Lets the loop go on; where requests are handled at once, only if some could not be. */
  #goOn(): void {
    if (this.#run?.handlesAtOnce !== true || this.#arrivals.length > 0) this.#bell.ring();
  }

  #getNext(): Got<Request> | Promise<Got<Request>> {
    const next = this.#arrivals[0] as Arrival<Request>;
    try {
      const got = this.#server.getRequest();
      if (isThenable(got)) return this.#getLater(next, got);
      this.#hasGot();
      return got;
    } catch (error) {
      return this.#cannotGet(next, error);
    }
  }

  async #getLater(next: Arrival<Request>, getting: PromiseLike<Arrival<Request>>): Promise<Got<Request>> {
    try {
      const got = await getting;
      this.#hasGot();
      return got;
    } catch (error) {
      return this.#cannotGet(next, error);
    }
  }

  #hasGot(): void {
    this.#isGetting = false;
    this.#goOn();
  }

  async #cannotGet(next: Arrival<Request>, error: unknown): Promise<undefined> {
    const server = this.#server;
    try {
      if (this.#arrivals[0] === next) this.#arrivals.shift();
      if (!isSystemError(error)) await server.handleError(...next, error);
    } finally {
      await attempt(() => server.abortRequest(next[0])).finally(() => this.#hasGot());
    }
  }

  #handle(request: Request, clientAddress: Address): void | Promise<void> {
    const server = this.#server;
    try {
      const isWanted = server.verifyRequest(request, clientAddress);
      const working = isThenable(isWanted)
        ? isWanted.then((is) => this.#process(is, request, clientAddress))
        : this.#process(isWanted, request, clientAddress);
      if (isThenable(working))
        return working.then(undefined, (error) => endFailed(server, request, clientAddress, error));
    } catch (error) {
      return endFailed(server, request, clientAddress, error);
    }
  }

  #process(isWanted: boolean, request: Request, clientAddress: Address): void | Promise<void> {
    const server = this.#server;
    return isWanted ? server.processRequest(request, clientAddress) : server.shutdownRequest(request);
  }
}
