// Small files in memory, as fresh as the request: a file is taken from here only if the system, asked for this very request, says that it
// is still the one that was read, unchanged. Requests that had all arrived before the system was asked may share its answer.
//
// A file that changed a moment ago is not kept: it may change again within the same tick of its file system's clock, and then nobody could
// tell.

import { fstatSync, readSync, type Stats, statSync } from "node:fs";
import { eventBatch } from "../io/event-batch.ts";
import { CachedFile } from "./cached-file.ts";
import { systemPath } from "./file-name.ts";
import { isSettled, SETTLED_MS } from "./file-version.ts";
import type { SymlinkPolicy } from "./place.ts";
import type { OpenedFile } from "./stored-file.ts";

/** The limits of a cache. */
export interface FileCacheLimits {
  /** Larger files are not kept; in bytes. */
  readonly maxFileBytes: number;
  /** All files together, in bytes. */
  readonly maxBytes: number;
  /** How long a file must have been left alone before it is kept, in milliseconds: longer than a tick of its file system's clock. */
  readonly settledMs: number;
}

/** 256 KiB for each file, above which reading costs little compared with sending; 64 MiB in all. */
const DEFAULT_LIMITS: FileCacheLimits = { maxFileBytes: 262144, maxBytes: 67108864, settledMs: SETTLED_MS };

/** What an entry takes besides the file's bytes; about 1 KiB. */
const ENTRY_BYTES = 1024;

/** Stands for no batch of events. */
const NEVER = -1;

const STAT_OPTIONS = { throwIfNoEntry: false } as const;

/** A kept file, and where it was found. */
interface Entry {
  readonly shelf: Shelf;
  readonly path: string;
  /** The path as `node:fs` takes it. */
  readonly systemPath: string | Buffer;
  readonly file: CachedFile;
  /** What the system said of the file just before its bytes were read. */
  readonly stats: Stats;
  /** The batch of events in which the system was last asked, for requests that may share its answer. */
  lookedIn: number;
  /** Whether it was asked for since it was last considered for removal. */
  isUsed: boolean;
}

/** The kept files of one directory, served under one policy: a file that one policy allows may be out of bounds under another. */
interface Shelf {
  readonly directory: string;
  readonly policy: SymlinkPolicy;
  readonly entries: Map<string, Entry>;
}

/** A cache of small files. One cache serves many handlers. */
export class FileCache {
  readonly #limits: FileCacheLimits;
  readonly #shelves: Shelf[] = [];
  /** All entries, in the order in which they are considered for removal. */
  readonly #entries: Set<Entry> = new Set();
  #bytes = 0;

  constructor(limits: Partial<FileCacheLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** What the kept files take, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Returns the file at a path as it is at this moment or, if `mayShare`, as it was when the system was last asked in the present batch of
   * events; undefined if it is not kept.
   */
  get(path: string, directory: string, policy: SymlinkPolicy, mayShare: boolean = false): CachedFile | undefined {
    const entry = this.#shelf(directory, policy)?.entries.get(path);
    if (entry === undefined) return undefined;
    if (!(mayShare ? isSameInBatch(entry) : isSame(entry))) {
      this.#drop(entry);
      return undefined;
    }
    entry.isUsed = true;
    return entry.file;
  }

  /**
   * Reads a small file that was opened at a path, and keeps it.
   *
   * @returns the kept file, after closing the opened one; or the opened one if it is not to be kept or cannot be read: whoever sends it
   * will see why.
   */
  keep(opened: OpenedFile, path: string, directory: string, policy: SymlinkPolicy): CachedFile | OpenedFile {
    if (opened.stats.size > this.#limits.maxFileBytes || !isSettled(opened.stats, this.#limits.settledMs))
      return opened;
    const content = readWhole(opened);
    if (content === undefined) return opened;
    const file = new CachedFile(opened.stats, content.bytes);
    const present = this.#shelf(directory, policy)?.entries.get(path);
    if (present !== undefined) this.#drop(present); // this may remove its shelf
    const shelf = this.#shelf(directory, policy) ?? this.#addShelf(directory, policy);
    const { stats } = content;
    this.#add({ shelf, path, systemPath: systemPath(path), file, stats, lookedIn: NEVER, isUsed: false });
    opened.close();
    return file;
  }

  #shelf(directory: string, policy: SymlinkPolicy): Shelf | undefined {
    for (const shelf of this.#shelves) if (shelf.directory === directory && shelf.policy === policy) return shelf;
    return undefined;
  }

  #addShelf(directory: string, policy: SymlinkPolicy): Shelf {
    const shelf: Shelf = { directory, policy, entries: new Map() };
    this.#shelves.push(shelf);
    return shelf;
  }

  #add(entry: Entry): void {
    entry.shelf.entries.set(entry.path, entry);
    this.#entries.add(entry);
    this.#bytes += bytesOf(entry);
    for (const candidate of this.#entries) {
      if (this.#bytes <= this.#limits.maxBytes) return;
      this.#entries.delete(candidate);
      if (candidate.isUsed) {
        candidate.isUsed = false;
        this.#entries.add(candidate); // behind the others: it stays if it is used before its next turn
      } else {
        this.#forget(candidate);
      }
    }
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry);
    this.#forget(entry);
  }

  #forget(entry: Entry): void {
    const { shelf } = entry;
    shelf.entries.delete(entry.path);
    this.#bytes -= bytesOf(entry);
    if (shelf.entries.size === 0) this.#shelves.splice(this.#shelves.indexOf(shelf), 1);
  }
}

function bytesOf({ file }: Entry): number {
  return file.heldBytes + ENTRY_BYTES;
}

/** Asks the system, unless it was asked in this batch of events already. */
function isSameInBatch(entry: Entry): boolean {
  const batch = eventBatch();
  if (entry.lookedIn === batch) return true;
  entry.lookedIn = batch;
  return isSame(entry);
}

/** Asks the system whether the path still leads to the same file, unchanged. */
function isSame({ stats: kept, systemPath: path }: Entry): boolean {
  let now: Stats | undefined;
  try {
    now = statSync(path, STAT_OPTIONS);
  } catch {
    return false; // it cannot be reached any more; opening it will say why
  }
  return (
    now !== undefined &&
    now.ctimeMs === kept.ctimeMs &&
    now.mtimeMs === kept.mtimeMs &&
    now.size === kept.size &&
    now.ino === kept.ino &&
    now.dev === kept.dev
  );
}

/**
 * Reads a file, and what the system says of it beforehand. Undefined if it cannot be read, or changed meanwhile: if a settled file changes,
 * so do its times.
 */
function readWhole(opened: OpenedFile): { readonly bytes: Buffer; readonly stats: Stats } | undefined {
  try {
    const stats = fstatSync(opened.fd);
    const bytes = Buffer.allocUnsafeSlow(opened.stats.size);
    const bytesRead = readSync(opened.fd, bytes, 0, bytes.length, 0);
    return bytesRead === bytes.length && !opened.hasChanged() ? { bytes, stats } : undefined;
  } catch {
    return undefined;
  }
}
