// The life of a server, apart from its socket: requests arrive, are taken, verified, processed, finished and shut down.

import { ActiveHandlers } from "./active-handlers.ts";
import type { Arrival } from "./arrival.ts";
import { reportError } from "./error-report.ts";
import { type HandlerMaker, makeHandler } from "./handler-maker.ts";
import { RequestLoop } from "./request-loop.ts";
import type { Address } from "./server-address.ts";
import { Turn } from "./turn.ts";

/** How often `serviceActions` is called while nothing arrives; 0.5 s, as in CPython. */
const POLL_INTERVAL_SECONDS = 0.5;

/**
 * The base of all servers (Python's `socketserver.BaseServer`).
 *
 * Methods for the caller:
 * - `new (serverAddress, RequestHandlerClass)`: assigns, and does nothing else
 * - `serveForever(pollInterval = 0.5)`, `shutdown()`, `handleRequest()`, `serverClose()`, `await using`
 * - `drain(graceMs)`, `closeAllConnections()`: end what is still running after `shutdown`
 *
 * Methods that may be overridden, in the order they are called for a request; each may return a promise:
 * - `getRequest()`, `verifyRequest(request, clientAddress)`, `processRequest(request, clientAddress)`,
 *   `finishRequest(request, clientAddress)`, `shutdownRequest(request)`, `closeRequest(request)`
 * - `serverActivate()`, `serviceActions()`, `handleTimeout()`, `handleError(request, clientAddress, error)`
 *
 * Attributes: `serverAddress`, `RequestHandlerClass`, `timeout` (seconds, for `handleRequest`; null: none).
 *
 * A server handles one request at a time, in order of arrival, unless a mixin says otherwise. It takes the next request only when that
 * request's turn has come.
 *
 * Differs from Python: a handler that is only waiting for its client passes its turn on (see `turn`), so an HTTP connection that is open
 * but silent holds nobody up.
 */
export class BaseServer<Request = unknown> {
  serverAddress: Address;
  /** How many requests and connections were refused because of a limit, by status: 408, 413, 414, 431, 503. */
  readonly refusals: Map<number, number> = new Map();
  RequestHandlerClass: HandlerMaker<Request>;
  timeout: number | null = null;
  /** The right to handle a request, in a server that handles one at a time; undefined where requests are concurrent. */
  turn: Turn | undefined = new Turn();

  readonly #active = new ActiveHandlers<Request>();
  readonly #loop: RequestLoop<Request> = new RequestLoop(this);

  constructor(serverAddress: Address, RequestHandlerClass: HandlerMaker<Request>) {
    this.serverAddress = serverAddress;
    this.RequestHandlerClass = RequestHandlerClass;
  }

  /** Makes the server ready to receive requests, unless it is already; `serveForever` and `handleRequest` call it first. */
  async prepare(): Promise<void> {
    await this.serverActivate();
  }

  /** Called by `prepare`; may be overridden. */
  serverActivate(): void | Promise<void> {}

  /**
   * Handles requests until `shutdown()`. Binds and activates first where that has not been done.
   *
   * `serviceActions` is called at least every `pollInterval` seconds. `timeout` is ignored. Rejects when the address cannot be bound, and
   * with whatever `serviceActions` or `handleError` throws. May be called again once it has ended.
   *
   * @throws TypeError while the server is already handling requests; RangeError unless `pollInterval` is 0 or more.
   */
  async serveForever(pollInterval: number = POLL_INTERVAL_SECONDS): Promise<void> {
    // Not `pollInterval < 0`, which would let NaN pass.
    if (!(pollInterval >= 0)) {
      throw new RangeError(`pollInterval is in seconds, and at least 0; it was ${pollInterval}.`);
    }
    const hasActions = this.serviceActions !== BaseServer.prototype.serviceActions;
    await this.#loop.serveForever(hasActions ? pollInterval : null);
  }

  /**
   * Stops `serveForever`: it takes no more requests. Connections without a request in hand are closed now, the others after their current
   * response.
   *
   * Resolves when no more requests are taken. In a server that handles one at a time, `serveForever` also waits for the one in hand. Called
   * before `serveForever`, it makes that return at once.
   *
   * Differs from Python: it never deadlocks, and may be awaited in a handler or any other method. It also ends a `handleRequest` that is
   * waiting.
   */
  async shutdown(): Promise<void> {
    const stopped = this.#loop.stop();
    this.#stopHandlers();
    await stopped;
  }

