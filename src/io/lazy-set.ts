// A set that is nearly always empty: every connection has several.

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

  /** The items, in the order they were added. */
  get items(): Iterable<Item> {
    return this.#all ?? NOTHING;
  }

  /** The same, but empties the set first: items may be added again meanwhile. */
  takeAll(): Iterable<Item> {
    const all = this.#all ?? NOTHING;
    this.#all = undefined;
    return all;
  }
}
