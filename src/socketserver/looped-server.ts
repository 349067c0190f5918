// What the request loop needs of a server.

import type { Address } from "./server-address.ts";
import type { Turn } from "./turn.ts";

/** A request as it arrives: what a handler is made on, and who sent it. */
export type Arrival<Request> = readonly [request: Request, clientAddress: Address];

/** A server that a loop gets requests for. `BaseServer` is one, and says what its methods do. */
export interface LoopedServer<Request> {
  readonly serverAddress: Address;
  readonly turn: Turn | undefined;
  prepare(): Promise<void>;
  keepProcessAlive(isWaiting: boolean): void;
  serviceActions(): void | Promise<void>;
  handleTimeout(): void | Promise<void>;
  getRequest(): Arrival<Request> | Promise<Arrival<Request>>;
  verifyRequest(request: Request, clientAddress: Address): boolean | Promise<boolean>;
  processRequest(request: Request, clientAddress: Address): void | Promise<void>;
  shutdownRequest(request: Request): void | Promise<void>;
  abortRequest(request: Request): void | Promise<void>;
  handleError(request: Request, clientAddress: Address, error: unknown): void | Promise<void>;
}
