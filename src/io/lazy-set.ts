// A set that nearly always is empty: every connection has some.

const NOTHING: readonly never[] = [];

/** A set. It costs next to nothing while it is empty. */
export class LazySet<Item> {
  #all: Set<Item> | undefined;

  get isEmpty(): boolean {
    return this.#all === undefined || this.#all.size === 0;
  }

  add(item: Item): void {
    this.#all ??= new Set();
    this.#all.add(item);
  }

  delete(item: Item): void {
    this.#all?.delete(item);
  }

  /** What is in it, in order of its coming. */
  get items(): Iterable<Item> {
    return this.#all ?? NOTHING;
  }

  /** The same, and forgets it first: it may come back meanwhile. */
  takeAll(): Iterable<Item> {
    const all = this.#all ?? NOTHING;
    this.#all = undefined;
    return all;
  }
}
