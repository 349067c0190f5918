// Decides whether what came back is allowed. Every response is compared with the model's request that it must answer.

import { digestOf, firstLineOf } from "./echo.ts";
import { type Exchange, inputOf, SERVERS } from "./exchange.ts";
import { FILES, SECRET } from "./folder.ts";
import { type ModelItem, type ModelRequest, requestsIn } from "./model.ts";
import { type Response, readResponse } from "./response.ts";

/** The outcome of an exchange. */
export interface Received {
  /** Everything that came; latin-1. */
  readonly text: string;
  /** True when the server cut the connection. */
  readonly wasReset: boolean;
  /** True when the server did not end the connection in time. */
  readonly isStuck: boolean;
  /** Milliseconds from connecting to the end. */
  readonly elapsedMs: number;
}

/** What a request may be answered with. */
interface Allowed {
  readonly statuses: readonly number[];
  /** True when there may be no response at all. */
  readonly isOptional?: boolean;
  /** True when the response may be cut short. */
  readonly mayBeCut?: boolean;
}

/** Refusals of input that is not HTTP, or is too long. */
const REFUSALS = [400, 413, 414, 417, 431, 501, 505];
const FILE_ANSWERS = [200, 206, 301, 304, 404, 412, 416];
const ECHO_METHODS = ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"];
const FILE_METHODS = ["GET", "HEAD"];
const READING_METHODS = ["POST", "PUT"];
/** Unread body bytes that a server discards in order to keep the connection. */
const DRAIN_BYTES = 65536;

/** Milliseconds for which a server waits until a client closes its side; on a busy machine a client may be too late. */
const LINGER_MS = 2000;

const FILE_CONTENTS = new Set(Object.values(FILES));

