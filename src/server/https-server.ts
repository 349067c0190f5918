// The HTTP servers with TLS. The TLS module is loaded when the first one is made.

import { readFileSync } from "node:fs";
import type { Server, Socket } from "node:net";
import type { TlsOptions as NodeTlsOptions } from "node:tls";
import { timerDelay } from "../io/timer.ts";
import type { Constructor } from "../socketserver/constructor.ts";
import type { HandlerMaker } from "../socketserver/handler-maker.ts";
import type { Address } from "../socketserver/server-address.ts";
import { type ThreadingMembers, ThreadingMixIn } from "../socketserver/threading-mixin.ts";
import { HTTPServer } from "./http-server.ts";

/** How long a client may take for the TLS handshake; 30 s, the limit for a request head. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** What the server decides for itself, or has an option of its own for. */
const DECIDED = [
  "cert",
  "key",
  "passphrase",
  "ALPNProtocols",
  "ALPNCallback",
  "allowHalfOpen",
  "handshakeTimeout",
] as const;

/** What can be asked of Node's `tls.createServer`, which is all that the server does not decide for itself. */
export type FurtherTlsOptions = Omit<NodeTlsOptions, (typeof DECIDED)[number]>;

/** The keyword arguments of Python's `HTTPSServer`, and what is set on its `context` there. */
export interface TlsOptions {
  /** The path of the certificate chain, PEM. */
  readonly certfile: string | URL;
  /** The path of the private key, PEM; by default it is in `certfile`. */
  readonly keyfile?: string | URL | null | undefined;
  /** The password of the private key. */
  readonly password?: string | Uint8Array | null | undefined;
  /** The protocols offered by ALPN, best first; by default `["http/1.1"]`. */
  readonly alpnProtocols?: readonly string[] | null | undefined;
  /**
   * What else `tls.createServer` takes, such as `requestCert` and `ca` to know clients by their certificates, `minVersion`, `ciphers`,
   * `SNICallback`. It is handed on as it is.
   */
  readonly tls?: FurtherTlsOptions | undefined;
}

const OPTIONS: ReadonlySet<string> = new Set(["certfile", "keyfile", "password", "alpnProtocols", "tls"]);

/**
 * An HTTP server over TLS (Python's `http.server.HTTPSServer`).
 *
 * The constructor reads and checks certificate and key. From `serverBind` on `socket` is a `tls.Server`, with `addContext` and
 * `setSecureContext`. In a handler `connection` is a `tls.TLSSocket`, with `getPeerCertificate` where `tls` has `requestCert`.
 *
 * @throws ErrnoException when a file cannot be read; an OpenSSL error when they do not fit, or the password is wrong. TypeError for an
 * option there is not, and for one in `tls` that is not decided there.
 *
 * Differs from Python: a connection arrives when its TLS handshake is done, within `handshakeMs`, so a stalled client does
 * not keep others from being accepted. `maxConnections` and `maxConnectionsPerAddress` count it before, and one too many is
 * closed without an answer.
 */
export class HTTPSServer extends HTTPServer {
  readonly #tls: NodeTlsOptions;
  /** How many milliseconds a client may take for the TLS handshake. */
  handshakeMs: number = HANDSHAKE_TIMEOUT_MS;
  /** Connections whose handshake is not done, by peer: nobody else knows them yet. */
  readonly #handshaking = new Map<string, Socket>();

  constructor(
    serverAddress: Address,
    RequestHandlerClass: HandlerMaker<Socket>,
    bindAndActivate: boolean,
    options: TlsOptions,
  ) {
    super(serverAddress, RequestHandlerClass, bindAndActivate);
    checkNames(options);
    const { certfile, keyfile, password, alpnProtocols, tls } = options;
    this.#tls = {
      ...tls,
      cert: readFileSync(certfile),
      key: readFileSync(keyfile ?? certfile),
      ALPNProtocols: [...(alpnProtocols ?? ["http/1.1"])],
      ...(password === undefined || password === null ? {} : { passphrase: Buffer.from(password).toString() }),
    };
    process.getBuiltinModule("node:tls").createSecureContext(this.#tls);
  }

  override createSocket(): Server {
    const tls = process.getBuiltinModule("node:tls");
    const options = { ...this.#tls, handshakeTimeout: timerDelay(this.handshakeMs) };
    const server = tls.createServer(options, (connection) => {
      connection.allowHalfOpen = true; // not before: who ends in the handshake is gone
      this.#handshaking.delete(peerOf(connection));
      this.connectionArrived(connection, true); // counted when its handshake began
    });
    server.on("connection", (connection: Socket) => this.#handshakeBegins(connection));
    server.on("tlsClientError", (error, connection) => this.#handshakeFailed(error, connection));
    return server;
  }

  /** Differs from Python: not on a Unix socket, where connections in their handshake could not be told from each other. @throws TypeError there. */
  override async serverBind(): Promise<void> {
    if (this.addressFamily === "Unix")
      throw new TypeError("An HTTPSServer listens on a port: a Unix socket needs no TLS.");
    await super.serverBind();
  }

  override async serverClose(): Promise<void> {
    for (const connection of this.#handshaking.values()) connection.destroy();
    await super.serverClose();
  }

  /** A handshake can fail for many reasons, which are the client's own; but this one is somebody's mistake, and looks like a dead server. */
  #handshakeFailed(error: NodeJS.ErrnoException, connection: Socket): void {
    const clientAddress = this.clientAddressOf(connection);
    connection.destroy();
    if (error.code === "ERR_SSL_HTTP_REQUEST") this.handleRefusal(clientAddress ?? "", "HTTP without TLS");
  }

  /** Connections count from here on: else those that never get beyond the handshake would be without limit. One too many gets no answer. */
  #handshakeBegins(connection: Socket): void {
    const clientAddress = this.clientAddressOf(connection);
    if (clientAddress !== undefined && !this.admitConnection(connection, clientAddress)) {
      this.countRefusal(503);
      return void connection.destroy();
    }
    const peer = peerOf(connection);
    this.#handshaking.set(peer, connection);
    connection.once("close", () => this.#handshaking.delete(peer));
  }
}

/** An option that is ignored may be one that was to keep somebody out. @throws TypeError for one. */
function checkNames(options: TlsOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.has(name));
  if (unknown !== undefined)
    throw new TypeError(`There is no option ${unknown}; what is for Node's tls.createServer goes into tls.`);
  const decided = DECIDED.find((name) => name in (options.tls ?? {}));
  if (decided !== undefined) throw new TypeError(`The option tls cannot have ${decided}: the server decides that.`);
}

/** Tells a connection from all others of its server; a TLS socket and the one below it have the same. */
function peerOf(connection: Socket): string {
  return `${connection.remoteAddress} ${connection.remotePort}`;
}

const ThreadingHTTPSServerBase: typeof HTTPSServer & Constructor<ThreadingMembers> = ThreadingMixIn(HTTPSServer);

/** An HTTPS server that handles requests as they come, many at a time (Python's `http.server.ThreadingHTTPSServer`). */
export class ThreadingHTTPSServer extends ThreadingHTTPSServerBase {
  override daemonThreads = true;
}
