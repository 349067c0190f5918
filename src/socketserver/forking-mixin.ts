// Several processes. forks.ts knows which of them this one is, and what it has to do.

import type { BindingServer } from "./binding-server.ts";
import type { AnyRequest, Constructor } from "./constructor.ts";
import { Forks } from "./forks.ts";
import type { Address } from "./server-address.ts";
import type { TCPServer } from "./tcp-server.ts";
import { type ThreadingMembers, ThreadingMixIn } from "./threading-mixin.ts";

/** What `ForkingMixIn` adds to a server. */
export interface ForkingMembers extends ThreadingMembers {
  /** How many workers there are, at most `maxChildren`; by default as many as the machine has processors. */
  workers: number;
  /** Python's bound on its child processes. */
  maxChildren: number;
  /** The process ids of the workers; null before there are any, and in a worker. */
  readonly activeChildren: ReadonlySet<number> | null;
  /** If `blocking`, waits until all workers have ended. Otherwise does nothing: Node reaps its children. */
  collectChildren(blocking?: boolean): Promise<void>;
}

/**
 * Makes a server handle its requests in several processes (Python's `socketserver.ForkingMixIn`), each of which handles many at a time.
 *
 * The same program runs in all of them. In the first process, the primary, `serverBind` forks the workers and waits until they listen; in a
 * worker `serverBind` listens. A worker that dies is replaced. `shutdown` in the primary lets the workers finish the requests they have in
 * hand; `serverClose` waits until they have ended, unless `blockOnClose` is false. When the primary dies, its workers end at once.
 *
 * In the primary, `handleRequest` resolves when the `handleRequest` of a worker has handled a request, or when the primary has called
 * `handleTimeout`. In a worker it waits without a limit of its own.
 *
 * `serverBind` and `serveForever` reject when a worker cannot listen, and when workers keep ending as soon as they have begun.
 *
 * Differs from Python: a fixed number of workers takes the place of a process for each request, which Node is not good at. What a handler
 * changes in memory is seen in its own worker only. `shutdown` in a handler ends its worker, which is replaced.
 */
export function ForkingMixIn<Base extends Constructor<BindingServer<AnyRequest>>>(
  base: Base,
): Base & Constructor<ForkingMembers> {
  class Forking extends ThreadingMixIn(base as unknown as Constructor<TCPServer>) implements ForkingMembers {
    override timeout: number | null = 300;
    workers: number = process.getBuiltinModule("node:os").availableParallelism();
    maxChildren = 40;
    readonly #forks: Forks = new Forks(this, {
      open: () => super.openSocket(),
      close: () => super.closeSocket(),
      boundAddress: () => super.boundAddress(),
    });

    get activeChildren(): ReadonlySet<number> | null {
      return this.#forks.pool?.pids ?? null;
    }

    override openSocket(): Promise<void> {
      return this.#forks.open(Math.max(1, Math.min(this.workers, this.maxChildren)));
    }

    override boundAddress(): Address {
      return this.#forks.boundAddress();
    }

    override async handleRequest(timeout: number | null = this.timeout): Promise<void> {
      if (this.isClosed) return super.handleRequest(timeout); // which rejects
      await this.prepare();
      await this.#forks.handleRequest(timeout, (limit) => super.handleRequest(limit));
    }

    override serviceActions(): void {
      this.#forks.pool?.check();
    }

    async collectChildren(blocking = false): Promise<void> {
      if (blocking) await this.#forks.pool?.ended();
    }

    override async shutdown(): Promise<void> {
      this.#forks.stop();
      await super.shutdown();
      void this.#forks.leave();
    }

    override async serverClose(): Promise<void> {
      this.#forks.stop();
      await super.serverClose();
      await this.collectChildren(this.blockOnClose);
      void this.#forks.leave();
    }

    /** Waits until the workers have ended, `graceMs` milliseconds at most. @returns how many had to be killed. */
    override async drain(graceMs: number): Promise<number> {
      return this.#forks.pool?.drain(graceMs) ?? super.drain(graceMs);
    }

    override async closeAllConnections(): Promise<void> {
      this.#forks.pool?.kill();
      await super.closeAllConnections();
    }
  }
  return Forking as unknown as Base & Constructor<ForkingMembers>;
}
