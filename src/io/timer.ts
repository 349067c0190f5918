// Timers of Node: how long they can be, and what should come before them; and turns of its event loop.

/** The longest delay of a Node timer, 2^31 - 1 ms; a longer one would be 1 ms. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** A delay that a timer can take: whole, so that it is not over too early, and not too long. */
export function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST_DELAY_MS);
}

/** Lets the others have their turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Calls `act` after a time, and after Node has then read what has come: where it was busy all that time, timers come first, and what
 * came in time would be too late.
 *
 * @returns what calls it off.
 */
export function afterReading(milliseconds: number, act: () => void): () => void {
  let afterwards: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    afterwards = setImmediate(act);
  }, timerDelay(milliseconds));
  return () => {
    clearTimeout(timer);
    clearImmediate(afterwards);
  };
}
