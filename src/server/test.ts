// Serving in one call, to try a handler out.

import { type HandlerMaker, makeHandler } from "../socketserver/handler-maker.ts";
import type { Address } from "../socketserver/server-address.ts";
import type { TCPServer } from "../socketserver/tcp-server.ts";
import { isWorker } from "../socketserver/worker-process.ts";
import { bannerLine } from "./banner-line.ts";
import { BaseHTTPRequestHandler } from "./base-handler.ts";
import { bindBestFamily } from "./bind-best-family.ts";
import { ThreadingHTTPServer } from "./http-server.ts";
import type { TlsOptions } from "./https-server.ts";

// biome-ignore lint/suspicious/noExplicitAny: any handler that fits the server class
type AnyHandlerMaker = HandlerMaker<any>;

/** A server class such as `ThreadingHTTPServer`, or `ThreadingHTTPSServer`, which needs `tlsCert`. */
export type TestServerClass =
  | (new (
      address: Address,
      handler: AnyHandlerMaker,
    ) => TCPServer)
  | (new (
      address: Address,
      handler: AnyHandlerMaker,
      bindAndActivate: boolean,
      tls: TlsOptions,
    ) => TCPServer);

/** The keyword arguments of Python's `test`. */
export interface TestOptions {
  /** The `protocolVersion` of the handlers; by default `HTTP/1.0`. */
  readonly protocol?: string;
  /** By default 8000. */
  readonly port?: number;
  /** The address or name to listen on; by default all interfaces. */
  readonly bind?: string | null;
  /** The path of the certificate chain, for a server class with TLS. */
  readonly tlsCert?: string | URL | null;
  readonly tlsKey?: string | URL | null;
  readonly tlsPassword?: string | Uint8Array | null;
}

/**
 * Serves until Ctrl-C, to try a handler out (Python's `http.server.test`): prints the address on stdout, then handles requests.
 *
 * Rejects when the server cannot be made, or its address cannot be bound.
 *
 * Differs from Python: after Ctrl-C it resolves, where Python ends the process; connections are cut off, and `SIGINT` has the same effect
 * as before the call.
 */
export async function test(
  HandlerClass: AnyHandlerMaker = BaseHTTPRequestHandler,
  ServerClass: TestServerClass = ThreadingHTTPServer,
  options: TestOptions = {},
): Promise<void> {
  const { protocol = "HTTP/1.0", port = 8000, bind, tlsCert, tlsKey, tlsPassword } = options;
  const address: Address = [bind ?? "", port];
  const isSecure = tlsCert !== undefined && tlsCert !== null;
  const tls = { certfile: tlsCert ?? "", keyfile: tlsKey, password: tlsPassword };
  const server = new ServerClass(address, speaking(HandlerClass, protocol), true, tls);
  await bindBestFamily(server);
  const interrupt = (): void => {
    say("\nKeyboard interrupt received, exiting.\n");
    void server.shutdown();
    void server.closeAllConnections(); // a server that handles one request at a time waits for the one in hand
  };
  process.once("SIGINT", interrupt);
  say(`${bannerLine(server.serverAddress, isSecure)}\n`);
  try {
    await server.serveForever();
  } finally {
    process.off("SIGINT", interrupt);
    await server.closeAllConnections();
    await server.serverClose();
  }
}

/** Writes to stdout; the workers of a forking server leave that to its primary process. */
function say(text: string): void {
  if (!isWorker()) process.stdout.write(text);
}

/** Makes handlers with another `protocolVersion`. */
function speaking(maker: AnyHandlerMaker, protocol: string): AnyHandlerMaker {
  return (request, clientAddress, server) => {
    const handler = makeHandler(maker, request, clientAddress, server);
    (handler as { protocolVersion?: string }).protocolVersion = protocol;
    return handler;
  };
}
