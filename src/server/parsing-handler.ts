// How a request is parsed: its head becomes the attributes of a handler.

import { isTimeoutError } from "../http/errors.ts";
import { listMembers } from "../http/grammar.ts";
import { HTTPMessage } from "../http/message.ts";
import { wantsToPersist } from "../http/persistence.ts";
import { fieldOffsets, type RawFields } from "../http/raw-fields.ts";
import { RequestHead } from "../http/request-head.ts";
import { type RequestLine, withOneSlash } from "../http/request-line.ts";
import { isEncrypted } from "../io/encrypted.ts";
import { behind, isThenable } from "../io/thenable.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { USUAL_METHODS } from "./implemented-methods.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { RefusingRequestHandler } from "./refusing-handler.ts";

/** A target that may only be served over TLS (RFC 9110 §7.4). */
const HTTPS_TARGET = /^[^ ]+ +https:/i;

/** The head a handler has before its first request; made once. */
const NO_HEAD: RequestHead = new RequestHead();

/** The names of the usual `do_*` methods, made once: V8 has to look up a newly joined name among all names it knows. */
const USUAL_METHOD_NAMES: ReadonlyMap<string | null, string> = new Map(
  USUAL_METHODS.map((command) => [command, `do_${command}`]),
);

function methodName(command: string | null): string {
  return USUAL_METHOD_NAMES.get(command) ?? `do_${command}`;
}

/** A `do_*` method. */
export type RequestMethod = () => unknown;

/** A handler that parses requests. `ConnectionRequestHandler` adds the life of a connection. */
export class ParsingRequestHandler<Server extends BaseServer = BaseServer> extends RefusingRequestHandler<Server> {
  /** The version of a request line that has none. */
  defaultRequestVersion = "HTTP/0.9";
  /** The class of `headers`. */
  MessageClass: new (fields?: RawFields) => HTTPMessage = HTTPMessage;
  /** What a client may ask of the connection. To change some: `limits = { ...DEFAULT_LIMITS, headMs: 5000 }`. */
  limits: Limits = DEFAULT_LIMITS;

  /**
   * The target of the request, query included. Several slashes at its start become one.
   *
   * Differs from Python: of an absolute target (`GET http://host/path`) it holds only the path and query, and the target's host replaces
   * the `Host` of `headers`. An `https://` target is answered 421 on a connection without TLS.
   */
  path = "";
  /** How many requests have been read on this connection. */
  requestCount = 0;

  /**
   * True if the first byte of the request had arrived before the event loop began on the batch of events that brought it: what the server
   * has learned during that batch is then at least as fresh as the request. False where this is not known.
   */
  predatesBatch = false;

  /** The head of the request, as far as it has been read. */
  requestHead: RequestHead = NO_HEAD;
  #rawRequestline: Buffer | undefined;
  #headers: HTTPMessage | undefined;

  /** The header fields of the request; empty until one has been parsed. */
  get headers(): HTTPMessage {
    this.#headers ??= new this.MessageClass();
    return this.#headers;
  }

  set headers(fields: HTTPMessage) {
    this.#headers = fields;
  }

  /** The request line with its line end. An override of `handleOneRequest` sets it before it calls `parseRequest`. */
  get rawRequestline(): Buffer {
    return this.#rawRequestline ?? Buffer.from(this.requestline + this.requestHead.lineEnd, "latin1");
  }

  set rawRequestline(line: Buffer) {
    this.beginRequest();
    this.#rawRequestline = line;
  }

  /** The fields that followed a chunked body, once it has been read to its end. They are never merged into `headers`. */
  get trailers(): HTTPMessage {
    const text = this.rfile.trailers;
    return new this.MessageClass({ text, offsets: fieldOffsets(text) });
  }

  /** Begins a new request, and returns the head it is to be read into. */
  beginRequest(): RequestHead {
    this.#rawRequestline = undefined;
    this.requestHead = new RequestHead(this.limits);
    this.predatesBatch = this.rfile.predatesBatch;
    return this.requestHead;
  }

  /** Forgets the head of the last request, as nothing of a new one has arrived. */
  endRequest(): void {
    this.requestHead = NO_HEAD;
  }

  /**
   * A body that is too long to drain ends the connection where nobody reads it: with GET and HEAD, and after an error. With other methods
   * it may be read after the head has been sent.
   */
  override get isLastResponse(): boolean {
    if (super.isLastResponse) return true;
    if (this.requestHead.bodyLength <= this.limits.drainBytes) return false;
    const isRefused = (this.responseHead.status ?? 0) >= 400;
    const isIgnored = isRefused || this.command === "GET" || this.command === "HEAD";
    return isIgnored && !this.rfile.canDrain(this.limits.drainBytes);
  }

  /** The `do_*` method for the request, own or inherited. */
  get method(): RequestMethod | undefined {
    const method = (this as unknown as Record<string, unknown>)[methodName(this.command)];
    return typeof method === "function" ? (method as RequestMethod) : undefined;
  }

