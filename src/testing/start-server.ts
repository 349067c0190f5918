// A server for a test: on a free port of the loopback interface, gone when the test is over.

import { serverUrl } from "../server/banner-line.ts";
import { ThreadingHTTPServer } from "../server/http-server.ts";
import { HTTPSServer } from "../server/https-server.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { type HandlerMaker, isClass } from "../socketserver/handler-maker.ts";
import type { Address } from "../socketserver/server-address.ts";

/** How long each step of `close` waits for handlers whose connections were cut: 100 ms. They may be waiting for something else. */
const END_MS = 100;

/** A running server; `await using` ends it. */
export interface RunningServer<Server extends BaseServer = ThreadingHTTPServer> extends AsyncDisposable {
  readonly server: Server;
  /** `http://127.0.0.1:PORT`, without a slash at the end; `https:` for an `HTTPSServer`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Ends the server and cuts its connections. A handler that carries on regardless is left to itself. */
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: any handler that fits the server class
type AnyHandlerMaker = HandlerMaker<any>;

/** A server class such as `ThreadingHTTPServer`. */
export type ServerClass<Server> = new (address: Address, handler: AnyHandlerMaker) => Server;

/** A function that makes a server, for classes that take more arguments: `(...args) => new HTTPSServer(...args, true, { certfile })`. */
export type ServerMaker<Server> = (address: Address, handler: AnyHandlerMaker) => Server;

/** Starts a `ThreadingHTTPServer` with the given handler on a free port of 127.0.0.1. */
export function startServer(handler: AnyHandlerMaker): Promise<RunningServer>;
/** Starts a server of the given class, or of the given function's making, on a free port of 127.0.0.1. */
export function startServer<Server extends BaseServer>(
  handler: AnyHandlerMaker,
  serverClass: ServerClass<Server> | ServerMaker<Server>,
): Promise<RunningServer<Server>>;
export async function startServer(
  handler: AnyHandlerMaker,
  serverClass: ServerClass<BaseServer> | ServerMaker<BaseServer> = ThreadingHTTPServer,
): Promise<RunningServer<BaseServer>> {
  const address: Address = ["127.0.0.1", 0];
  const server = isClass(serverClass) ? new serverClass(address, handler) : serverClass(address, handler);
  await server.prepare();
  const { serverAddress } = server;
  if (typeof serverAddress === "string") {
    await server.serverClose();
    throw new TypeError("startServer() is for servers with a host and a port.");
  }
  const [host, port] = serverAddress;
  const serving = server.serveForever();
  const close = async (): Promise<void> => {
    await server.shutdown();
    await server.closeAllConnections();
    await soon(server.serverClose());
    await soon(serving);
  };
  const url = serverUrl(host, port, server instanceof HTTPSServer).replace(/\/$/, "");
  return { server, url, host, port, close, [Symbol.asyncDispose]: close };
}

/** Waits for a server to end, but no longer than `END_MS`. */
async function soon(ending: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, END_MS);
  });
  await Promise.race([ending, late]).finally(() => clearTimeout(timer));
}
