// Node's timers, how long they can be and what should come before them; and turns of its event loop.

/** The longest delay of a Node timer, 2^31 - 1 ms; Node makes a longer one 1 ms. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** Returns a delay that a timer can take: rounded up, so that it does not end too early, and not too long. */
export function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST_DELAY_MS);
}

/** Lets everybody else have a turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Calls `act` after a time, once Node has read what has come by then: if Node was busy all that time, timers come first, and bytes that
 * came in time would seem too late.
 *
 * @returns a function that calls it off.
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
