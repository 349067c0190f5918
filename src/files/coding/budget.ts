// Limits how many may work at the same time, and how many may wait for their turn.

/** A number of shares. Each share taken is given back once. */
export class Budget {
  #free: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];

  constructor(shares: number, maxWaiting: number) {
    this.#free = shares;
    this.#maxWaiting = maxWaiting;
  }

  /** Takes a share: at once, or when its turn comes. @returns "none" if too many are waiting already. */
  take(): "taken" | Promise<"taken"> | "none" {
    if (this.#free > 0) {
      this.#free--;
      return "taken";
    }
    if (this.#waiting.length >= this.#maxWaiting) return "none";
    return new Promise((resolve) => this.#waiting.push(() => resolve("taken")));
  }

  /** Gives a share back; whoever has waited longest gets it. */
  giveBack(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
