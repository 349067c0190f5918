// What gives a body its bytes by itself: sources that are being written, and streams that others write to.

/** Something that writes to an output until it is told to stop. */
export interface Feed {
  /** True while bytes are still to come of it. */
  readonly isAtWork: boolean;
  stop(): void;
}

/** The feeds of an output. They cost next to nothing while there are none, as nearly always. */
export class Feeds {
  #all: Set<Feed> | undefined;

  /** True while bytes are still to come of one. */
  get areAtWork(): boolean {
    if (this.#all !== undefined) for (const feed of this.#all) if (feed.isAtWork) return true;
    return false;
  }

  add(feed: Feed): void {
    this.#all ??= new Set();
    this.#all.add(feed);
  }

  delete(feed: Feed): void {
    this.#all?.delete(feed);
  }

  /** Stops all of them, and forgets them. */
  stop(): void {
    const all = this.#all;
    this.#all = undefined;
    if (all !== undefined) for (const feed of all) feed.stop();
  }
}
