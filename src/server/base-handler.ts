// How a request is answered: it is parsed, given to its do_* method, and ended. Errors of all kinds end up here.

import { withClose } from "../http/connection-lines.ts";
import { HTTPError, TimeoutError } from "../http/errors.ts";
import { listMembers } from "../http/grammar.ts";
import { shortRepr } from "../http/short-repr.ts";
import { isThenable } from "../io/thenable.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import type { StreamRequest } from "../socketserver/request-handlers.ts";
import type { Address } from "../socketserver/server-address.ts";
import { ConnectionRequestHandler } from "./connection-handler.ts";
import type { HTTPServer } from "./http-server.ts";
import { implementedMethods } from "./implemented-methods.ts";

/** The arguments a handler is made with: those of its constructor, and of a factory function. */
export type HandlerArgs<Server extends BaseServer = HTTPServer> = [
  request: StreamRequest,
  clientAddress: Address,
  server: Server,
];

/** A connection that has switched to another protocol. */
export interface UpgradedConnection {
  /**
   * The socket, which is read by its new owner from now on: it flows once somebody listens to "data". Its "end" event says that the client
   * has closed its side; ours stays open until `end()` is called. In a test this is the transport, so a server in TypeScript writes
   * `connection as Socket`.
   */
  readonly connection: StreamRequest;
  /** What the client has already sent after its request. */
  readonly head: Buffer;
}

/**
 * The base of HTTP request handlers (Python's `http.server.BaseHTTPRequestHandler`).
 *
 * A subclass has a method for each HTTP method it answers: `do_GET`, `do_POST`, ..., without arguments; each may be `async`. Method names
 * are case-sensitive; a request without a matching method is answered 501.
 *
 * Attributes of the request: `clientAddress`, `server`, `requestline`, `command`, `path`, `requestVersion`, `headers`,
 * `rfile`, `wfile`, `closeConnection`.
 *
 * To override: `serverVersion`, `sysVersion`, `errorMessageFormat`, `errorContentType`, `protocolVersion`, `MessageClass`,
 * `responses`, `timeout`; rarely `handle`, `handleOneRequest`, `parseRequest`, `handleExpect100`.
 *
 * In TypeScript, `extends BaseHTTPRequestHandler<AppServer>` gives the class of `server`.
 *
 * Differs from Python: a method that throws, sends no answer, or returns while a `writeFrom` or a pipeline it began is still at work, is
 * answered 500, if nothing of its own answer has left yet. What it threw goes to the server's `handleError`, and does not leave `handle`.
 * Some system errors are only logged, and have answers of their own: 404 where there is no such file (ENOENT, ENOTDIR, ENAMETOOLONG), 403
 * where access to it is denied (EACCES, EPERM, ERR_ACCESS_DENIED), 503 where file descriptors have run out (EMFILE, ENFILE). A client that
 * has begun a head or body and is too slow with the rest is answered 408, one that breaks its framing 400.
 */
export class BaseHTTPRequestHandler<Server extends BaseServer = HTTPServer> extends ConnectionRequestHandler<Server> {
  /** Answers the request whose head was read. Returns a promise only where it has to wait. */
  override answerRequest(): void | Promise<void> {
    this.wfile.hold();
    this.beginResponse();
    try {
      this.rfile.beginBody(this.requestHead.bodyLength, this.limits.maxBodyBytes);
      const isAccepted = this.parseRequest();
      const working = isThenable(isAccepted) ? isAccepted.then((is) => this.#dispatch(is)) : this.#dispatch(isAccepted);
      if (isThenable(working)) return this.#endLater(working);
    } catch (error) {
      return this.answerFailure(error);
    }
    return this.#end();
  }

  /** Calls the method of an accepted request, and returns what that returns. */
  #dispatch(isAccepted: boolean): unknown {
    if (!isAccepted) return undefined;
    const { method } = this;
    if (method !== undefined) return method.call(this);
    if (this.command === "OPTIONS" && this.path === "*") return this.#answerOptions();
    return this.sendError(501, `Unsupported method (${shortRepr(String(this.command))})`);
  }

