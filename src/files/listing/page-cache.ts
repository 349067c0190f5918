// Pages of directories that did not change. The names on a page are as fresh as the request: the directory is asked. What a page tells of
// the files may change without the directory knowing, and therefore has a time until which it may be told. So has every page, as there are
// directories that never say that they changed: those of FAT on Windows, and of many a store that is mounted as a disk.

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

/** How a cache differs from the usual one. */
export interface PageCacheOptions {
  readonly maxBytes?: number;
  /** How long a directory must have been left alone before pages of it are kept, in milliseconds. */
  readonly settledMs?: number;
  /** In milliseconds since some moment; never goes back. */
  readonly now?: () => number;
}

/** The place for one page of one version of a directory. */
export interface PageSlot {
  /** The page that was kept here, if it may still be shown. */
  readonly page: Buffer | undefined;
  /** Keeps the page, which was made after this place was asked for; until then it may be shown, by default for a second from that time. */
  keep(page: Buffer, freshUntil?: number): void;
}

/** Keeps pages, those that were asked for last. */
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
   * Returns the place for a page: that of a directory as it is now, on a subject, which is everything else that the page depends on.
   * Undefined if the directory has changed a moment ago, or nothing is known of it: its pages are not kept.
   *
   * To be asked for before the directory is read, and with its path without links, which is the one that is read: a link on the way to
   * it may have been turned since it was found.
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
