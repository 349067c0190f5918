// A handler that is a function of Fetch: a Request in, a Response out.

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

/** Such a function. `handler` has what a `Request` has not: `clientAddress`, `server`, `logMessage`, `upgrade`. */
export type Fetch<Server extends BaseServer = HTTPServer> = (
  request: Request,
  handler: FetchRequestHandler<Server>,
) => Fetched;

/** What a handler can be made with, behind the usual arguments. */
export interface FetchOptions<Server extends BaseServer = HTTPServer> {
  /** Answers the requests, in place of the method of this name. */
  readonly fetch?: Fetch<Server> | undefined;
}

/** What a `Request` cannot be (Fetch §2.2.1). */
const FORBIDDEN: readonly (string | null)[] = ["CONNECT", "TRACE", "TRACK"];

/** Bytes that a URL does not hold as they are; in a target they are characters. */
const NO_URL = /[\0- \x7f-\xff]/g;

/**
 * A handler that answers with what a function makes of a `Request`: a `Response`, as the web has it, and Deno, Bun and workers.
 *
 * Override `fetch`, or give one: `new ThreadingHTTPServer(address, (...args) => new FetchRequestHandler(...args, { fetch: app.fetch }))`.
 * All methods go there, but CONNECT, TRACE and TRACK, which a `Request` cannot be, and those that a subclass has a `do_*` method for.
 *
 * The request: its URL is made of scheme, Host and target; its body comes as it is read; its `signal` is the handler's. The response: its
 * status text, fields and body are sent; a body that is there at once gets a Content-Length, any other is streamed, and cancelled when
 * the client closes its side. Fields of the connection (`Connection`, `Transfer-Encoding`; RFC 9110 §7.6.1) are the server's own, and left out.
 * `Server` and `Date` are ours where it has none. An error that is thrown is answered as in every handler.
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

  /** Answers a request. To be overridden where no function is given. */
  fetch(request: Request): Fetched {
    if (this.#fetch === undefined) throw new HTTPError(501, undefined, "There is no fetch() here.");
    return this.#fetch(request, this);
  }

  /** The URL of the request. To be overridden behind a proxy, whose clients may know this server by another name, or over TLS. */
  requestURL(): string {
    const scheme = isEncrypted(this.request) ? "https" : "http";
    const target = this.path.replace(NO_URL, toPercent);
    const host = this.headers.get("Host") ?? "";
    return `${scheme}://${host === "" ? hostOf(this.server.serverAddress) : host}${target}`;
  }

  /** Finds the method of the request: a `do_*` method, or `fetch`. */
  override get method(): RequestMethod | undefined {
    return super.method ?? this.furtherMethod;
  }

  /** Calls `fetch`; undefined for what cannot be a `Request`, as `OPTIONS *` is none. */
  get furtherMethod(): RequestMethod | undefined {
    return FORBIDDEN.includes(this.command) || this.path === "*" ? undefined : () => this.#answer();
  }

  /** What `fetch` may be asked for. */
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

/** The host of a URL for a server, for those who did not say for which host they ask. */
function hostOf(address: Address): string {
  if (typeof address === "string") return "localhost";
  return authorityOf(address[0], address[1]);
}
