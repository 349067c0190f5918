// What was made of files, remembered under their versions: made once for requests that come together, and for those that come later.

import type { FileStats } from "./file-stats.ts";
import { isSettled, versionKey } from "./file-version.ts";
import { LruCache } from "./lru-cache.ts";

/** Remembers results. Of a file that changed a moment ago nothing is remembered: each request makes its own. */
export class VersionMemory<Result> {
  readonly #results: LruCache<Result>;
  readonly #isLasting: (result: Result) => boolean;
  /** Results being made. */
  readonly #underWay = new Map<string, Promise<Result>>();

  /** Keeps what weighs no more than `maxWeight` together, and of that only what `isLasting`. */
  constructor(maxWeight: number, weightOf: (result: Result) => number, isLasting: (result: Result) => boolean) {
    this.#results = new LruCache(maxWeight, weightOf);
    this.#isLasting = isLasting;
  }

  /**
   * Returns what `make` makes of a version of a file; a promise, unless it is remembered. `subject` is everything else that the result
   * depends on, `settledMs` how long a file must have been left alone, in milliseconds.
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
