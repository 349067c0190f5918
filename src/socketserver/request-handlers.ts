// The handlers of socketserver: one object for each request. Constructors only assign; the server calls the rest.

import type { Socket as DatagramSocket } from "node:dgram";
import type { Socket } from "node:net";
import { BufferedReader } from "../io/buffered-reader.ts";
import { InputBuffer } from "../io/input-buffer.ts";
import { MemoryTransport } from "../io/memory-transport.ts";
import { ResponseWriter } from "../io/response-writer.ts";
import { SocketTransport } from "../io/socket-transport.ts";
import { isTransport, type Transport } from "../io/transport.ts";
import type { BaseServer } from "./base-server.ts";
import type { Address } from "./server-address.ts";

/**
 * The base of request handlers.
 *
 * Attributes: `request`, `clientAddress`, `server`. To override: `setup()`, `handle()`, `finish()`; each may return a
 * promise. `finish` runs even if `handle` throws, but not if `setup` does.
 *
 * Differs from Python: the constructor only assigns; the server then calls `setup`, `handle` and `finish`. In JavaScript a subclass's
 * fields do not exist yet while its base's constructor runs.
 */
export class BaseRequestHandler<Request = unknown, Server extends BaseServer = BaseServer> {
  readonly request: Request;
  readonly clientAddress: Address;
  readonly server: Server;

  // Between classes with several signatures TypeScript does not compare type parameters, so a parameter of type `typeof BaseRequestHandler`
  // accepts subclasses.
  constructor(...args: [request: Request, clientAddress: Address, server: Server]);
  constructor(request: Request, clientAddress: Address, server: Server);
  constructor(request: Request, clientAddress: Address, server: Server) {
    this.request = request;
    this.clientAddress = clientAddress;
    this.server = server;
  }

  setup(): void | Promise<void> {}

  handle(): void | Promise<void> {}

  finish(): void | Promise<void> {}

  /** Called when the server is asked to stop: a handler that is only waiting for its client should end. */
  serverStopping(): void {}

  /** Called once a second, to enforce time limits; `now` is in milliseconds of a monotonic clock. */
  tick(_now: number): void {}
}

/** What a stream handler is made for: a connection's socket, or any transport. */
export type StreamRequest = Socket | Transport;

/**
 * A handler with the connection as two files: `rfile` to read, `wfile` to write.
 *
 * Class attributes: `timeout` in seconds of silence (null: none), `disableNagleAlgorithm`.
 *
 * Differs from Python: `rbufsize` and `wbufsize` do not exist. Reading is buffered. What is written in one turn of the event loop leaves
 * together, and Nagle's algorithm, which would delay it, is off.
 */
export class StreamRequestHandler<Server extends BaseServer = BaseServer> extends BaseRequestHandler<
  StreamRequest,
  Server
> {
  timeout: number | null = null;
  disableNagleAlgorithm = true;
  /** The same as `request`. */
  connection!: StreamRequest;
  rfile!: BufferedReader;
  wfile!: ResponseWriter;

  override setup(): void | Promise<void> {
    const { request } = this;
    this.connection = request;
    const transport = isTransport(request) ? request : new SocketTransport(request);
    if (!isTransport(request) && this.disableNagleAlgorithm) request.setNoDelay(true);
    const input = new InputBuffer(transport);
    this.rfile = new BufferedReader(input);
    this.wfile = new ResponseWriter(transport);
    if (this.timeout !== null) transport.setTimeout(this.timeout * 1000);
    transport.attach(input, this.wfile);
  }

  override finish(): void | Promise<void> {
    const flushed = this.wfile.flush();
    if (typeof flushed !== "number") return Promise.resolve(flushed).then(() => undefined);
  }
}

/** What a datagram handler is made for: one packet, and the socket it came through. */
export type DatagramRequest = readonly [packet: Buffer, socket: DatagramSocket];

/**
 * A handler with one packet as a file: `rfile` reads it, and everything written to `wfile` is sent back as one packet.
 *
 * Attributes: `packet`, `socket`.
 */
export class DatagramRequestHandler extends BaseRequestHandler<DatagramRequest> {
  packet!: Buffer;
  socket!: DatagramSocket;
  rfile!: BufferedReader;
  wfile!: ResponseWriter;
  readonly #reply = new MemoryTransport();

  override setup(): void | Promise<void> {
    [this.packet, this.socket] = this.request;
    const input = new InputBuffer(this.#reply);
    this.rfile = new BufferedReader(input);
    this.wfile = new ResponseWriter(this.#reply);
    input.push(this.packet);
    input.pushEnd();
  }

  override async finish(): Promise<void> {
    await this.wfile.flush();
    const [host, port] = this.clientAddress as readonly [string, number];
    const packet = this.#reply.output;
    await new Promise<void>((resolve, reject) => {
      this.socket.send(packet, port, host, (error) => (error === null ? resolve() : reject(error)));
    });
  }
}
