// Pages of directories that did not change. A page holds names and what they are, and nothing of the files: these may change without
// the directory knowing.

import { statSync } from "node:fs";
import { systemPath } from "../file-name.ts";
import { FileStats } from "../file-stats.ts";
import { isSettled, SETTLED_MS, versionKey } from "../file-version.ts";
import { LruCache } from "../lru-cache.ts";

/** All pages together; 16 MiB, some 200,000 names. */
const MAX_BYTES = 16_777_216;

/** Keeps pages, those that were asked for last. */
export class PageCache {
  readonly #pages: LruCache<Buffer>;
  readonly #settledMs: number;

  constructor(maxBytes: number = MAX_BYTES, settledMs: number = SETTLED_MS) {
    this.#pages = new LruCache(maxBytes, ({ length }) => length);
    this.#settledMs = settledMs;
  }

  /** Returns the page that was made of this version of a directory under a title. */
  get(directory: FileStats, title: string): Buffer | undefined {
    return this.#pages.get(keyOf(directory, title));
  }

  /** Keeps a page that was made after `directory` was asked for, unless the directory has changed a moment before. */
  keep(directory: FileStats, title: string, page: Buffer): void {
    if (isSettled(directory, this.#settledMs)) this.#pages.set(keyOf(directory, title), page);
  }
}

function keyOf(directory: FileStats, title: string): string {
  return `${versionKey(directory)} ${title}`;
}

/**
 * Returns what tells whether a directory has changed; undefined if it cannot be told. To be asked of the path without links, which is the
 * one that is read: a link on the way to it may have been turned since it was found.
 */
export function directoryStats(directory: string): FileStats | undefined {
  try {
    return new FileStats(statSync(systemPath(directory), { bigint: true }));
  } catch {
    return undefined; // reading it will say why
  }
}
