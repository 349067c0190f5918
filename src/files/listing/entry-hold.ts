// How many entries great listings hold in memory, all together: a client that reads slowly must not make the next one too many.

import { HTTPError } from "../../http/errors.ts";

/** Entries held by all listings; a million are about 300 MB. A directory that has more is listed when no other is. */
const MAX_HELD_ENTRIES = 1_000_000;

let heldCount = 0;

/** The entries one listing holds. */
export class EntryHold {
  readonly #limit: number;
  #count = 0;

  constructor(limit: number = MAX_HELD_ENTRIES) {
    this.#limit = limit;
  }

  /** Holds so many entries from now on. @throws HTTPError 503 if others hold so many that it would be too much. */
  grow(count: number): void {
    const others = heldCount - this.#count;
    if (others > 0 && others + count > this.#limit) {
      throw new HTTPError(503, undefined, "Too many great directories are being listed. Try again later.");
    }
    heldCount = others + count;
    this.#count = count;
  }

  release(): void {
    heldCount -= this.#count;
    this.#count = 0;
  }
}
