// Who may handle a request now, in a server that handles one at a time. First come, first served.

/** A lock that is given out in order of asking, while it is open. At first it is closed. */
export class Turn {
  #isTaken = false;
  #isOpen = false;
  readonly #waiting: (() => void)[] = [];
  readonly #watching: (() => void)[] = [];

  /** True while nobody has it. */
  get isFree(): boolean {
    return !this.#isTaken;
  }

  /** Lets those who wait have it, one after another. */
  open(): void {
    this.#isOpen = true;
    if (!this.#isTaken) this.#handOn();
  }

  /** Lets nobody have it after the one who has it now. */
  close(): void {
    this.#isOpen = false;
  }

  /** Waits for the turn; undefined when it was to be had at once. */
  take(): Promise<void> | undefined {
    if (this.#isOpen && !this.#isTaken) {
      this.#isTaken = true;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Gives the turn back, and to the next in line. */
  release(): void {
    this.#isTaken = false;
    for (const notice of this.#watching.splice(0)) notice();
    if (this.#isOpen) this.#handOn();
  }

  /** Waits until the one who has the turn gives it back; undefined when nobody has it. */
  released(): Promise<void> | undefined {
    if (!this.#isTaken) return undefined;
    return new Promise((resolve) => {
      this.#watching.push(resolve);
    });
  }

  #handOn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#isTaken = true;
    next();
  }
}
