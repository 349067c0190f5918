// What all servers on a socket have in common: binding, activating, closing.

import type { EventEmitter } from "node:events";
import { logToStderr } from "../io/stderr-log.ts";
import { BaseServer } from "./base-server.ts";
import type { HandlerMaker } from "./handler-maker.ts";
import type { Address, AddressFamily } from "./server-address.ts";

/** What the sockets of all these servers have in common. */
interface BoundSocket {
  ref(): unknown;
  unref(): unknown;
}

/** Calls `bind` and waits until the socket is bound; rejects when it cannot be. */
export function whenBound(socket: EventEmitter, bind: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    bind(() => {
      socket.off("error", reject);
      resolve();
    });
  });
}

/**
 * The base of servers on a socket. A subclass opens and closes the socket, and says what it is bound to.
 *
 * Differs from Python: binding is asynchronous in Node, so the constructor does not do it. `serveForever()` and `handleRequest()` call
 * `serverBind()` and `serverActivate()`; a program that wants the port sooner may call them first. With `bindAndActivate` false nobody but
 * the program calls them.
 */
export abstract class BindingServer<Request> extends BaseServer<Request> {
  /** The family of the address to listen on, where the host is "" or a name. */
  addressFamily: AddressFamily = "IPv4";
  abstract readonly socketType: string;
  /** The socket, from `serverBind` to `serverClose`. */
  abstract socket: BoundSocket | undefined;
  /** Lets several processes use one port (SO_REUSEPORT), from Node 22.12 on. macOS and Windows refuse it (`ENOTSUP`). */
  allowReusePort = false;
  readonly #bindsItself: boolean;
  /** Resolves when the socket has been opened, or has failed to open; undefined while it is not bound. */
  #opening: Promise<unknown> | undefined;
  #isActive = false;
  #isClosed = false;
  #preparation: Promise<void> | undefined;

  constructor(serverAddress: Address, RequestHandlerClass: HandlerMaker<Request>, bindAndActivate = true) {
    super(serverAddress, RequestHandlerClass);
    this.#bindsItself = bindAndActivate;
  }

  /** Opens the socket and binds it to `serverAddress`. */
  abstract openSocket(): Promise<void>;

  /** Closes the socket, if it is open. */
  abstract closeSocket(): Promise<void>;

  /** The address the socket is bound to. */
  abstract boundAddress(): Address;

  /** The socket's file descriptor; -1 where Node does not tell it, and after `serverClose`. */
  abstract fileno(): number;

  /** True from `serverClose` until `serveForever`, `prepare` or `serverBind` opens the server again. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @throws TypeError after `serverClose`: otherwise a loop of calls would open the server again. */
  override async handleRequest(timeout: number | null = this.timeout): Promise<void> {
    if (this.#isClosed) throw new TypeError("The server is closed: handleRequest() does not open it again.");
    await super.handleRequest(timeout);
  }

  /** Binds and activates, where that has not been done; closes the server when it fails. */
  override async prepare(): Promise<void> {
    this.#preparation ??= this.#prepare();
    try {
      await this.#preparation;
    } finally {
      this.#preparation = undefined;
    }
  }

  async #prepare(): Promise<void> {
    if (this.#isActive) return;
    const isBound = this.#opening !== undefined;
    if (!this.#bindsItself && !isBound) {
      throw new TypeError(
        "This server was made with bindAndActivate false: call serverBind() and serverActivate() first.",
      );
    }
    try {
      if (!isBound) await this.serverBind();
      await this.serverActivate();
      this.#isActive = !this.#isClosed; // an override need not call the base method
    } catch (error) {
      const wasClosed = this.#isClosed;
      await this.serverClose();
      this.#isClosed = wasClosed; // the program did not close it, and may try again
      throw error;
    }
  }

  /**
   * Binds the socket to `serverAddress`, then sets that to the real address.
   *
   * Rejects with the system's error when the address cannot be bound; nothing is left open then.
   *
   * Differs from Python: Node binds and listens in one step, so connections queue up from this call on.
   */
  async serverBind(): Promise<void> {
    if (this.#opening !== undefined) throw new TypeError("The server is bound already.");
    this.#isClosed = false;
    const opening = this.openSocket();
    this.#opening = opening.catch(() => undefined);
    try {
      await opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
    this.keepProcessAlive(false);
    this.serverAddress = this.boundAddress();
  }

  /** Called after `serverBind`. */
  override serverActivate(): void | Promise<void> {
    this.#isActive = true;
  }

  /**
   * Closes the socket, ends `serveForever`, and cuts off requests that `getRequest` has not taken yet. A `handleRequest` that is waiting
   * resolves, each later one rejects, so `while (!server.isClosed) await server.handleRequest()` ends.
   */
  override async serverClose(): Promise<void> {
    this.#isClosed = true;
    await this.#opening;
    this.#isActive = false;
    if (this.#opening !== undefined) await this.closeSocket();
    this.#opening = undefined;
    await super.serverClose();
  }

  override keepProcessAlive(isWaiting: boolean): void {
    if (isWaiting) this.socket?.ref();
    else this.socket?.unref();
  }

  /** Told of an error of the bound socket, such as a lack of file descriptors; reports it on stderr. */
  socketFailed(error: Error): void {
    logToStderr(`The server's socket reports an error: ${error.message}\n`);
  }
}
