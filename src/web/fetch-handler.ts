// A handler that is a Fetch function: a Request in, a Response out.

import { HTTPError } from "../http/errors.ts";
import { toPercent } from "../http/escape.ts";
import { isEncrypted } from "../io/encrypted.ts";
import { BaseHTTPRequestHandler, type HandlerArgs } from "../server/base-handler.ts";
import type { HTTPServer } from "../server/http-server.ts";
import { type FurtherMethods, USUAL_METHODS } from "../server/implemented-methods.ts";
import type { RequestMethod } from "../server/parsing-handler.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { type Address, authorityOf } from "../socketserver/server-address.ts";
import { requestOf } from "./handled-request.ts";
import { type Fetched, sendFetched } from "./send-fetched.ts";

/** A Fetch function. `handler` offers what a `Request` lacks: `clientAddress`, `server`, `logMessage`, `upgrade`. */
export type Fetch<Server extends BaseServer = HTTPServer> = (
  request: Request,
  handler: FetchRequestHandler<Server>,
) => Fetched;

/** What a handler can be given after the usual arguments. */
export interface FetchOptions<Server extends BaseServer = HTTPServer> {
  /** Answers the requests, instead of the method of this name. */
  readonly fetch?: Fetch<Server> | undefined;
}

/** Methods that a `Request` cannot have (Fetch §2.2.1). */
const FORBIDDEN: readonly (string | null)[] = ["CONNECT", "TRACE", "TRACK"];

/** Bytes of a request target, a character each, that must be percent-encoded in a URL. */
const NO_URL = /[\0- \x7f-\xff]/g;

/**
 * A handler that answers each request with a function from a `Request` to a `Response`, as Deno, Bun and service workers do.
 *
 * Override `fetch`, or pass one: `new ThreadingHTTPServer(address, (...args) => new FetchRequestHandler(...args, { fetch: app.fetch }))`.
 * It gets all methods except CONNECT, TRACE and TRACK, which a `Request` cannot have, and those for which a subclass has a `do_*` method.
 *
 * The request: its URL consists of scheme, Host and target; its body is read from the client on demand; its `signal` is the handler's.
 * The response: its status text, fields and body are sent. A body that is complete at once gets a Content-Length; any other is streamed, and
 * cancelled when the client closes its side. Fields about the connection (`Connection`, `Transfer-Encoding`; RFC 9110 §7.6.1) are left out,
 * as they are the server's own. `Server` and `Date` are added if missing. An error that is thrown is answered as in any handler.
 *
 * It speaks HTTP/1.1. Python has no such handler.
 */
export class FetchRequestHandler<Server extends BaseServer = HTTPServer>
  extends BaseHTTPRequestHandler<Server>
  implements FurtherMethods
{
  override protocolVersion = "HTTP/1.1";
  readonly #fetch: Fetch<Server> | undefined;

  constructor(...[request, clientAddress, server, { fetch } = {}]: [...HandlerArgs<Server>, FetchOptions<Server>?]) {
    super(request, clientAddress, server);
    this.#fetch = fetch;
  }

  /** Answers a request. Override it unless a function was passed to the constructor. */
  fetch(request: Request): Fetched {
    if (this.#fetch === undefined) throw new HTTPError(501, undefined, "There is no fetch() here.");
    return this.#fetch(request, this);
  }

  /** The URL of the request. Override it behind a proxy whose clients know this server by another name, or reach it over TLS. */
  requestURL(): string {
    const scheme = isEncrypted(this.request) ? "https" : "http";
    const target = this.path.replace(NO_URL, toPercent);
    const host = this.headers.get("Host") ?? "";
    return `${scheme}://${host === "" ? ownHost(this.server.serverAddress) : host}${target}`;
  }

  /** Finds the method of the request: a `do_*` method, or `fetch`. */
  override get method(): RequestMethod | undefined {
    return super.method ?? this.furtherMethod;
  }

  /** Calls `fetch`; undefined for requests that cannot be a `Request`, such as `OPTIONS *`. */
  get furtherMethod(): RequestMethod | undefined {
    return FORBIDDEN.includes(this.command) || this.path === "*" ? undefined : () => this.#answer();
  }

  /** The methods that `fetch` may be asked for. */
  get furtherMethods(): readonly string[] {
    return USUAL_METHODS;
  }

  async #answer(): Promise<void> {
    const response = await this.fetch(this.#request());
    if (response !== undefined || !this.isHeadSent) await sendFetched(response, this);
  }

  #request(): Request {
    const url = this.requestURL();
    try {
      return requestOf(url, this);
    } catch (error) {
      throw URL.canParse(url) ? error : new HTTPError(400, "Bad request target");
    }
  }
}

/** The host in the URL of requests that name none. */
function ownHost(address: Address): string {
  if (typeof address === "string") return "localhost";
  return authorityOf(address[0], address[1]);
}
