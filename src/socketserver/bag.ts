// Things that come and go with every connection, in no order.

/** What can be put into a bag. */
export interface BagItem {
  /** Its place in the bag, which the bag sets; -1: it is in none. */
  place: number;
}

/** The place of what is in no bag. */
export const NOWHERE = -1;

/**
 * A set for what is short-lived. `Set` and `Map` make a new table after every so many deletions, and what the old one held lives on with it
 * until the next full garbage collection: a third of all connections that are used once did.
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

  /** Puts in an item that is in no bag. */
  add(item: Item): void {
    item.place = this.#items.push(item) - 1;
  }

  /** Takes an item out, if it is in. */
  delete(item: Item): void {
    const last = this.#items.at(-1);
    if (item.place === NOWHERE || last === undefined) return;
    this.#items[item.place] = last;
    last.place = item.place;
    this.#items.pop();
    item.place = NOWHERE;
  }
}
