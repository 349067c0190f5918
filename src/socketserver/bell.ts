// Sleeping until something happens. Whoever is woken looks for itself at what it was.

/** Wakes all who sleep. */
export class Bell {
  #sleepers: (() => void)[] = [];

  /** Wakes everybody who sleeps now. */
  ring(): void {
    if (this.#sleepers.length === 0) return;
    for (const wake of this.#sleepers.splice(0)) wake();
  }

  /** Sleeps until the next ring, `limitMs` milliseconds at most. */
  wait(limitMs: number = Number.POSITIVE_INFINITY): Promise<void> {
    return new Promise((resolve) => {
      if (limitMs === Number.POSITIVE_INFINITY) {
        this.#sleepers.push(resolve);
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== wake);
        resolve();
      }, timerDelay(limitMs));
      this.#sleepers.push(wake);
    });
  }
}

/** The longest delay of a Node timer, 2^31 - 1 ms; a longer one would be 1 ms. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** A delay that a timer can take: whole, so that it is not over too early, and not too long. */
export function timerDelay(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST_DELAY_MS);
}
