// The server on a TCP socket.

import type { ListenOptions, Server, Socket } from "node:net";
import { cutLargeWrites } from "../io/large-writes.ts";
import { resetSocket } from "../io/reset-socket.ts";
import { nextTurn } from "../io/timer.ts";
import { BindingServer, whenBound } from "./binding-server.ts";
import { closeLingering, endOutput } from "./close-lingering.ts";
import { ConnectionCounter } from "./connection-counter.ts";
import { findAddress } from "./find-address.ts";
import { type Address, addressOf, bindingOf } from "./server-address.ts";

/** Connections the system queues until they are accepted; 511, as in nginx. With CPython's 5, 300 parallel fetches time out. */
const REQUEST_QUEUE_SIZE = 511;

/**
 * A server on a TCP socket (Python's `socketserver.TCPServer`); a request is a connection.
 *
 * `serverAddress` is `[host, port]`; the host `""` means all interfaces, the port 0 a free one. After `serverBind` it
 * is the real address.
 *
 * Class attributes: `addressFamily`, `socketType`, `requestQueueSize`, `allowReuseAddress`, `allowReusePort`,
 * `maxConnections`, `maxConnectionsPerAddress`.
 */
export class TCPServer extends BindingServer<Socket> {
  override readonly socketType: string = "stream";
  /** How many connections the system queues until they are accepted. Differs from Python: 511, not 5. */
  requestQueueSize: number = REQUEST_QUEUE_SIZE;
  /** Differs from Python: on POSIX systems Node sets SO_REUSEADDR on every listening socket, whatever the value of this attribute. */
  allowReuseAddress = false;
  /** How many connections may be open at a time; Infinity: as many as the system allows. Further ones are refused, and counted as 503. */
  maxConnections: number = Number.POSITIVE_INFINITY;
  /** How many of these may come from one address; Infinity, as many clients may share one. */
  maxConnectionsPerAddress: number = Number.POSITIVE_INFINITY;
  /** The listening socket, from `serverBind` to `serverClose`. */
  override socket: Server | undefined;
  readonly #counter = new ConnectionCounter();

  override async openSocket(): Promise<void> {
    const options = await this.#resolve(this.listenOptions());
    const socket = this.createSocket();
    await whenBound(socket, (done) => socket.listen(options, done));
    socket.on("error", (error) => this.socketFailed(error));
    this.socket = socket;
  }

  /** Left to itself, Node would accept an address of either family for a name. */
  async #resolve(options: ListenOptions): Promise<ListenOptions> {
    if (options.host === undefined) return options;
    const { address } = await findAddress(options.host, this.addressFamily === "IPv6" ? 6 : 4);
    return { ...options, host: address };
  }

  override async closeSocket(): Promise<void> {
    this.socket?.close();
    this.socket = undefined;
    await nextTurn(); // the system closes the descriptor in this turn
  }

  /** Makes the listening socket, which passes connections that are ready to be served to `connectionArrived`. */
  createSocket(): Server {
    const { createServer } = process.getBuiltinModule("node:net");
    return createServer({ allowHalfOpen: true }, (connection) => this.connectionArrived(connection));
  }

  /** Takes a connection that is ready to be served; `isAdmitted` means that it has been counted already. */
  connectionArrived(connection: Socket, isAdmitted = false): void {
    connection.on("error", ignoreLostPeer);
    cutLargeWrites(connection); // in pieces, a response shows whether the client takes any of it
    const clientAddress = this.clientAddressOf(connection);
    if (this.socket === undefined || clientAddress === undefined) {
      connection.destroy();
    } else if (isAdmitted || this.admitConnection(connection, clientAddress)) {
      this.requestArrived(connection, clientAddress);
    } else {
      this.countRefusal(503);
      this.refuseConnection(connection);
    }
  }

  /** Ends a connection that exceeds a limit, and so is not counted. */
  refuseConnection(connection: Socket): void {
    connection.destroy();
  }

  /** Counts a connection in, unless that would exceed a limit. @returns whether it is admitted. */
  admitConnection(connection: Socket, clientAddress: Address): boolean {
    if (Math.min(this.maxConnections, this.maxConnectionsPerAddress) === Number.POSITIVE_INFINITY) return true;
    const host = typeof clientAddress === "string" ? clientAddress : clientAddress[0];
    const exceeded = this.#counter.admit(host, this);
    if (exceeded !== undefined) {
      this.handleRefusal(clientAddress, `more than ${exceeded}`);
      return false;
    }
    connection.once("close", () => this.#counter.leave(host));
    return true;
  }

  /**
   * Called for every connection that is refused, with the reason: `more than maxConnections` or `more than maxConnectionsPerAddress`. Does
   * nothing here; may be overridden.
   */
  handleRefusal(_clientAddress: Address, _reason: string): void {}

  /** The address of a connection's other side; undefined when the client left before it was known. */
  clientAddressOf(connection: Socket): Address | undefined {
    if (this.addressFamily === "Unix") return "";
    const { remoteAddress, remotePort, remoteFamily } = connection;
    return remoteAddress === undefined ? undefined : addressOf(remoteAddress, remotePort, remoteFamily);
  }

  /** The options the socket is told to listen with. */
  listenOptions(): ListenOptions {
    const { serverAddress, requestQueueSize: backlog } = this;
    if (this.addressFamily === "Unix") return { path: serverAddress as string, backlog };
    const { host, port } = bindingOf(serverAddress, this.addressFamily);
    return { host, port, backlog, ...(this.allowReusePort ? { reusePort: true } : {}) };
  }

  override boundAddress(): Address {
    const bound = this.socket?.address();
    return typeof bound === "object" && bound !== null
      ? addressOf(bound.address, bound.port, bound.family)
      : (bound ?? "");
  }

  override fileno(): number {
    const handle = (this.socket as { _handle?: { fd?: number } } | undefined)?._handle;
    return handle?.fd ?? -1;
  }

  /** Ends the connection: everything written arrives first, then the client sees the end. */
  override shutdownRequest(request: Socket): void | Promise<void> {
    endOutput(request);
    return this.closeRequest(request);
  }

  override closeRequest(request: Socket): void | Promise<void> {
    closeLingering(request);
  }

  override abortRequest(request: Socket): void {
    resetSocket(request);
  }
}

/** A peer that vanishes is not an error of the server; the connection's "close" event tells everyone who waits for it. */
function ignoreLostPeer(): void {}
