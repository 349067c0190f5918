// Things that come and go with every connection, in no order.

/** What can be put into a bag. */
export interface BagItem {
  /** Its place in the bag, which the bag sets; -1: it is in none. */
  place: number;
}

/** A place for nothing. */
export const NOWHERE = -1;

/**
 * A set for what lives shortly. `Set` and `Map` make a new table after every so many deletions, and what a table held when it was given up
 * lives on with it until the next full garbage collection: of connections that are used once, a third did.
 */
export class Bag<Item extends BagItem> {
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** What is in the bag at this moment. */
  get items(): Item[] {
    return this.#items.slice();
  }

  /** Puts something in that is in no bag. */
  add(item: Item): void {
    item.place = this.#items.push(item) - 1;
  }

  /** Takes something out, if it is in. */
  delete(item: Item): void {
    const last = this.#items.at(-1);
    if (item.place === NOWHERE || last === undefined) return;
    this.#items[item.place] = last;
    last.place = item.place;
    this.#items.pop();
    item.place = NOWHERE;
  }
}