  /**
   * Parses the request: sets `command`, `path`, `requestVersion`, `headers`, `closeConnection`, and deals with `Expect`.
   *
   * @returns false when an answer has been sent. A promise only if `handleExpect100` or `sendError` returned one, or an override of
   * `handleOneRequest` set `rawRequestline`.
   */
  parseRequest(): boolean | Promise<boolean> {
    return this.requestHead.isComplete ? this.#accept(this.requestHead) : this.#readAfterLine();
  }

  async #readAfterLine(): Promise<boolean> {
    const head = this.requestHead;
    const bytes = this.rawRequestline;
    this.beginResponse();
    try {
      const latin1 = (start: number, end: number): string => bytes.toString("latin1", start, end);
      const isComplete = head.read({ bytes, start: 0, end: bytes.length, latin1 });
      if (!isComplete && (await this.rfile.readHead(head)) !== "complete") return false;
    } catch (error) {
      await this.refuseRequest(error);
      return false;
    }
    this.rfile.beginBody(head.bodyLength, this.limits.maxBodyBytes);
    return this.#accept(head);
  }

  #accept(head: RequestHead): boolean | Promise<boolean> {
    const { method, target, authority, version, versionNumber } = head.line as RequestLine;
    this.requestline = head.requestline;
    this.command = method;
    this.path = withOneSlash(target);
    this.requestVersion = versionNumber === 9 ? this.defaultRequestVersion : version;
    this.headers = new this.MessageClass(head);
    if (authority !== undefined) this.#replaceHost(authority);
    this.requestCount++;
    const speaks11 = this.protocolVersion >= "HTTP/1.1";
    const mayPersist = speaks11 && this.requestCount < this.limits.maxRequests;
    this.closeConnection = !(mayPersist && wantsToPersist(head.connection, versionNumber));
    if (authority !== undefined && HTTPS_TARGET.test(head.requestline) && !isEncrypted(this.request)) {
      return behind(this.sendError(421, undefined, "An https resource is asked for over TLS"), false);
    }
    if (head.bodyLength > this.limits.maxBodyBytes) {
      return behind(this.sendError(413), false);
    }
    return head.expect === undefined || versionNumber < 11 || !speaks11 || this.#expect(head.expect);
  }

  /** The authority of the target takes precedence over the Host field (RFC 9112 §3.2.2). */
  #replaceHost(authority: string): void {
    if (this.headers.has("Host")) this.headers.replaceHeader("Host", authority);
    else this.headers.append("Host", authority);
  }

  /** Whether code other than `answerRequest` may decide how a request without a `do_*` method is answered. */
  get #answersByItself(): boolean {
    return this.#rawRequestline !== undefined || this.parseRequest !== ParsingRequestHandler.prototype.parseRequest;
  }

  #expect(expectation: string): boolean | Promise<boolean> {
    const expectations = listMembers(expectation);
    if (expectations.length === 0) return true;
    if (expectations.some((member) => member !== "100-continue")) {
      return behind(this.sendError(417), false);
    }
    if (this.method === undefined && !this.#answersByItself) return true; // 501 will follow, without a 100 before it
    const wasPersistent = !this.closeConnection;
    this.closeConnection = true; // a client that is not told to continue may or may not send its body
    const mayContinue = this.handleExpect100();
    if (isThenable(mayContinue)) return mayContinue.then((may) => this.#goOnIf(may, wasPersistent));
    return this.#goOnIf(mayContinue, wasPersistent);
  }

  #goOnIf(mayContinue: boolean, isPersistent: boolean): boolean {
    if (!mayContinue) return false;
    this.closeConnection = !isPersistent;
    return true;
  }

  /**
   * Decides whether a client that sent `Expect: 100-continue` may send its body: answers `100 Continue` and returns true.
   * An override may answer with an error, and return false; it may return a promise.
   */
  handleExpect100(): boolean | Promise<boolean> {
    this.sendResponseOnly(100);
    this.endHeaders();
    return true;
  }

  /** Answers a request whose head could not be read. Attributes that could not be parsed are empty, and none keep a former value. */
  refuseRequest(error: unknown): void | Promise<void> {
    const { requestline, line, hasBegun, isForHead } = this.requestHead;
    this.closeConnection = true;
    this.requestline = requestline;
    const asksForHead = isForHead || requestline.startsWith("HEAD ");
    const command = requestline === "" ? "" : null;
    this.command = line?.method ?? (asksForHead ? "HEAD" : command); // no page for HEAD, however wrong
    this.path = line === undefined ? "" : withOneSlash(line.target);
    this.#headers = undefined;
    this.requestVersion = line?.version ?? "";
    this.beginResponse();
    if (isTimeoutError(error) && !hasBegun) {
      if (this.timeout !== null) this.logTimeout(error); // an idle connection that reached a limit is nothing to report
      return;
    }
    return this.answerFailure(error);
  }
}
