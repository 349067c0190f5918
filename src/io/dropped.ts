// What `write` returns when nobody gets the bytes. It takes a turn of the event loop, so that a handler that writes on and on does not
// block the server.

import { BrokenPipeError } from "../http/errors.ts";

/** How many writes to a client that has gone look as if they had arrived; 8: a short answer is not worth an error, a loop has to end. */
export const QUIET_WRITES = 8;

/** For bytes that were dropped. */
export function dropped(size: number): Promise<number> {
  return new Promise((resolve) => setImmediate(resolve, size));
}

/** For a handler that writes on although its client has gone. Counts as handled: otherwise, not awaited, it would end the process. */
export function refused(): Promise<never> {
  const refusal = new Promise<never>((_resolve, reject) => setImmediate(() => reject(new BrokenPipeError())));
  refusal.catch(() => undefined);
  return refusal;
}
