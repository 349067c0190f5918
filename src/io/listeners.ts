// Functions that are to be called when something happens.

import { LazySet } from "./lazy-set.ts";

/** A set of functions. */
export class Listeners extends LazySet<() => void> {
  /** Calls all of them, and forgets them. */
  tell(): void {
    for (const listener of this.takeAll()) listener();
  }
}
