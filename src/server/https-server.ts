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

/** Options of Node that the server decides itself, or has an option of its own for. */
const DECIDED = [
  "cert",
  "key",
  "passphrase",
  "ALPNProtocols",
  "ALPNCallback",
  "allowHalfOpen",
  "handshakeTimeout",
] as const;

/** The options of Node's `tls.createServer` that the server does not decide itself. */
export type FurtherTlsOptions = Omit<NodeTlsOptions, (typeof DECIDED)[number]>;

/** The keyword arguments of Python's `HTTPSServer`, and what a Python program sets on its `context`. */
export interface TlsOptions {
  /** The path of the certificate chain, PEM. */
  readonly certfile: string | URL;
  /** The path of the private key, PEM; by default it is in `certfile`. */
  readonly keyfile?: string | URL | null | undefined;
  /** The password of the private key. */
  readonly password?: string | Uint8Array | null | undefined;
  /** The protocols offered by ALPN, in order of preference; by default `["http/1.1"]`. */
  readonly alpnProtocols?: readonly string[] | null | undefined;
  /**
   * Further options for `tls.createServer`, passed on as they are: `requestCert` and `ca`, to know clients by their certificates,
   * `minVersion`, `ciphers`, `SNICallback` and others.
   */
  readonly tls?: FurtherTlsOptions | undefined;
}

const OPTIONS: ReadonlySet<string> = new Set(["certfile", "keyfile", "password", "alpnProtocols", "tls"]);

/**
 * An HTTP server over TLS (Python's `http.server.HTTPSServer`).
 *
 * The constructor reads and checks the certificate and the key. From `serverBind` on, `socket` is a `tls.Server`, with `addContext` and
 * `setSecureContext`. In a handler `connection` is a `tls.TLSSocket`, with `getPeerCertificate` where `tls` has `requestCert`.
 *
 * @throws ErrnoException when a file cannot be read; an OpenSSL error when certificate and key do not match, or the password is wrong.
 * TypeError for an unknown option, and for one in `tls` that the server decides itself.
 *
 * Differs from Python: a connection is handed on only after its TLS handshake, for which a client has `handshakeMs`; so a stalled client
 * does not keep others from being accepted. `maxConnections` and `maxConnectionsPerAddress` count it from the start of the handshake; one
 * that exceeds them is closed without an answer.
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
      connection.allowHalfOpen = true; // not earlier: a client that ends during the handshake is gone
      this.#handshaking.delete(peerOf(connection));
      this.connectionArrived(connection, true); // counted when its handshake began
    });
    server.on("connection", (connection: Socket) => this.#handshakeBegins(connection));
    server.on("tlsClientError", (error, connection) => this.#handshakeFailed(error, connection));
    return server;
  }

  /**
   * @throws TypeError on a Unix socket.
   *
   * Differs from Python: not possible on a Unix socket, where connections cannot be told apart during their handshake.
   */
  override async serverBind(): Promise<void> {
    if (this.addressFamily === "Unix")
      throw new TypeError("An HTTPSServer listens on a port: a Unix socket needs no TLS.");
    await super.serverBind();
  }

  override async serverClose(): Promise<void> {
    for (const connection of this.#handshaking.values()) connection.destroy();
    await super.serverClose();
  }

  /** A failed handshake is usually the client's own affair. But a client that speaks HTTP without TLS takes the server for dead. */
  #handshakeFailed(error: NodeJS.ErrnoException, connection: Socket): void {
    const clientAddress = this.clientAddressOf(connection);
    connection.destroy();
    if (error.code === "ERR_SSL_HTTP_REQUEST") this.handleRefusal(clientAddress ?? "", "HTTP without TLS");
  }

  /** Counts connections from here on, so that limits hold during handshakes too. One that exceeds a limit gets no answer. */
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

/** @throws TypeError for an option that would be ignored: it may have been meant to keep somebody out. */
function checkNames(options: TlsOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.has(name));
  if (unknown !== undefined)
    throw new TypeError(`There is no option ${unknown}; options of Node's tls.createServer go into tls.`);
  const decided = DECIDED.find((name) => name in (options.tls ?? {}));
  if (decided !== undefined) throw new TypeError(`The option tls cannot have ${decided}: the server decides that.`);
}

/** Identifies a connection among those of its server; a TLS socket and the plain socket below it have the same name. */
function peerOf(connection: Socket): string {
  return `${connection.remoteAddress} ${connection.remotePort}`;
}

const ThreadingHTTPSServerBase: typeof HTTPSServer & Constructor<ThreadingMembers> = ThreadingMixIn(HTTPSServer);

/** An HTTPS server that handles requests as they arrive, many at a time (Python's `http.server.ThreadingHTTPSServer`). */
export class ThreadingHTTPSServer extends ThreadingHTTPSServerBase {
  override daemonThreads = true;
}
