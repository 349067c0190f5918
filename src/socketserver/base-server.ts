// The life of a server without its socket: requests arrive, are got, verified, processed, finished and shut down.

import { ActiveHandlers } from "./active-handlers.ts";
import type { Arrival } from "./arrival.ts";
import { reportError } from "./error-report.ts";
import { type HandlerMaker, makeHandler } from "./handler-maker.ts";
import { RequestLoop } from "./request-loop.ts";
import type { Address } from "./server-address.ts";
import { Turn } from "./turn.ts";

/** Node has no interrupt to wait with: this is how often `serviceActions` is called when nothing arrives; CPython's 0.5 s. */
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
 * A server handles one request at a time, in order of arrival, unless a mixin says otherwise. It gets the next one when
 * the turn has come to it.
 *
 * Differs from Python: a handler that only waits for its client gives its turn to others (see `turn`), so an HTTP
 * connection that is open but silent holds up nobody.
 */
export class BaseServer<Request = unknown> {
  serverAddress: Address;
  /** How many requests and connections were refused for a limit, by status: 408, 413, 414, 431, 503. */
  readonly refusals: Map<number, number> = new Map();
  RequestHandlerClass: HandlerMaker<Request>;
  timeout: number | null = null;
  /** The right to handle a request, where one is handled at a time; undefined where requests are concurrent. */
  turn: Turn | undefined = new Turn();

  readonly #active = new ActiveHandlers<Request>();
  readonly #loop: RequestLoop<Request> = new RequestLoop(this);

  constructor(serverAddress: Address, RequestHandlerClass: HandlerMaker<Request>) {
    this.serverAddress = serverAddress;
    this.RequestHandlerClass = RequestHandlerClass;
  }

  /** Makes the server ready to receive requests, if it is not; `serveForever` and `handleRequest` begin with it. */
  async prepare(): Promise<void> {
    await this.serverActivate();
  }

  /** Is called by `prepare`; may be overridden. */
  serverActivate(): void | Promise<void> {}

  /**
   * Handles requests until `shutdown()`. Binds and activates first where that has not been done.
   *
   * `pollInterval` is in seconds: how often `serviceActions` is called at least. `timeout` is ignored.
   * Rejects when the address cannot be bound, and with what `serviceActions` or `handleError` throws. After it has ended
   * it may be called again.
   *
   * @throws TypeError while the server is handling requests already; RangeError for a `pollInterval` that is not 0 or more.
   */
  async serveForever(pollInterval: number = POLL_INTERVAL_SECONDS): Promise<void> {
    // What is no number is no more than 0, and no less.
    if (!(pollInterval >= 0)) {
      throw new RangeError(`pollInterval is in seconds, and at least 0; it was ${pollInterval}.`);
    }
    const hasActions = this.serviceActions !== BaseServer.prototype.serviceActions;
    await this.#loop.serveForever(hasActions ? pollInterval : null);
  }

  /**
   * Stops `serveForever`: no more requests are got. Connections without a request in hand are closed, the others after
   * their present response.
   *
   * Resolves when no more requests are got; `serveForever` also waits for the one in hand, where one is handled at a time.
   * Called before `serveForever` it makes that return at once.
   *
   * Differs from Python: it never deadlocks, and may be awaited in a handler or any other method. It also ends the waiting
   * of `handleRequest`.
   */
  async shutdown(): Promise<void> {
    const stopped = this.#loop.stop();
    this.#stopHandlers();
    await stopped;
  }

  #stopHandlers(): void {
    this.turn?.open(); // those at work may come to their end
    this.#active.stop();
  }

  /**
   * Handles one request, waiting `timeout` seconds for it at most; after that calls `handleTimeout`. In a TCP server a
   * request is a connection. `timeout` is the attribute, where it is not given.
   *
   * In a server that handles one at a time it resolves when the request has been handled, in a concurrent one when it
   * has been started. What arrives between two calls waits for the next. It also resolves when the server is shut down or
   * closed meanwhile.
   *
   * @throws TypeError while the server is handling requests already, and where a server on a socket has been closed.
   */
  handleRequest(timeout: number | null = this.timeout): Promise<void> {
    return this.#loop.handleRequest(timeout);
  }

  /** Is called when `handleRequest` had nothing to do for `timeout` seconds. */
  handleTimeout(): void | Promise<void> {}

  /**
   * Is called by `serveForever` whenever something happened, and every `pollInterval` seconds.
   *
   * Differs from Python: one that the server gets after `serveForever` began is not called until the next `serveForever`.
   */
  serviceActions(): void | Promise<void> {}

  /** Makes `serveForever` call `serviceActions` now. */
  wakeUp(): void {
    this.#loop.wakeUp();
  }

  /** Is told whether waiting for requests is a reason for the process to go on. */
  keepProcessAlive(_isWaiting: boolean): void {}

  /** Stops receiving, ends `serveForever`, and cuts requests that have not been got yet. */
  async serverClose(): Promise<void> {
    this.#loop.interrupt();
    this.#stopHandlers();
    for (let next = this.#loop.shift(); next !== undefined; next = this.#loop.shift()) await this.abortRequest(next[0]);
  }

  /** Is called by a subclass when a request has come. */
  requestArrived(request: Request, clientAddress: Address): void {
    this.#loop.push([request, clientAddress]);
  }

  /** How many requests have come and were not got yet. */
  get waitingCount(): number {
    return this.#loop.waitingCount;
  }

  /**
   * Gets the next request. When it throws, that request is cut and the server goes on: in silence after an error of the
   * system, as a connection that is gone; else `handleError` is told.
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

  /** Handles a request, then shuts it down. The server waits for what it returns: one that returns at once, as a pool does, makes it concurrent. */
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
    return this.#active.run(handler, request, this.#loop.isStopped); // a pool may begin late
  }

  /** Ends a request in good order. */
  shutdownRequest(request: Request): void | Promise<void> {
    return this.closeRequest(request);
  }

  /** Cleans up after a request. */
  closeRequest(_request: Request): void | Promise<void> {}

  /** Cuts a request short; `closeAllConnections` does so to all. */
  abortRequest(request: Request): void | Promise<void> {
    return this.closeRequest(request);
  }

  /**
   * Reports what a handler threw, with its causes: on stderr, between two lines of dashes.
   *
   * Differs from Python: the error is an argument. There it is `sys.exc_info()`.
   */
  handleError(_request: Request, clientAddress: Address, error: unknown): void | Promise<void> {
    reportError(clientAddress, error);
  }

  /** Counts a request or connection that was refused for a limit; `status` is its answer. */
  countRefusal(status: number): void {
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
  }

  /** How many requests (connections, in a TCP server) are being handled. */
  get activeCount(): number {
    return this.#active.size;
  }

  /**
   * Waits until nothing is being handled, `graceMs` milliseconds at most, then cuts what is left.
   *
   * @returns how many requests were cut.
   */
  async drain(graceMs: number): Promise<number> {
    await this.#active.idle(graceMs);
    const cut = this.#active.size;
    await this.closeAllConnections();
    return cut;
  }

  /** Cuts every request that is being handled. */
  async closeAllConnections(): Promise<void> {
    for (const request of this.#active.requests) await this.abortRequest(request);
  }

  /** Ends `serveForever` and closes the server, at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.serverClose();
  }
}