  #stopHandlers(): void {
    this.turn?.open(); // those at work may finish
    this.#active.stop();
  }

  /**
   * Handles one request. Waits for it at most `timeout` seconds (by default the attribute's value), then calls `handleTimeout`. In a TCP
   * server a request is a connection.
   *
   * Resolves when the request has been handled; in a concurrent server, when its handling has begun. Also resolves when the server is shut
   * down or closed meanwhile. Requests that arrive between two calls wait for the next.
   *
   * @throws TypeError while the server is already handling requests, and after a server on a socket has been closed.
   */
  handleRequest(timeout: number | null = this.timeout): Promise<void> {
    return this.#loop.handleRequest(timeout);
  }

  /** Called when `handleRequest` has waited `timeout` seconds in vain. */
  handleTimeout(): void | Promise<void> {}

  /**
   * Called by `serveForever` whenever something has happened, and every `pollInterval` seconds.
   *
   * Differs from Python: one that is assigned while `serveForever` runs takes effect with the next `serveForever`.
   */
  serviceActions(): void | Promise<void> {}

  /** Makes `serveForever` call `serviceActions` now. */
  wakeUp(): void {
    this.#loop.wakeUp();
  }

  /**
   * Told whether waiting for requests should keep the process alive. An override that calls `super.keepProcessAlive(false)` lets the program
   * end while the server runs, as Python's does if the server is in a daemon thread; `serviceActions` keeps it alive all the same.
   */
  keepProcessAlive(_isWaiting: boolean): void {}

  /** Stops receiving, ends `serveForever`, and cuts off requests that `getRequest` has not taken yet. */
  async serverClose(): Promise<void> {
    this.#loop.interrupt();
    this.#stopHandlers();
    for (let next = this.#loop.shift(); next !== undefined; next = this.#loop.shift()) await this.abortRequest(next[0]);
  }

  /** Called by a subclass when a request has arrived. */
  requestArrived(request: Request, clientAddress: Address): void {
    this.#loop.push([request, clientAddress]);
  }

  /** How many requests have arrived that `getRequest` has not taken yet. */
  get waitingCount(): number {
    return this.#loop.waitingCount;
  }

  /**
   * Takes the next request. When it throws, that request is cut off and the server goes on. A system error, such as a lost connection, is
   * ignored; any other goes to `handleError`.
   */
  getRequest(): Arrival<Request> | Promise<Arrival<Request>> {
    const arrival = this.#loop.shift();
    if (arrival === undefined) throw new TypeError("getRequest() was called while no request was waiting.");
    return arrival;
  }

  /** Tells whether to handle a request; false shuts it down. */
  verifyRequest(_request: Request, _clientAddress: Address): boolean | Promise<boolean> {
    return true;
  }

  /**
   * Handles a request, then shuts it down. The server waits for the promise it returns; an override that returns at once, as a pool does,
   * makes the server concurrent.
   */
  processRequest(request: Request, clientAddress: Address): void | Promise<void> {
    return this.#processOne(request, clientAddress);
  }

  async #processOne(request: Request, clientAddress: Address): Promise<void> {
    await this.finishRequest(request, clientAddress);
    await this.shutdownRequest(request);
  }

  /** Makes the handler, and lets it set up, handle and finish. */
  finishRequest(request: Request, clientAddress: Address): Promise<void> {
    const handler = makeHandler(this.RequestHandlerClass, request, clientAddress, this);
    return this.#active.run(handler, request, this.#loop.isStopped); // a pool may call this after `shutdown`
  }

  /** Ends a request cleanly. */
  shutdownRequest(request: Request): void | Promise<void> {
    return this.closeRequest(request);
  }

  /** Cleans up after a request. */
  closeRequest(_request: Request): void | Promise<void> {}

  /** Cuts off a request; `closeAllConnections` calls this for each one in progress. */
  abortRequest(request: Request): void | Promise<void> {
    return this.closeRequest(request);
  }

  /**
   * Reports what a handler threw, with its causes: on stderr, between two lines of dashes.
   *
   * Differs from Python: the error is an argument; in Python it is `sys.exc_info()`.
   */
  handleError(_request: Request, clientAddress: Address, error: unknown): void | Promise<void> {
    reportError(clientAddress, error);
  }

  /** Counts a request or connection that was refused because of a limit; `status` is the answer it got. */
  countRefusal(status: number): void {
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
  }

  /** How many requests (connections, in a TCP server) are being handled. */
  get activeCount(): number {
    return this.#active.size;
  }

  /**
   * Waits until nothing is being handled, at most `graceMs` milliseconds, then cuts off what is left.
   *
   * @returns how many requests were cut off.
   */
  async drain(graceMs: number): Promise<number> {
    await this.#active.idle(graceMs);
    const cut = this.#active.size;
    await this.closeAllConnections();
    return cut;
  }

  /** Cuts off every request that is being handled. */
  async closeAllConnections(): Promise<void> {
    for (const request of this.#active.requests) await this.abortRequest(request);
  }

  /** Ends `serveForever` and closes the server, at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.serverClose();
  }
}
