// The processes of one forking server, as seen by any of them.

import type { BindingServer } from "./binding-server.ts";
import type { Address } from "./server-address.ts";
import { WorkerPool } from "./worker-pool.ts";
import { givenAddress, leaveCluster, onStop, type Role, report, reportFailure, roleOf } from "./worker-process.ts";

/** What a server does with its socket when it is the only process. */
export interface OwnSocket {
  open(): Promise<void>;
  close(): Promise<void>;
  boundAddress(): Address;
}

/** How many forking servers this program has made: the index of the next one, the same in the primary and in its workers. */
let serverCount = 0;

/** In the primary process: the pool of workers. In a worker: its way to listen, and to leave. */
export class Forks {
  readonly #index = serverCount++;
  readonly #server: BindingServer<unknown>;
  readonly #socket: OwnSocket;
  #role: Role = "alone";
  #isLeaving = false;
  /** Whether the primary was told to stop since it began to open; before that there are no workers to tell. */
  #isStopped = false;
  /** The workers, in the primary once it has forked. */
  pool: WorkerPool | undefined;

  constructor(server: BindingServer<unknown>, socket: OwnSocket) {
    this.#server = server;
    this.#socket = socket;
  }

  /** Forks `size` workers, or listens as one of them. */
  async open(size: number): Promise<void> {
    const role = roleOf(this.#index);
    this.#role = role;
    if (role === "alone") return this.#socket.open();
    if (role === "primary") return this.#fork(size);
    onStop(() => void this.#server.shutdown());
    if (role === "worker") await this.#listen();
  }

  async #fork(size: number): Promise<void> {
    const { serverAddress } = this.#server;
    this.pool = undefined;
    this.#isStopped = false;
    const address = serverAddress[1] === 0 ? await this.#findPort() : serverAddress;
    this.pool = new WorkerPool({ size, serverIndex: this.#index, address }, () => this.#server.wakeUp());
    if (this.#isStopped) this.pool.stop();
    await this.pool.start();
  }

  /** Finds a free port: workers that are forked later have to listen on the same one as the first. */
  async #findPort(): Promise<Address> {
    await this.#socket.open();
    const address = this.#socket.boundAddress();
    await this.#socket.close();
    return address;
  }

  async #listen(): Promise<void> {
    this.#server.serverAddress = givenAddress();
    await this.#socket.open().catch(reportFailure);
    await report({ basehttp: "listening", address: this.#socket.boundAddress() });
  }

  /** Where the workers listen. */
  boundAddress(): Address {
    if (this.#role === "bystander") return this.#server.serverAddress;
    return this.pool?.address ?? this.#socket.boundAddress();
  }

  /**
   * Handles a request with `handle`, which is told how many seconds it may wait for one. A worker waits without limit, and tells the
   * primary when it has handled one. The primary waits for that, or calls `handleTimeout`.
   */
  async handleRequest(timeout: number | null, handle: (timeout: number | null) => Promise<void>): Promise<void> {
    if (this.#role === "worker") {
      await handle(null);
      await report({ basehttp: "handled" });
    } else if (this.pool === undefined) {
      await handle(timeout);
    } else if (!(await this.pool.handled(timeout === null ? Number.POSITIVE_INFINITY : timeout * 1000))) {
      await this.#server.handleTimeout();
    }
  }

  /** Asks the workers to come to an end, and lets none be forked any more. */
  stop(): void {
    this.#isStopped = true;
    this.pool?.stop();
  }

  /** Ends this process, if it is a worker, after the requests it has in hand. */
  async leave(): Promise<void> {
    if (this.#role !== "worker" || this.#isLeaving) return;
    this.#isLeaving = true;
    await this.#server.serverClose();
    await this.#server.drain(Number.POSITIVE_INFINITY);
    leaveCluster();
  }
}
