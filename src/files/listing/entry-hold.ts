// Limits how many entries large listings hold in memory, all together: while clients read slowly, the next listing must not be one too
// many.

import { HTTPError } from "../../http/errors.ts";

/** The most entries that all listings hold; a million take about 300 MB. A larger directory is listed only while no other one is. */
const MAX_HELD_ENTRIES = 1_000_000;

let heldCount = 0;

/** The entries one listing holds. */
export class EntryHold {
  readonly #limit: number;
  #count = 0;

  constructor(limit: number = MAX_HELD_ENTRIES) {
    this.#limit = limit;
  }

  /** Holds this many entries from now on. @throws HTTPError 503 if other listings leave too little room. */
  grow(count: number): void {
    const others = heldCount - this.#count;
    if (others > 0 && others + count > this.#limit) {
      throw new HTTPError(503, undefined, "Too many large directories are being listed. Try again later.");
    }
    heldCount = others + count;
    this.#count = count;
  }

  release(): void {
    heldCount -= this.#count;
    this.#count = 0;
  }
}
