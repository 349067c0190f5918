// Remembers what was made of a version of a file: it is made once, for requests that come together and for those that come later.

import type { FileStats } from "./file-stats.ts";
import { isSettled, versionKey } from "./file-version.ts";
import { LruCache } from "./lru-cache.ts";

/** Remembers results. For a file that changed a moment ago nothing is remembered: each request makes its own. */
export class VersionMemory<Result> {
  readonly #results: LruCache<Result>;
  readonly #isLasting: (result: Result) => boolean;
  /** Results that are being made. */
  readonly #underWay = new Map<string, Promise<Result>>();

  /** Keeps results that are `isLasting`, as long as they weigh no more than `maxWeight` together. */
  constructor(maxWeight: number, weightOf: (result: Result) => number, isLasting: (result: Result) => boolean) {
    this.#results = new LruCache(maxWeight, weightOf);
    this.#isLasting = isLasting;
  }

  /**
   * Returns what `make` makes of a version of a file; a promise, unless it is remembered. `subject` is everything else that the result
   * depends on; `settledMs` is how long a file must have been left alone, in milliseconds.
   */
  get(stats: FileStats, subject: string, settledMs: number, make: () => Promise<Result>): Result | Promise<Result> {
    if (!isSettled(stats, settledMs)) return make();
    const key = `${versionKey(stats)} ${subject}`;
    const known = this.#results.get(key) ?? this.#underWay.get(key);
    if (known !== undefined) return known;
    const making = this.#makeAndKeep(key, make).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, making);
    return making;
  }

  async #makeAndKeep(key: string, make: () => Promise<Result>): Promise<Result> {
    const result = await make();
    if (this.#isLasting(result)) this.#results.set(key, result);
    return result;
  }
}
