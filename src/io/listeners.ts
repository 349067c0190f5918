// Functions that are to be called when something happens.

/** A set of functions. It costs next to nothing while it is empty, as that of nearly every connection is. */
export class Listeners {
  #all: Set<() => void> | undefined;

  get isEmpty(): boolean {
    return this.#all === undefined || this.#all.size === 0;
  }

  add(listener: () => void): void {
    this.#all ??= new Set();
    this.#all.add(listener);
  }

  delete(listener: () => void): void {
    this.#all?.delete(listener);
  }

  /** Calls all of them, and forgets them. */
  tell(): void {
    const all = this.#all;
    this.#all = undefined;
    if (all !== undefined) for (const listener of all) listener();
  }
}
