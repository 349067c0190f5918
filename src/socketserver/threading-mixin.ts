// Many requests at a time.

import { attempt } from "../io/thenable.ts";
import { Bag, type BagItem, NOWHERE } from "./bag.ts";
import type { BaseServer } from "./base-server.ts";
import type { AnyRequest, Constructor } from "./constructor.ts";
import { reportError } from "./error-report.ts";
import { endFailed } from "./failed-request.ts";
import type { Address } from "./server-address.ts";

/** A request that is being handled, and that `serverClose` waits for. */
interface Thread extends BagItem {
  readonly ended: Promise<void>;
}

/** What `ThreadingMixIn` adds to a server. */
export interface ThreadingMembers {
  /** False: `serverClose` waits for requests that are being handled, so a handler must not await `serverClose`. */
  daemonThreads: boolean;
  /** True: `serverClose` waits for requests that are being handled, unless `daemonThreads` is true. */
  blockOnClose: boolean;
  /** Handles a request to its end; whatever the handler throws goes to `handleError`. */
  processRequestThread(request: AnyRequest, clientAddress: Address): Promise<void>;
}

/**
 * Makes a server handle every request as soon as it arrives (Python's `socketserver.ThreadingMixIn`).
 *
 * Differs from Python: there are no threads. Handlers share one event loop and give way to each other whenever they wait. So a stalled
 * client blocks nobody, but a handler that computes for a second stops the server for a second.
 */
export function ThreadingMixIn<Base extends Constructor<BaseServer<AnyRequest>>>(
  base: Base,
): Base & Constructor<ThreadingMembers> {
  class Threading extends (base as Constructor<BaseServer>) implements ThreadingMembers {
    daemonThreads = false;
    blockOnClose = true;
    override turn: undefined = undefined;
    readonly #threads = new Bag<Thread>();

    override processRequest(request: unknown, clientAddress: Address): void {
      const ended = this.processRequestThread(request, clientAddress).catch((error: unknown) => {
        reportError(clientAddress, error); // thrown by handleError or shutdownRequest: there is nobody else to tell
      });
      if (this.daemonThreads || !this.blockOnClose) return;
      const thread: Thread = { ended, place: NOWHERE };
      this.#threads.add(thread);
      void ended.then(() => this.#threads.delete(thread));
    }

    processRequestThread(request: unknown, clientAddress: Address): Promise<void> {
      // Not `async`: a suspended function costs every connection 400 bytes.
      return attempt(() => this.finishRequest(request, clientAddress)).then(
        () => this.shutdownRequest(request),
        (error: unknown) => endFailed(this, request, clientAddress, error),
      );
    }

    override async serverClose(): Promise<void> {
      await super.serverClose();
      await Promise.all(this.#threads.items.map(({ ended }) => ended));
    }
  }
  return Threading as unknown as Base & Constructor<ThreadingMembers>;
}
