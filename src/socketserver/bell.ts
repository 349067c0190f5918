// Sleeping until something happens. Whoever is woken checks for itself what it was.

import { timerDelay } from "../io/timer.ts";

/** Wakes all who sleep. */
export class Bell {
  #sleepers: (() => void)[] = [];

  /** Wakes everybody who sleeps now. */
  ring(): void {
    if (this.#sleepers.length === 0) return;
    for (const wake of this.#sleepers.splice(0)) wake();
  }

  /** Sleeps until the next ring, at most `limitMs` milliseconds. */
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
