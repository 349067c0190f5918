// What was found out about entries a moment ago. Names are read for every request; asking for the size and time of each takes longer than
// all the rest of a listing. They may change at any time without the directory knowing, so what a listing says of them is a moment old in
// any case.

import type { ListedEntry } from "./entry.ts";

/**
 * How old sizes and times may be when a listing is asked for, in milliseconds. A second: nobody reads a size that changes faster, and
 * however many look at a directory, its files are looked at once a second.
 */
export const MAX_DETAILS_AGE_MS = 1000;

/** Entries remembered of all directories; 30,000 with usual names take about 15 MiB. */
const MAX_WEIGHT = 30_000;
/** A longer name counts as several; in characters. */
const USUAL_NAME = 64;

/** The room left for all directories of one `RecentEntries`. */
interface Room {
  weight: number;
}

/** The entries of one directory, all of them looked at within a second. */
export class RecentFolder {
  /** In milliseconds of the memory's clock: from then on, nothing of this may be shown. */
  readonly freshUntil: number;
  readonly #entries = new Map<string, ListedEntry>();
  readonly #room: Room;
  #weight = 0;
  #isDropped = false;

  constructor(freshUntil: number, room: Room) {
    this.freshUntil = freshUntil;
    this.#room = room;
  }

  get(name: string): ListedEntry | undefined {
    return this.#entries.get(name);
  }

  /** Remembers an entry that is about to be looked at, if there is room. Not for links: the handler decides what they tell. */
  add(entry: ListedEntry): void {
    const weight = Math.ceil(entry.name.length / USUAL_NAME);
    if (this.#isDropped || weight > this.#room.weight) return;
    this.#entries.set(entry.name, entry);
    this.#room.weight -= weight;
    this.#weight += weight;
  }

  /** Forgets all entries. Whoever still works with this object remembers nothing more. */
  drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#entries.clear();
    this.#room.weight += this.#weight;
  }
}

/** Remembers entries for a second. */
export class RecentEntries {
  readonly #room: Room;
  readonly #now: () => number;
  /** By path, the oldest first. */
  readonly #folders = new Map<string, RecentFolder>();

  /** `now` is a clock that never goes back, in milliseconds. */
  constructor(maxWeight: number = MAX_WEIGHT, now: () => number = () => performance.now()) {
    this.#room = { weight: maxWeight };
    this.#now = now;
  }

  /** Returns what is remembered of the directory at a path without links. */
  folder(directory: string): RecentFolder {
    const now = this.#now();
    for (const [path, folder] of this.#folders) {
      if (now < folder.freshUntil) break;
      folder.drop();
      this.#folders.delete(path);
    }
    const known = this.#folders.get(directory);
    if (known !== undefined) return known;
    const folder = new RecentFolder(now + MAX_DETAILS_AGE_MS, this.#room);
    this.#folders.set(directory, folder);
    return folder;
  }
}