/** Says what is wrong with what came back; undefined when nothing is. */
export function problemWith(exchange: Exchange, received: Received): string | undefined {
  try {
    if (received.isStuck) throw new Error("the server did not end the connection");
    if (received.text.includes(SECRET)) throw new Error("a file outside the served folder was sent");
    new Conversation(exchange, received).check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The model's requests on one side, the responses on the other. */
class Conversation {
  readonly #items: readonly ModelItem[];
  readonly #text: string;
  readonly #wasReset: boolean;
  readonly #serves: "echo" | "files";
  readonly #protocol: string;
  /** True when the client reads to the end: what was not answered was never answered. */
  readonly #isReadToEnd: boolean;
  #at = 0;

  constructor(exchange: Exchange, { text, wasReset, elapsedMs }: Received) {
    const { serves, protocol } = SERVERS[exchange.server];
    this.#items = requestsIn(inputOf(exchange));
    this.#text = text;
    this.#wasReset = wasReset;
    this.#serves = serves;
    this.#protocol = protocol;
    const wasLate = wasReset && elapsedMs >= LINGER_MS;
    this.#isReadToEnd = (exchange.ending === "halfClose" || exchange.ending === "wait") && !wasLate;
  }

  check(): void {
    const mayBeReset = this.#breaksPromise || this.#items.some((item) => this.#allowed(item).mayBeCut === true);
    if (this.#wasReset && this.#isReadToEnd && !mayBeReset) throw new Error("the server cut the connection");
    for (const [index, item] of this.#items.entries()) {
      try {
        if (!this.#checkAnswer(item)) return;
      } catch (error) {
        throw new Error(`${item.kind} ${index + 1} of ${this.#items.length}: ${(error as Error).message}`);
      }
    }
    if (!this.#isAtEnd) throw new Error(`a response without a request: ${this.#shown()}`);
  }

  /** True when the client sends more after it has said that it will not (RFC 9112 §9.6): the server need not wait for it. */
  get #breaksPromise(): boolean {
    return this.#items.slice(0, -1).some((item) => {
      if (item.kind !== "request" || item.persists) return false;
      return item.fields.some(([name]) => name.toLowerCase() === "connection");
    });
  }

  get #isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  #shown(): string {
    return JSON.stringify(this.#text.slice(this.#at, this.#at + 200));
  }

  /** Checks the answer to one request. @returns whether another one may follow. */
  #checkAnswer(item: ModelItem): boolean {
    const allowed = this.#allowed(item);
    const isRequest = item.kind === "request";
    if (isRequest && item.version === "HTTP/0.9") return this.#checkRest(item);
    const hasNoBody = isRequest && item.method === "HEAD";
    let response = readResponse(this.#text, this.#at, hasNoBody);
    if (response?.status === 100) {
      if (!isRequest || this.#expectations(item).length === 0)
        throw new Error("100 for a request that did not expect it");
      this.#at = response.end;
      response = readResponse(this.#text, this.#at, hasNoBody);
    }
    if (response === undefined || (!response.isWhole && item.method !== "HEAD")) {
      const isMissed =
        this.#isReadToEnd && allowed.mayBeCut !== true && !(allowed.isOptional === true && this.#isAtEnd);
      if (isMissed && !this.#wasReset) throw new Error(`no whole answer, but ${this.#shown()}`);
      if (response !== undefined) this.#checkResponse(item, response);
      return false;
    }
    this.#checkResponse(item, response);
    this.#at = response.end;
    return this.#checkEnd(item, response);
  }

  /** HTTP/0.9 has no heads: the rest of the connection is the body. */
  #checkRest(request: ModelRequest): false {
    const rest = this.#text.slice(this.#at);
    if (this.#serves === "files" || request.path.startsWith("/boom") || request.origin?.[0] === "https") return false;
    const expected = firstLineOf(request);
    if (this.#isReadToEnd ? rest !== expected : !expected.startsWith(rest)) throw new Error(`not ${this.#shown()}`);
    return false;
  }

  #checkResponse(item: ModelItem, response: Response): void {
    const { status, fields } = response;
    // A client that cut the connection cannot tell whether a body that ends with the connection was whole.
    const isWhole = response.isWhole && (this.#isReadToEnd || !response.endsWithConnection);
    if (!this.#allowed(item).statuses.includes(status)) throw new Error(`answered ${status}: ${this.#shown()}`);
    if (!fields.has("date")) throw new Error("the response has no Date");
    if (item.kind !== "request" || status >= 300) return;
    if (this.#serves === "files") checkFile({ ...response, isWhole });
    else checkEcho(item, { ...response, isWhole });
  }

  /** Checks that the connection ends where it must. @returns whether another response may follow. */
  #checkEnd(item: ModelItem, { status, fields, endsWithConnection }: Response): boolean {
    const hasEnded =
      item.kind !== "request" || item.bodyEnd !== "whole" || !item.persists || this.#protocol !== "HTTP/1.1";
    const saysClose = fields.get("connection") === "close";
    const closes = hasEnded || status >= 400 || endsWithConnection || (saysClose && this.#hasMuchUnread(item));
    if (saysClose && !closes) throw new Error("the server closes for no reason");
    if (closes && !this.#isAtEnd) throw new Error(`bytes behind the last response: ${this.#shown()}`);
    const mayClose = !closes && this.#hasMuchUnread(item);
    return !closes && !(mayClose && this.#isAtEnd);
  }

  #hasMuchUnread(item: ModelItem): boolean {
    return item.kind === "request" && !READING_METHODS.includes(item.method) && item.body.length > DRAIN_BYTES;
  }

  /** The expectations that count: HTTP/1.0 has none. */
  #expectations({ expect, version }: ModelRequest): readonly string[] {
    return this.#protocol === "HTTP/1.1" && version >= "HTTP/1.1" ? expect : [];
  }

  #allowed(item: ModelItem): Allowed {
    if (item.kind !== "request") return { statuses: REFUSALS, isOptional: item.kind === "unfinished" };
    const { method, path, origin, bodyEnd } = item;
    if (origin?.[0] === "https") return { statuses: [421] };
    if (this.#expectations(item).some((expectation) => expectation !== "100-continue")) return { statuses: [417] };
    const methods = this.#serves === "echo" ? ECHO_METHODS : FILE_METHODS;
    // `OPTIONS *` asks about the server as a whole (RFC 9110 §9.3.7), which answers for handlers without do_OPTIONS.
    if (!methods.includes(method)) return { statuses: [method === "OPTIONS" && path === "*" ? 204 : 501] };
    if (this.#serves === "files") return { statuses: FILE_ANSWERS };
    if (method === "GET" && path.startsWith("/boom-late")) return { statuses: [200], mayBeCut: true };
    if (method === "GET" && path.startsWith("/boom")) return { statuses: [500] };
    const statuses = [method === "DELETE" ? 204 : 200];
    if (bodyEnd === "whole" || !READING_METHODS.includes(method)) return { statuses };
    return method === "POST" ? { statuses: REFUSALS } : { statuses: [200, ...REFUSALS], mayBeCut: true };
  }
}

function checkEcho(request: ModelRequest, { fields, body, isWhole }: Response): void {
  const { method } = request;
  if (fields.get("x-echo") !== digestOf({ ...request, fields: understoodFields(request) }))
    throw new Error("the head was understood as another one");
  if (method === "GET" && request.path.startsWith("/boom-late")) return;
  const echoed = READING_METHODS.includes(method) ? firstLineOf(request) + request.body : firstLineOf(request);
  const expected = ["GET", "POST", "PUT"].includes(method) ? echoed : "";
  if (isWhole && request.bodyEnd === "whole" ? body !== expected : !expected.startsWith(body)) {
    throw new Error(`the body is another one: ${JSON.stringify(body.slice(0, 300))}`);
  }
}

/** The authority of an absolute target takes the place of Host (RFC 9112 §3.2.2). */
function understoodFields({ fields, origin }: ModelRequest): ModelRequest["fields"] {
  if (origin === undefined) return fields;
  const replaced = fields.map(([name, value]) => [name, name.toLowerCase() === "host" ? origin[1] : value] as const);
  return fields.some(([name]) => name.toLowerCase() === "host") ? replaced : [...fields, ["Host", origin[1]]];
}

/** Checks that what was sent is a whole file, a part of one, or a directory page. */
function checkFile({ status, fields, body, isWhole }: Response): void {
  const isPage = body.startsWith("<!DOCTYPE HTML>") && fields.get("content-type")?.startsWith("text/html") === true;
  if (status === 200 && isWhole && body !== "" && !isPage && !FILE_CONTENTS.has(body)) {
    throw new Error(`this is no file: ${JSON.stringify(body.slice(0, 300))}`);
  }
}
