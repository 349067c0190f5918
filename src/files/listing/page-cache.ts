// Pages of directories that did not change. A page holds names and what they are, and nothing of the files: these may change without
// the directory knowing.

import { statSync } from "node:fs";
import { systemPath } from "../file-name.ts";
import { FileStats } from "../file-stats.ts";

/** All pages together; 16 MiB, some 200,000 names. */
const MAX_BYTES = 16_777_216;
/** How long a directory must have been left alone before its page is kept; 2 s, the coarsest clock of a file system (FAT). */
const SETTLED_MS = 2000;
const NS_PER_MS = 1_000_000n;

/** A page, and the directory as it was before it was read. */
interface Entry {
  readonly stats: FileStats;
  readonly title: string;
  readonly page: Buffer;
}

/** Keeps pages, those that were asked for last. */
export class PageCache {
  readonly #maxBytes: number;
  readonly #settledMs: number;
  /** By directory; the one that was not asked for for longest is the first. */
  readonly #entries: Map<string, Entry> = new Map();
  #bytes = 0;

  constructor(maxBytes: number = MAX_BYTES, settledMs: number = SETTLED_MS) {
    this.#maxBytes = maxBytes;
    this.#settledMs = settledMs;
  }

  /** What the kept pages take, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the page of a directory under a title, if `stats` says that the directory is unchanged. */
  get(directory: string, stats: FileStats, title: string): Buffer | undefined {
    const entry = this.#entries.get(directory);
    if (entry === undefined) return undefined;
    this.#entries.delete(directory);
    if (entry.title !== title || !entry.stats.equals(stats)) {
      this.#bytes -= entry.page.length;
      return undefined;
    }
    this.#entries.set(directory, entry);
    return entry.page;
  }

  /** Keeps a page that was made of what a directory held after `stats` was taken, unless the directory has changed a moment ago. */
  keep(directory: string, stats: FileStats, title: string, page: Buffer): void {
    const isSettled = Date.now() - Number(stats.ctimeNs / NS_PER_MS) > this.#settledMs;
    if (!isSettled || page.length > this.#maxBytes / 2) return;
    this.#bytes += page.length - (this.#entries.get(directory)?.page.length ?? 0);
    this.#entries.delete(directory);
    this.#entries.set(directory, { stats, title, page });
    for (const [oldest, { page: old }] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#entries.delete(oldest);
      this.#bytes -= old.length;
    }
  }
}

/** Returns what tells whether a directory has changed; undefined if it cannot be told. */
export function directoryStats(directory: string): FileStats | undefined {
  try {
    return new FileStats(statSync(systemPath(directory), { bigint: true }));
  } catch {
    return undefined; // reading it will say why
  }
}
