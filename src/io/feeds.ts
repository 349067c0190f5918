// What feeds a body by itself: sources that are being written, and streams that others write to.

import { LazySet } from "./lazy-set.ts";

/** Something that writes to an output until it is told to stop. */
export interface Feed {
  /** True while bytes are still to come from it. */
  readonly isAtWork: boolean;
  stop(): void;
}

/** The feeds of an output. */
export class Feeds extends LazySet<Feed> {
  /** True while bytes are still to come from one. */
  get areAtWork(): boolean {
    if (!this.isEmpty) for (const feed of this.items) if (feed.isAtWork) return true;
    return false;
  }

  /** Stops all of them, and forgets them. */
  stop(): void {
    if (!this.isEmpty) for (const feed of this.takeAll()) feed.stop();
  }
}
