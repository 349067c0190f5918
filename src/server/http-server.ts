// The HTTP servers without TLS.

import type { Socket } from "node:net";
import { closeLingering } from "../socketserver/close-lingering.ts";
import type { Constructor } from "../socketserver/constructor.ts";
import type { Address } from "../socketserver/server-address.ts";
import { TCPServer } from "../socketserver/tcp-server.ts";
import { type ThreadingMembers, ThreadingMixIn } from "../socketserver/threading-mixin.ts";
import { RefusalLog } from "./refusal-log.ts";

/** When a refused client may try again; 1 s: connections come and go. */
const RETRY_AFTER_SECONDS = 1;
/** A head is all there is to send, as no request has been read. */
const TOO_MANY_CONNECTIONS = `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${RETRY_AFTER_SECONDS}\r\n\
Content-Length: 0\r\nConnection: close\r\n\r\n`;
/** How many refused connections may stay open for their clients to close: no other limit counts these. The oldest is closed first. */
const MAX_REFUSED = 16;

/**
 * A TCP server for HTTP (Python's `http.server.HTTPServer`): it knows its `serverName` and `serverPort`.
 *
 * It handles one request at a time, in order of arrival. A connection that is idle, or whose request head is still arriving, holds nobody
 * up. `ThreadingHTTPServer` handles many requests at a time.
 */
export class HTTPServer extends TCPServer {
  override allowReuseAddress = true;
  /** The port, once bound. */
  serverPort = 0;
  #serverName: string | undefined;
  /** Connections that were refused and are still open, the oldest first. */
  readonly #refused = new Set<Socket>();
  readonly #refusalLog = new RefusalLog();

  override async serverBind(): Promise<void> {
    await super.serverBind();
    const { serverAddress } = this;
    if (typeof serverAddress !== "string") this.serverPort = serverAddress[1];
  }

  override async serverClose(): Promise<void> {
    await super.serverClose();
    this.#refusalLog.flush();
  }

  /** Answers a connection that exceeds a limit with 503, and closes it. */
  override refuseConnection(connection: Socket): void {
    connection.write(TOO_MANY_CONNECTIONS, "latin1");
    closeLingering(connection);
    const refused = this.#refused;
    refused.add(connection);
    connection.once("close", () => refused.delete(connection));
    const [oldest] = refused;
    if (oldest === undefined || refused.size <= MAX_REFUSED) return;
    refused.delete(oldest);
    oldest.destroy();
  }

  /**
   * Called for every connection that is refused, with the reason: those of `TCPServer`, or `HTTP without TLS`. Logs to stderr, at most one
   * line a minute for each reason. Override it to count refusals, to log elsewhere, or not at all.
   */
  override handleRefusal(clientAddress: Address, reason: string): void {
    this.#refusalLog.note(typeof clientAddress === "string" ? "" : clientAddress[0], reason);
  }

  /**
   * The name of the host: `localhost` when bound to a loopback address, the machine's name when bound to all addresses,
   * else the address itself. May be set.
   *
   * Differs from Python: no name server is asked; in Python that can delay the start by minutes.
   */
  get serverName(): string {
    this.#serverName ??= nameOf(typeof this.serverAddress === "string" ? "" : this.serverAddress[0]);
    return this.#serverName;
  }

  set serverName(name: string) {
    this.#serverName = name;
  }
}

function nameOf(host: string): string {
  if (host === "::1" || host.startsWith("127.")) return "localhost";
  return host === "" || host === "0.0.0.0" || host === "::" ? process.getBuiltinModule("node:os").hostname() : host;
}

const ThreadingHTTPServerBase: typeof HTTPServer & Constructor<ThreadingMembers> = ThreadingMixIn(HTTPServer);

/**
 * An HTTP server that handles requests as they arrive, many at a time (Python's `http.server.ThreadingHTTPServer`).
 *
 * `daemonThreads` is true: `serverClose` does not wait for requests that are being handled; `drain` does.
 */
export class ThreadingHTTPServer extends ThreadingHTTPServerBase {
  override daemonThreads = true;
}
