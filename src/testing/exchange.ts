// One connection without a socket: bytes in, bytes out.

import { MemoryTransport } from "../io/memory-transport.ts";
import { attempt } from "../io/thenable.ts";
import { nextTurn } from "../io/timer.ts";
import { ThreadingHTTPServer } from "../server/http-server.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import type { HandlerMaker } from "../socketserver/handler-maker.ts";
import type { StreamRequest } from "../socketserver/request-handlers.ts";
import type { Address } from "../socketserver/server-address.ts";

/** The client's address. */
const CLIENT: Address = ["127.0.0.1", 50000];

/** What came of an exchange. */
export interface Exchange {
  /** All that was written. */
  readonly output: Buffer;
  /** The same, write by write. */
  readonly writes: readonly Buffer[];
  /** True if the connection was cut rather than ended. */
  readonly wasReset: boolean;
}

/**
 * Lets a handler answer the given bytes as if they came over a connection that the client then half-closes.
 *
 * `input` may be several pieces, which arrive one after another; an async iterable may wait between them. Strings are latin-1. The server
 * is a `ThreadingHTTPServer` that is not bound. The handler's errors go to stderr, as they do in a server.
 */
export async function exchange(
  handler: HandlerMaker<StreamRequest>,
  input: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<Exchange> {
  const transport = new MemoryTransport();
  // The server's requests are sockets otherwise, but nothing it does here needs one.
  const server = new ThreadingHTTPServer(["127.0.0.1", 0], handler) as unknown as BaseServer<StreamRequest>;
  const handling = attempt(() => server.finishRequest(transport, CLIENT)).catch((error: unknown) =>
    server.handleError(transport, CLIENT, error),
  );
  const pieces = typeof input === "string" || input instanceof Uint8Array ? [input] : input;
  for await (const piece of pieces) {
    await nextTurn();
    transport.send(piece);
  }
  transport.sendEnd();
  await handling;
  return { output: transport.output, writes: transport.writes, wasReset: transport.wasReset };
}
