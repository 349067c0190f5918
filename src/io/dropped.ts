// What `write` returns where nobody gets the bytes. It takes a turn of the event loop: a handler that writes on and on must not stop the
// server.

import { BrokenPipeError } from "../http/errors.ts";

/** Writes to a client that has gone which are taken as from any other; 8: a short answer is not worth an error, a loop comes to its end. */
export const QUIET_WRITES = 8;

/** For bytes that were dropped. */
export function dropped(size: number): Promise<number> {
  return new Promise((resolve) => setImmediate(resolve, size));
}

/** For bytes of a handler that writes on although its client has gone. Nobody has to look at it: that would end the process. */
export function refused(): Promise<never> {
  const refusal = new Promise<never>((_resolve, reject) => setImmediate(() => reject(new BrokenPipeError())));
  refusal.catch(() => undefined);
  return refusal;
}
