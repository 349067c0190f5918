// What comes to a server.

import type { Address } from "./server-address.ts";

/** A request as it arrives: what a handler is made for, and who sent it. */
export type Arrival<Request> = readonly [request: Request, clientAddress: Address];
