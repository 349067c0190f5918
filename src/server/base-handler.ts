// How a request is answered: it is parsed, given to its do_* method, and ended. Errors of all kinds come up to here.

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

/** What a handler is made on: the arguments of its constructor, and of a factory function. */
export type HandlerArgs<Server extends BaseServer = HTTPServer> = [
  request: StreamRequest,
  clientAddress: Address,
  server: Server,
];

/** A connection that speaks another protocol now. */
export interface UpgradedConnection {
  /**
   * The socket, for its reader from now on: it flows when somebody listens to "data". Its "end" says that the client has closed
   * its side, and does not close ours: call `end()` then. In a test it is the transport; in TypeScript a server writes `connection as Socket`.
   */
  readonly connection: StreamRequest;
  /** What the client sent behind its request. */
  readonly head: Buffer;
}

/**
 * The base of HTTP request handlers (Python's `http.server.BaseHTTPRequestHandler`).
 *
 * A subclass has a method for each HTTP method it answers: `do_GET`, `do_POST`, ..., with no arguments; it may be
 * `async`. The method name is case-sensitive; a request without one is answered 501.
 *
 * Attributes of the request: `clientAddress`, `server`, `requestline`, `command`, `path`, `requestVersion`, `headers`,
 * `rfile`, `wfile`, `closeConnection`.
 *
 * To override: `serverVersion`, `sysVersion`, `errorMessageFormat`, `errorContentType`, `protocolVersion`, `MessageClass`,
 * `responses`, `timeout`; rarely `handle`, `handleOneRequest`, `parseRequest`, `handleExpect100`.
 *
 * In TypeScript, `extends BaseHTTPRequestHandler<AppServer>` says of which class `server` is.
 *
 * Differs from Python: a method that throws before its answer has left, or that sends none, is answered 500; so is one that
 * returns while a `writeFrom` or a pipeline it began is at work. What it threw goes to the server's `handleError`, and does
 * not leave `handle`. But an error of the system that says that there is no such file is answered 404 (ENOENT, ENOTDIR,
 * ENAMETOOLONG), one that says it may not be had 403 (EACCES, EPERM, ERR_ACCESS_DENIED), and a lack of descriptors 503 (EMFILE, ENFILE); these
 * go to the log. A client that is too slow with a head or body it has begun is answered 408, one that breaks its framing 400.
 */
export class BaseHTTPRequestHandler<Server extends BaseServer = HTTPServer> extends ConnectionRequestHandler<Server> {
  /** Answers the request whose head was read. Returns a promise only where something has to be waited for. */
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

  /** Calls the method of an accepted request; returns what the method does. */
  #dispatch(isAccepted: boolean): unknown {
    if (!isAccepted) return undefined;
    const { method } = this;
    if (method !== undefined) return method.call(this);
    if (this.command === "OPTIONS" && this.path === "*") return this.#answerOptions();
    this.sendError(501, `Unsupported method (${shortRepr(String(this.command))})`);
    return undefined;
  }

  /** Answers `OPTIONS *`, a question about the server as a whole: the methods this handler has (RFC 9110 §9.3.7). */
  #answerOptions(): void {
    this.sendResponse(204);
    this.sendHeader("Allow", implementedMethods(this).join(", "));
    this.endHeaders();
  }

  /**
   * Switches to another protocol (RFC 9110 §7.8): answers `101` with `Upgrade: protocol`, and hands over the connection with the
   * bytes that came already. The connection lasts until the method returns, or the promise it returned settles.
   *
   * @throws HTTPError 400 when the client did not ask for that protocol; an HTTP/1.0 client cannot. TypeError while the
   * request has a body that was not read.
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
   * Hands over a connection behind a `101`, or a 2xx to CONNECT, that was sent, or behind a head that was written to `wfile`:
   * what is written leaves first, and `rfile` gets nothing any more. The connection lasts until the method returns, or the
   * promise it returned settles.
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

  /** Ends a request whose method is still at work: what it wrote so far is sent meanwhile. */
  async #endLater(returned: PromiseLike<unknown>): Promise<void> {
    this.wfile.release();
    try {
      await returned;
    } catch (error) {
      return this.answerFailure(error);
    }
    return this.#end();
  }

  /** Ends a request: its response has to be whole, its body read. */
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

  /** Leaves a body that was not read to its end. A read that nobody awaited would go on in the next request. */
  #leaveBody(): void | Promise<void> {
    if (this.rfile.isWaiting && !this.hasSwitched) {
      this.logError("%s", "A read of the body was ended: the method had returned. Await it, or return its promise");
      this.rfile.endRead();
    }
    if (this.closeConnection) return;
    return this.rfile.canDrain(this.limits.drainBytes) ? this.#drain() : this.#endUnread();
  }

  /** A method that sent no response, or not all of it, is mistaken; its client is told rather than left to wait, or to take a part for all. */
  #endMistaken(mistake: string): void {
    this.closeConnection = true;
    if (this.wfile.isClosed) return;
    this.logError("do_%s %s", this.command, mistake);
    if (!this.takeBackResponse()) return this.wfile.abort();
    this.sendError(500);
    this.wfile.endBody();
  }

  /** Says, where it is not too late, that a body which is too long to be read away ends the connection (RFC 9112 §9.6). */
  #endUnread(): void {
    this.closeConnection = true;
    if (this.isHeadSent) this.wfile.amend(withClose);
  }

  /** Reads away what the method left of the body; meanwhile the client has its answer, and others the turn. */
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
