// Getting requests, one after another, in their turn. What is done with them is the server's.

import type { Arrival, BaseServer } from "./base-server.ts";
import { Bell } from "./bell.ts";
import { isSystemError, reportError } from "./error-report.ts";
import { Run } from "./run.ts";

/** The loop of a server: `serveForever` and `handleRequest`. One of them at a time. */
export class RequestLoop<Request> {
  readonly #server: BaseServer<Request>;
  readonly #arrivals: Arrival<Request>[] = [];
  readonly #bell = new Bell();
  #run: Run | undefined;
  /** True while the next request waits for its turn, or is being got. */
  #isGetting = false;
  /** True after a `stop` that found nothing to stop. */
  #stopsNext = false;

  constructor(server: BaseServer<Request>) {
    this.#server = server;
  }

  /** How many requests have come and were not got yet. */
  get waitingCount(): number {
    return this.#arrivals.length;
  }

  /** Takes a request that has come. */
  push(arrival: Arrival<Request>): void {
    this.#arrivals.push(arrival);
    this.#bell.ring();
  }

  /** Gives the request that came first; undefined when there is none. */
  shift(): Arrival<Request> | undefined {
    return this.#arrivals.shift();
  }

  /** Makes the loop look whether there is something to do. */
  wakeUp(): void {
    this.#bell.ring();
  }

  /**
   * Handles requests until `stop`, with `serviceActions` every `pollInterval` seconds.
   *
   * @throws TypeError while the loop is running already.
   */
  async serveForever(pollInterval: number): Promise<void> {
    const run = this.#begin(false);
    try {
      await this.#server.prepare();
      await this.#serve(run, pollInterval);
    } finally {
      this.#end(run);
    }
    await this.#server.turn?.released();
  }

  /** Handles one request. @throws TypeError while the loop is running already. */
  async handleRequest(): Promise<void> {
    const run = this.#begin(true);
    try {
      await this.#server.prepare();
      await this.#serveOne(run);
    } finally {
      if (!run.isStopped) this.#server.turn?.close();
      this.#end(run);
    }
  }

  /** Gets no more requests. Without a run to stop, the next `serveForever` ends at once. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) {
      this.#stopsNext = true;
      return;
    }
    this.interrupt();
    // Who calls it from within serviceActions makes the run wait for the caller: that must not become a circle.
    await Promise.race([run.ended, new Promise((resolve) => setImmediate(resolve))]);
  }

  /** Ends the present run, if there is one. */
  interrupt(): void {
    if (this.#run !== undefined) this.#run.isStopped = true;
    this.#bell.ring();
  }

  async #serve(run: Run, pollInterval: number): Promise<void> {
    const server = this.#server;
    const hasTicks = pollInterval !== Number.POSITIVE_INFINITY;
    const ticks = hasTicks ? setInterval(() => this.#bell.ring(), pollInterval * 1000) : undefined;
    server.keepProcessAlive(true);
    server.turn?.open();
    try {
      while (!run.isStopped) {
        if (this.#arrivals.length > 0 && !this.#isGetting) void this.#handleNext(run);
        else await this.#bell.wait();
        run.check();
        if (!run.isStopped) await server.serviceActions();
      }
    } finally {
      clearInterval(ticks);
    }
  }

  async #serveOne(run: Run): Promise<void> {
    const { timeout, turn } = this.#server;
    const deadline = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000;
    let hasBegun = false;
    this.#server.keepProcessAlive(true);
    turn?.open();
    while (!run.isStopped && run.handledCount === 0) {
      const left = deadline - performance.now();
      const isEnough = hasBegun && turn === undefined;
      if (this.#arrivals.length > 0 && !this.#isGetting && !isEnough) {
        hasBegun = true;
        void this.#handleNext(run);
      } else if (left > 0 || isEnough) {
        await this.#bell.wait(isEnough ? undefined : left);
      } else if (turn?.isFree === false) {
        return turn.released(); // the one in hand came in time
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

  /** Handles the next request when it has its turn, unless the run is over by then. */
  async #handleNext(run: Run): Promise<void> {
    const { turn } = this.#server;
    this.#isGetting = true;
    await turn?.take();
    try {
      if (run.isStopped || this.#arrivals.length === 0) {
        this.#isGetting = false;
        return;
      }
      const arrival = await this.#getNext();
      if (arrival !== undefined) await this.#handle(...arrival);
      this.#handled();
    } catch (error) {
      if (this.#run === undefined) reportError(this.#server.serverAddress, error);
      else this.#run.fail(error);
    } finally {
      turn?.release();
      this.#bell.ring();
    }
  }

  /** Counts a request for the present run, which may be another than the one that got it. */
  #handled(): void {
    if (this.#run === undefined) return;
    this.#run.handledCount++;
    if (this.#run.isSingle) this.#server.turn?.close();
  }

  async #getNext(): Promise<Arrival<Request> | undefined> {
    const server = this.#server;
    const next = this.#arrivals[0] as Arrival<Request>;
    try {
      return await server.getRequest();
    } catch (error) {
      if (this.#arrivals[0] === next) this.#arrivals.shift();
      if (!isSystemError(error)) await server.handleError(...next, error);
      await server.abortRequest(next[0]);
      return undefined;
    } finally {
      this.#isGetting = false;
      this.#bell.ring();
    }
  }

  async #handle(request: Request, clientAddress: Arrival<Request>[1]): Promise<void> {
    const server = this.#server;
    try {
      if (await server.verifyRequest(request, clientAddress)) await server.processRequest(request, clientAddress);
      else await server.shutdownRequest(request);
    } catch (error) {
      await server.handleError(request, clientAddress, error);
      await server.shutdownRequest(request);
    }
  }
}
