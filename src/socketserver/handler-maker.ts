// What a server makes handlers with: a class, or a function that returns a handler.

import type { Address } from "./server-address.ts";

/** What a server calls on a handler. */
export interface RequestHandler {
  setup(): void | Promise<void>;
  handle(): void | Promise<void>;
  finish(): void | Promise<void>;
  /** Called when the server is asked to stop. */
  serverStopping?(): void;
  /** Called once a second, to enforce time limits; `now` is in milliseconds of a monotonic clock. */
  tick?(now: number): void;
}

// biome-ignore lint/suspicious/noExplicitAny: a handler class may narrow the types of its arguments.
type Arguments = [request: any, clientAddress: any, server: any];

/**
 * A handler class, or a factory: Python's `lambda *args: Handler(self, *args)`. `_Request` tells the reader what handlers are made for;
 * TypeScript could not check it without refusing handlers that ask for less.
 */
export type HandlerMaker<_Request = unknown> =
  | (new (
      ...args: Arguments
    ) => RequestHandler)
  | ((...args: Arguments) => RequestHandler);

const NO_MAKER = "RequestHandlerClass is neither a class nor a function that returns a handler.";

/** Makes a handler. @throws TypeError when a factory returns none, or `maker` is neither a class nor a function. */
export function makeHandler(
  maker: HandlerMaker,
  request: unknown,
  clientAddress: Address,
  server: unknown,
): RequestHandler {
  if (typeof maker !== "function") throw new TypeError(NO_MAKER);
  if (isClass(maker)) return new maker(request, clientAddress, server);
  const handler = (maker as (...args: Arguments) => RequestHandler | undefined)(request, clientAddress, server);
  if (typeof handler?.handle === "function") return handler;
  throw new TypeError(NO_MAKER);
}

/**
 * Tells a class from a function: a class's `prototype` cannot be reassigned, a function's can, and an arrow function has
 * none (ECMA-262 §15.7.14).
 */
export function isClass<Args extends unknown[], Instance>(
  maker: (new (...args: Args) => Instance) | ((...args: Args) => Instance),
): maker is new (
  ...args: Args
) => Instance {
  return Object.getOwnPropertyDescriptor(maker, "prototype")?.writable === false;
}
