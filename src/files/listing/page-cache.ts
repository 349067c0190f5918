// Pages of directories that did not change. The names on a page are as fresh as the request, as the directory is asked each time. What a
// page tells of the files may change without the directory knowing, so a page is shown until a given time only. This goes for every page,
// as some directories never show that they changed: those of FAT on Windows, and of many a store that is mounted as a disk.

import { statSync } from "node:fs";
import { systemPath } from "../file-name.ts";
import { FileStats } from "../file-stats.ts";
import { isSettled, SETTLED_MS, versionKey } from "../file-version.ts";
import { LruCache } from "../lru-cache.ts";
import { toOwnMemory } from "../own-memory.ts";
import { MAX_DETAILS_AGE_MS } from "./recent-entries.ts";

/** All pages together; 16 MiB, some 200,000 names. */
const MAX_BYTES = 16_777_216;
/** What a page takes besides its bytes and its key; about 512 bytes. */
const ENTRY_BYTES = 512;

interface Page {
  readonly key: string;
  readonly bytes: Buffer;
  /** By the cache's clock. */
  readonly freshUntil: number;
}

/** How a cache differs from the default. */
export interface PageCacheOptions {
  readonly maxBytes?: number;
  /** How long a directory must have been left alone before pages of it are kept, in milliseconds. */
  readonly settledMs?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now?: () => number;
}

/** The place for one page of one version of a directory. */
export interface PageSlot {
  /** The page kept here, if it may still be shown. */
  readonly page: Buffer | undefined;
  /** Keeps the page, which was made after `slotFor` was called. It may be shown until `freshUntil`: by default, a second after that call. */
  keep(page: Buffer, freshUntil?: number): void;
}

/** Keeps the pages asked for most recently. */
export class PageCache {
  readonly #pages: LruCache<Page>;
  readonly #settledMs: number;
  readonly #now: () => number;

  constructor({ maxBytes = MAX_BYTES, settledMs = SETTLED_MS, now = () => performance.now() }: PageCacheOptions = {}) {
    this.#pages = new LruCache(maxBytes, ({ key, bytes }) => bytes.length + key.length + ENTRY_BYTES);
    this.#settledMs = settledMs;
    this.#now = now;
  }

  /**
   * Returns the place for a page of a directory as it is now. `subject` is everything else that the page depends on. Undefined if the
   * directory changed a moment ago, or nothing is known of it: its pages are not kept.
   *
   * To be called before the directory is read, and with its path without links, which is the one that is read: a link on the way to it may
   * lead elsewhere by now.
   */
  slotFor(directory: string, subject: string): PageSlot | undefined {
    const now = this.#now();
    const stats = statsOf(directory);
    if (stats === undefined || !isSettled(stats, this.#settledMs)) return undefined;
    const key = `${versionKey(stats)} ${subject}`;
    const known = this.#pages.get(key);
    return {
      page: known !== undefined && now < known.freshUntil ? known.bytes : undefined,
      keep: (page, freshUntil = now + MAX_DETAILS_AGE_MS) =>
        this.#pages.set(key, { key, bytes: toOwnMemory(page), freshUntil }),
    };
  }
}

function statsOf(directory: string): FileStats | undefined {
  try {
    return new FileStats(statSync(systemPath(directory), { bigint: true }));
  } catch {
    return undefined; // reading it will say why
  }
}
