// The Request that a handler passes to a Fetch function. Its costly parts are made on demand, as far as a Request allows that.

import type { HTTPMessage } from "../http/message.ts";
import { RequestBody, type Requested } from "./request-body.ts";

/** The handler that the request belongs to. */
interface Handled extends Requested {
  readonly command: string | null;
  readonly headers: HTTPMessage;
  readonly signal: AbortSignal;
}

/** The overridden members. TypeScript declares them as fields, which neither a method nor an accessor can override. */
interface Overridden {
  readonly signal: AbortSignal;
  text(): Promise<string>;
  json(): Promise<unknown>;
  clone(): Request;
}

type RequestClass = new (url: string, init?: RequestInit) => Omit<Request, keyof Overridden> & Overridden;
type HandledRequestClass = new (url: string, handled: Handled) => Request;

let HandledRequest: HandledRequestClass | undefined;

/** Makes the request of a handler. @throws TypeError if `url` is not a URL. */
export function requestOf(url: string, handled: Handled): Request {
  HandledRequest ??= makeClass();
  return new HandledRequest(url, handled);
}

/**
 * Makes the class of requests whose signal is their handler's, and whose `text()` and `json()` bypass the stream of the body. Everything else
 * is set in the constructor: `new Request(request)` and `fetch(request)` read internal state, which a subclass cannot fill in later.
 *
 * The class is made when first needed, as loading `Request` takes Node some 20 ms.
 */
function makeClass(): HandledRequestClass {
  return class HandledRequest extends (Request as unknown as RequestClass) {
    readonly #handled: Handled;
    readonly #body: RequestBody | undefined;
    #signal: AbortSignal | undefined;

    constructor(url: string, handled: Handled) {
      const body = bodyOf(handled);
      super(url, initOf(handled.command, body));
      this.#handled = handled;
      this.#body = body;
      const { headers } = this;
      for (const [name, value] of handled.headers.items()) headers.append(name, value); // passing a list in `init` takes twice as long
    }

    /** Made on demand: making it, and having the request follow it, takes half as long as everything else together. */
    override get signal(): AbortSignal {
      this.#signal ??= this.#handled.signal;
      return this.#signal;
    }

    override text(): Promise<string> {
      return this.#wholeBody?.text() ?? super.text();
    }

    override json(): Promise<unknown> {
      return this.#wholeBody?.text().then(JSON.parse) ?? super.json();
    }

    /** The copy has the same signal. */
    override clone(): Request {
      return Object.defineProperty(super.clone(), "signal", { get: () => this.signal });
    }

    /** The body, unless its stream has been used, or locked as `clone` does. */
    get #wholeBody(): RequestBody | undefined {
      return this.#body?.stream.locked === false && !this.bodyUsed ? this.#body : undefined;
    }
  };
}

/** Undefined if there is no body, or the method is GET or HEAD: a `Request` cannot have one then. */
function bodyOf(handled: Handled): RequestBody | undefined {
  const { command, rfile } = handled;
  return rfile.isAtEnd || command === "GET" || command === "HEAD" ? undefined : new RequestBody(handled);
}

/** The `init` of the native constructor; none for a GET, its default. `duplex`: the response may begin before the body has been read. */
function initOf(command: string | null, body: RequestBody | undefined): RequestInit | undefined {
  if (body !== undefined) return { method: command ?? "", body: body.stream, duplex: "half" };
  return command === "GET" ? undefined : { method: command ?? "" };
}
