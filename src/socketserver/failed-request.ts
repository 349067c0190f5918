// What becomes of a request that failed.

import type { BaseServer } from "./base-server.ts";
import type { Address } from "./server-address.ts";

/** Passes the error to the server's `handleError`, then shuts the request down, even if that throws. */
export async function endFailed<Request>(
  server: BaseServer<Request>,
  request: Request,
  clientAddress: Address,
  error: unknown,
): Promise<void> {
  try {
    await server.handleError(request, clientAddress, error);
  } finally {
    await server.shutdownRequest(request);
  }
}
