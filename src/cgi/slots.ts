// Limits how many scripts run at the same time; further requests wait for one of them to end.

import { timerDelay } from "../io/timer.ts";
import type { CgiLimits } from "./limits.ts";

/** How a wait for a slot ended: it was taken, too many were waiting, it took too long, or the client left meanwhile. */
export type SlotResult = "taken" | "full" | "late" | "gone";

/** The bounds of a wait. */
export type SlotBounds = Pick<CgiLimits, "maxProcesses" | "maxQueued" | "queueMs">;

/** The slots of one server. Whoever takes one gives it back. */
export class ProcessSlots {
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  /** Takes a slot, in order of arrival. The wait ends when `signal` aborts. */
  take({ maxProcesses, maxQueued, queueMs }: SlotBounds, signal: AbortSignal): Promise<SlotResult> {
    if (signal.aborted) return Promise.resolve("gone");
    if (this.#taken < maxProcesses) {
      this.#taken++;
      return Promise.resolve("taken");
    }
    if (this.#waiting.size >= maxQueued) return Promise.resolve("full");
    return new Promise((resolve) => {
      const end = (result: SlotResult): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", leave);
        this.#waiting.delete(enter);
        resolve(result);
      };
      const enter = (): void => end("taken");
      const leave = (): void => end("gone");
      const timer = setTimeout(end, timerDelay(queueMs), "late");
      signal.addEventListener("abort", leave);
      this.#waiting.add(enter);
    });
  }

  /** Gives a slot back, to whoever has waited longest. */
  release(): void {
    const [next] = this.#waiting;
    if (next !== undefined) next();
    else this.#taken--;
  }
}
