// A Request of Fetch that a handler has. What costs time is made when it is asked for, where a Request allows that.

import type { HTTPMessage } from "../http/message.ts";
import { RequestBody, type Requested } from "./request-body.ts";

/** Of whom the request is. */
interface Handled extends Requested {
  readonly command: string | null;
  readonly headers: HTTPMessage;
  readonly signal: AbortSignal;
}

/** What is overridden; TypeScript has fields there, which neither a method nor an accessor can override. */
interface Overridden {
  readonly signal: AbortSignal;
  text(): Promise<string>;
  json(): Promise<unknown>;
  clone(): Request;
}

type RequestClass = new (url: string, init?: RequestInit) => Omit<Request, keyof Overridden> & Overridden;
type HandledRequestClass = new (url: string, handled: Handled) => Request;

let HandledRequest: HandledRequestClass | undefined;

/** Makes the request of a handler. @throws TypeError where its URL is none. */
export function requestOf(url: string, handled: Handled): Request {
  HandledRequest ??= makeClass();
  return new HandledRequest(url, handled);
}

/**
 * Makes the class of requests whose signal is their handler's, and whose body is read past its stream where somebody wants all of it at once.
 * All else is in them from the beginning: `new Request(request)` and `fetch(request)` take it from where a subclass cannot put it later.
 *
 * It is made when it is first needed: to load `Request` takes Node some 20 ms.
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
      for (const [name, value] of handled.headers.items()) headers.append(name, value); // a list in `init` would take twice as long
    }

    /** Made when it is asked for: to make it, and to have the request follow it, takes as long as half of all the rest. */
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

    /** The copy is aborted with the request. */
    override clone(): Request {
      return Object.defineProperty(super.clone(), "signal", { get: () => this.signal });
    }

    /** The body, if nobody has touched its stream; to clone the request locks it. */
    get #wholeBody(): RequestBody | undefined {
      return this.#body?.stream.locked === false && !this.bodyUsed ? this.#body : undefined;
    }
  };
}

/** A `Request` for GET or HEAD cannot have a body. */
function bodyOf(handled: Handled): RequestBody | undefined {
  const { command, rfile } = handled;
  return rfile.isAtEnd || command === "GET" || command === "HEAD" ? undefined : new RequestBody(handled);
}

/** What a `Request` is told; nothing where it is a GET, as it is anyway. The response may begin before all of the body was read. */
function initOf(command: string | null, body: RequestBody | undefined): RequestInit | undefined {
  if (body !== undefined) return { method: command ?? "", body: body.stream, duplex: "half" };
  return command === "GET" ? undefined : { method: command ?? "" };
}
