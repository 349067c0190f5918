// The life of a connection: requests are awaited, read and answered, one after another. Methods run in the very call that delivers the last
// byte of a head, without a promise in between: promises would cost a fifth of a small request.

import { AsyncResource } from "node:async_hooks";
import { wantsToPersist } from "../http/persistence.ts";
import type { RequestHead } from "../http/request-head.ts";
import type { HeadListener, HeadResult } from "../io/head-waiter.ts";
import { isThenable } from "../io/thenable.ts";
import { nextTurn } from "../io/timer.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { ClientWatch } from "./client-watch.ts";
import { isAbort } from "./failure.ts";
import type { HTTPServer } from "./http-server.ts";
import { ParsingRequestHandler } from "./parsing-handler.ts";
import { Patience, type Wait } from "./patience.ts";

/** A handler that gets requests from its connection. `BaseHTTPRequestHandler` adds how they are answered. */
export abstract class ConnectionRequestHandler<Server extends BaseServer = HTTPServer>
  extends ParsingRequestHandler<Server>
  implements HeadListener
{
  readonly #patience = new Patience();
  #isAwaitingHead = false;
  /** How many requests had been read when a `handleOneRequest` of a subclass was last called. */
  #countBefore = 0;
  /** Made when a method asks for its request's `signal`. */
  #watch: ClientWatch | undefined;
  /** The async context in which `handle` was called: code that runs when bytes arrive finds that context's `AsyncLocalStorage` stores. */
  #context: AsyncResource | undefined;
  /** Those waiting for the end of the connection, and for the end of one request. */
  #whenOver: Waiter | undefined;
  #caller: Waiter | undefined;

  /**
   * Aborts when the client closes its side of the connection, or vanishes, before the request has been answered. It is meant for methods
   * that wait, as in `await once(news, "item", { signal: this.signal })`. An `AbortError` that leaves the method then does not count as an
   * error: the connection is closed, and nothing is logged.
   *
   * A client that has closed its side may still read, though few do: `printf 'GET ...' | nc` does. Nothing else changes for it; the method
   * may go on, and write. That a client has closed its side is seen only once all it sent before has been read, so not while reading pauses
   * at `maxHeldBytes`.
   *
   * Each request has a signal of its own, made when first asked for. Once the request has been answered, nothing aborts it any more.
   */
  get signal(): AbortSignal {
    if (this.#isAwaitingHead) return new AbortController().signal; // late work must not get the next request's signal
    this.#watch ??= new ClientWatch(this.wfile, this.connection);
    return this.#watch.signal;
  }

  /** Answers the request whose head was read. Returns a promise only where it has to wait. */
  abstract answerRequest(): void | Promise<void>;

  override setup(): void | Promise<void> {
    const settingUp = super.setup();
    this.wfile.limitStalls(this.limits.writeStallMs);
    this.rfile.limitHeldBytes(this.limits.maxHeldBytes);
    if (this.handle !== ConnectionRequestHandler.prototype.handle) this.#endAfter(this.handle);
    return settingUp;
  }

  /** An overridden `handle` may leave a response open; it is ended like any other, unless there was an error. */
  #endAfter(handle: () => void | Promise<void>): void {
    this.handle = async () => {
      await handle.call(this);
      if (this.isHeadSent) this.endResponse();
    };
  }

  /** Handles requests until the connection is to be closed. */
  override handle(): Promise<void> {
    this.closeConnection = true;
    this.#context = undefined;
    return new Promise((resolve, reject) => {
      this.#whenOver = { resolve, reject };
      if (this.#handleNext()) this.#goOn();
    });
  }

  /** Handles the requests that have arrived. Not `async`: that costs each idle connection 400 bytes, and each request a microtask. */
  #goOn(): void {
    try {
      while (this.#mayGoOn()) if (!this.#handleNext()) return;
      this.#whenOver?.resolve();
    } catch (error) {
      this.#whenOver?.reject(error);
    }
  }

  #mayGoOn(): boolean {
    if (!this.endResponse()) return false; // open only where handleOneRequest was overridden
    return !this.closeConnection && !this.isStopping && this.rfile.endBody();
  }

  /** Handles a request. @returns false if it is not done yet: `#handled` or `#failed` is called when it is. */
  #handleNext(): boolean {
    if (this.handleOneRequest === ConnectionRequestHandler.prototype.handleOneRequest) return this.#handleOne();
    this.#beginOwn();
    return this.#isDone(this.handleOneRequest());
  }

  /** A subclass's `handleOneRequest` may also parse requests by itself, as RTSP servers do; nothing else begins their responses. */
  #beginOwn(): void {
    if (this.requestCount === this.#countBefore) this.beginResponse();
    this.#countBefore = this.requestCount;
  }

  /** Ends the body of the response. @returns false, after logging it, if the body is incomplete: the connection has to end. */
  endResponse(): boolean {
    const { wfile } = this;
    if (this.#watch !== undefined) this.#endWatch();
    const isWhole = wfile.endBody(this.responseTrailers);
    if (!isWhole && !wfile.isClosed) {
      this.logError(
        "%s",
        "Response cut off: when the method returned, fewer bytes had been written than its Content-Length announced",
      );
    }
    if (wfile.excessBytes > 0) {
      this.logError("%d bytes were not sent: more than the response's Content-Length announced", wfile.excessBytes);
      wfile.excessBytes = 0; // logged only once
    }
    return isWhole;
  }

  #endWatch(): void {
    this.#watch?.end();
    this.#watch = undefined;
  }

  /** Work given up because the client has closed its side has not failed otherwise: there is nothing to report, and nobody to tell. */
  override async answerFailure(error: unknown): Promise<void> {
    const hasOnlyLeft = this.#watch?.signal.aborted === true && !this.wfile.isClosed;
    this.#endWatch();
    if (!hasOnlyLeft || !isAbort(error)) return super.answerFailure(error);
    this.closeConnection = true;
    this.responseHead.clear();
    if (!this.wfile.rollBack() && !this.wfile.isWhole) this.wfile.abort();
  }

  #isDone(working: unknown): boolean {
    if (!isThenable(working)) return true;
    working.then(
      () => this.#handled(),
      (error: unknown) => this.#failed(error),
    );
    return false;
  }

  #handled(): void {
    const caller = this.#caller;
    this.#caller = undefined;
    if (caller === undefined) this.#goOn();
    else caller.resolve();
  }

  #failed(error: unknown): void {
    const caller = this.#caller ?? this.#whenOver;
    this.#caller = undefined;
    caller?.reject(error);
  }

  /** Reads one request, parses it and calls its method. Returns a promise only where it has to wait. */
  handleOneRequest(): void | Promise<void> {
    this.#context = undefined;
    const handling = new Promise<void>((resolve, reject) => {
      this.#caller = { resolve, reject };
    });
    if (!this.#handleOne()) return handling;
    this.#caller = undefined;
  }

  #handleOne(): boolean {
    if (!this.rfile.hasBuffered) {
      this.endRequest();
      this.#await();
      return false;
    }
    const head = this.beginRequest();
    let isComplete: boolean;
    try {
      isComplete = this.rfile.readBufferedHead(head);
    } catch (error) {
      return this.#isDone(this.refuseRequest(error));
    }
    if (isComplete && this.server.turn === undefined) return this.#isDone(this.answerRequest());
    this.#await(head);
    return false;
  }

  /** Waits for a request; meanwhile others may have the turn. */
  #await(head?: RequestHead): void {
    this.wfile.release();
    this.server.turn?.release(this.request);
    this.#isAwaitingHead = true;
    this.#context ??= new AsyncResource("HTTPRequestHandler");
    if (head?.isComplete === true) queueMicrotask(() => this.headRead("complete"));
    else this.rfile.awaitHead(this, head);
  }

  /** Told that the wait for a request head is over. */
  headRead(result: HeadResult): void {
    this.#context?.runInAsyncScope(this.#endWait, this, result);
  }

  /** Told that what came is not a request head, or took too long. */
  headFailed(error: unknown): void {
    this.#context?.runInAsyncScope(this.#endWait, this, undefined, error);
  }

  #endWait(result: HeadResult | undefined, failure?: unknown): void {
    this.#isAwaitingHead = false;
    try {
      const turning = this.server.turn?.takeAgain(this.request);
      const working =
        turning === undefined
          ? this.#handleResult(result, failure)
          : turning.then(() => this.#handleResult(result, failure));
      if (this.#isDone(working)) this.#handled();
    } catch (error) {
      this.#failed(error);
    }
  }

  #handleResult(result: HeadResult | undefined, failure: unknown): void | Promise<void> {
    if (result === "complete") return this.answerRequest();
    if (result === undefined) return this.refuseRequest(failure);
    this.closeConnection = true;
    if (result === "cut") this.logError("%s", "Request cut off by the client");
  }

  /** Checks, once a second, whether the client has used up its time. */
  override tick(now: number): void {
    const { rfile, requestCount } = this;
    const connections = this.server.activeCount;
    if (rfile === undefined) return; // still setting up
    this.wfile.watchStall(now);
    const look = { wait: this.#wait(), bytesReceived: rfile.bytesReceived, requestCount, connections, now };
    if (this.#patience.isExhausted(look, this.limits)) rfile.giveUp();
  }

  #wait(): Wait | undefined {
    if (!this.#isAwaitingHead) return this.rfile.isWaiting && !this.hasSwitched ? "body" : undefined;
    if (this.requestHead.hasBegun) return "head";
    return this.requestCount === 0 ? "connect" : "idle";
  }

  override serverStopping(): void {
    this.isStopping = true;
    if (this.#whenOver === undefined) void this.#stopSoon();
    else this.#stopWaiting();
  }

  /** A request that arrived before its handler began, as it may in a pool, is still answered: it is read within two event loop turns. */
  async #stopSoon(): Promise<void> {
    await nextTurn();
    await nextTurn();
    this.#stopWaiting();
  }

  #stopWaiting(): void {
    if (!this.requestHead.hasBegun) this.rfile?.stopWaiting();
  }

  override finish(): void | Promise<void> {
    this.#endWatch();
    if (this.#isLastRequest()) this.rfile.expectNoMore();
    const { lateBytes } = this.wfile;
    if (lateBytes > 0) {
      this.logError(
        "%d bytes were not sent: the method had returned. Return a promise (async) to write later",
        lateBytes,
      );
    }
    return super.finish();
  }

  /**
   * Tells whether the client has promised to send nothing more (RFC 9112 §9.6). With methods other than GET and HEAD a body may come
   * unannounced.
   */
  #isLastRequest(): boolean {
    const { line, isComplete, bodyLength, connection, upgrade } = this.requestHead;
    if (line === undefined || !isComplete || connection === undefined || upgrade !== undefined) return false;
    const hasNoBody = bodyLength === 0 && (line.method === "GET" || line.method === "HEAD");
    return hasNoBody && !wantsToPersist(connection, line.versionNumber);
  }
}

/** Somebody waiting for the end of something. */
interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}