  /** Answers `OPTIONS *`, which asks about the server as a whole, with the methods this handler has (RFC 9110 §9.3.7). */
  #answerOptions(): void {
    this.sendResponse(204);
    this.sendHeader("Allow", implementedMethods(this).join(", "));
    this.endHeaders();
  }

  /**
   * Switches to another protocol (RFC 9110 §7.8): answers `101` with `Upgrade: protocol`, and hands over the connection with the bytes that
   * have already arrived. The connection lasts until the method returns, or the promise it returned settles.
   *
   * @throws HTTPError 400 when the client did not ask for that protocol, which an HTTP/1.0 client cannot do. TypeError while the request's
   * body has not been read to its end.
   */
  upgrade(protocol: string, fields: Iterable<readonly [name: string, value: string]> = []): UpgradedConnection {
    if (!this.#asksFor(protocol))
      throw new HTTPError(400, undefined, `Only ${protocol} is spoken here: ask to upgrade.`);
    if (!this.rfile.isAtEnd) throw new TypeError("Read the body of the request before you switch protocols.");
    this.sendResponse(101);
    this.sendHeader("Connection", "upgrade");
    this.sendHeader("Upgrade", protocol);
    for (const [name, value] of fields) this.sendHeader(name, value);
    this.endHeaders();
    return this.takeOver();
  }

  /**
   * Hands over the connection once a `101`, or a 2xx to CONNECT, has been sent, or a head has been written straight to `wfile`. What was
   * written leaves first, and `rfile` gets nothing more. The connection lasts until the method returns, or the promise it returned settles.
   *
   * @throws TypeError before such an answer.
   */
  takeOver(): UpgradedConnection {
    const hasOwnHead = !this.isHeadSent && this.wfile.bytesWritten > 0;
    if (!this.hasSwitched && !hasOwnHead)
      throw new TypeError("Send a 101, or a 2xx to CONNECT, before you take over the connection.");
    this.closeConnection = true;
    this.wfile.detach();
    return { connection: this.connection, head: this.rfile.takeBuffered() };
  }

  /** Both fields have to say so: one alone was not meant for this connection (RFC 9110 §7.8). */
  #asksFor(protocol: string): boolean {
    const { connection = "", upgrade = "" } = this.requestHead;
    if (this.requestVersion < "HTTP/1.1" || !listMembers(connection).includes("upgrade")) return false;
    return listMembers(upgrade).includes(protocol.toLowerCase());
  }

  /** Ends a request whose method is still at work; what it has written so far is sent meanwhile. */
  async #endLater(returned: PromiseLike<unknown>): Promise<void> {
    this.wfile.release();
    try {
      await returned;
    } catch (error) {
      return this.answerFailure(error);
    }
    return this.#end();
  }

  /** Ends a request: its response has to be complete, its body read. */
  #end(): void | Promise<void> {
    const { wfile, rfile, responseHead: head } = this;
    if (!this.isHeadSent && head.isOpenAt(wfile.bytesWritten))
      return this.#endMistaken(head.isBegun ? "did not call endHeaders()" : "sent no response");
    if (wfile.isFed) return this.#endMistaken("returned while a writeFrom() or toWritable() was at work: await it");
    if (head.text !== "")
      this.logError("%d bytes were not sent: sendHeader() after the head, without endHeaders()", head.text.length);
    if (wfile.hasTimedOut) this.logTimeout(new TimeoutError());
    if (!this.endResponse()) this.closeConnection = true;
    if (this.isStopping || head.endsConnection) this.closeConnection = true; // as the client has been told
    if (!rfile.isAtEnd) return this.#leaveBody();
    if (!this.closeConnection && wfile.isFull) return this.#waitForRoom();
  }

  /** Deals with a body that was not read to its end. A read that nobody awaited is ended: it would go on into the next request. */
  #leaveBody(): void | Promise<void> {
    if (this.rfile.isWaiting && !this.hasSwitched) {
      this.logError("%s", "A read of the body was ended: the method had returned. Await it, or return its promise");
      this.rfile.endRead();
    }
    if (this.closeConnection) return;
    return this.rfile.canDrain(this.limits.drainBytes) ? this.#drain() : this.#endUnread();
  }

  /** Answers 500, or cuts the connection: a method sent no response or only part of one, and its client must not wait for the rest. */
  #endMistaken(mistake: string): void {
    this.closeConnection = true;
    if (this.wfile.isClosed) return;
    this.logError("do_%s %s", this.command, mistake);
    if (!this.takeBackResponse()) return this.wfile.abort();
    this.sendError(500);
    this.wfile.endBody();
  }

  /** Ends the connection after a body that is too long to drain; says so in the response where it is not too late (RFC 9112 §9.6). */
  #endUnread(): void {
    this.closeConnection = true;
    if (this.isHeadSent) this.wfile.amend(withClose);
  }

  /** Drains what the method left of the body; meanwhile the client gets its answer, and other requests the turn. */
  async #drain(): Promise<void> {
    const { turn } = this.server;
    this.wfile.release();
    turn?.release(this.request);
    try {
      if (!(await this.rfile.drain(this.limits.drainBytes, this.limits.drainMs))) this.closeConnection = true;
    } catch {
      this.closeConnection = true; // the client did not send the rest: there is no next request to find
    }
    if (!this.closeConnection && this.wfile.isFull) await this.#waitForRoom();
    await turn?.takeAgain(this.request);
  }

  async #waitForRoom(): Promise<void> {
    await this.wfile.flush();
  }
}
