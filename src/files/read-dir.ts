// Reads a directory. The order is the file system's: sorting is left to the listing.

import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { decodeName, NO_TEXT, systemPath } from "./file-name.ts";
import { type OpenDirectory, openDirectory } from "./open-directory.ts";
import { joinPath } from "./place.ts";

/** A name in a directory, as Python's page shows it. */
export interface ListingEntry {
  /** As `decodeName` returns it. */
  readonly name: string;
  /** True for a directory, and for a link to one. */
  readonly isDirectory: boolean;
  readonly isLink: boolean;
}

/** What an entry is itself; a link is a link, wherever it leads. */
export type EntryType = "directory" | "file" | "link" | "other";

/** A name and what it is. */
export interface DirectoryEntry {
  /** As `decodeName` returns it. */
  readonly name: string;
  readonly type: EntryType;
}

/** An open directory. Whoever opens it closes it. */
export class DirectoryReader {
  readonly #path: string;
  #directory: OpenDirectory | undefined;
  #entries: DirectoryEntry[] = [];
  #isAtEnd = false;
  /** Whether names are read as bytes. Text costs half as much, but has U+FFFD in place of what is not UTF-8. */
  #readsBytes = false;
  /** Names that were read without their types, and are still to be looked at. */
  #names: string[] | undefined;

  /** Opens a directory at its path without links. @throws ErrnoException if it cannot be opened. */
  constructor(path: string) {
    this.#path = path;
    this.#directory = openDirectory(path, "utf8");
  }

  /** How many entries were read. */
  get length(): number {
    return this.#entries.length;
  }

  /**
   * Reads up to `count` more entries, by default all. If a name turns out not to be UTF-8, starts again from the first, with names as
   * bytes.
   *
   * @returns true at the end of the directory.
   * @throws ErrnoException if it cannot be read.
   */
  read(count: number = Number.POSITIVE_INFINITY): boolean {
    if (this.#isAtEnd) return true;
    for (let left = count; left > 0 && !this.#isAtEnd; left--) this.#readOne();
    return this.#isAtEnd;
  }

  /** Hands over what was read. */
  takeEntries(): DirectoryEntry[] {
    return this.#entries.splice(0);
  }

  close(): void {
    this.#directory?.closeSync();
    this.#directory = undefined;
    this.#isAtEnd = true;
  }

  #readOne(): void {
    if (this.#names !== undefined) return this.#lookAtOne(this.#names);
    let entry: Dirent | null | undefined;
    try {
      entry = this.#directory?.readSync() ?? null;
    } catch (error) {
      return this.#readNames(error as NodeJS.ErrnoException);
    }
    if (entry === null) {
      this.#isAtEnd = true;
      return;
    }
    const name: string | Buffer = entry.name;
    const text = Buffer.isBuffer(name) ? decodeName(name) : name;
    if (!this.#readsBytes && text.includes(NO_TEXT)) this.#startAgain();
    else this.#entries.push({ name: text, type: typeOf(entry) });
  }

  /**
   * Reads the names alone. If the file system does not say what its entries are, Node looks at each, and fails when one has gone since, is
   * hidden from us, or has bytes for a name.
   */
  #readNames(error: NodeJS.ErrnoException): void {
    if (this.#directory === undefined || (error.syscall !== "lstat" && error.code !== "ERR_INVALID_ARG_TYPE"))
      throw error;
    this.#entries = [];
    this.#names = readdirSync(systemPath(this.#directory.path), "buffer").map(decodeName);
  }

  #lookAtOne(names: string[]): void {
    const name = names.pop();
    this.#isAtEnd = name === undefined;
    if (name === undefined || this.#directory === undefined) return;
    const stats = lookAt(joinPath(this.#directory.path, name));
    if (stats !== undefined) this.#entries.push({ name, type: stats === "hidden" ? "other" : typeOf(stats) });
  }

  #startAgain(): void {
    this.close();
    this.#entries = [];
    this.#readsBytes = true;
    this.#directory = openDirectory(this.#path, "buffer");
    this.#isAtEnd = false;
  }
}

/**
 * Reads the entries of a directory, all of them, in the file system's order.
 *
 * @throws ErrnoException if the directory cannot be read.
 */
export function readDirectory(path: string): ListingEntry[] {
  const reader = new DirectoryReader(path);
  try {
    reader.read();
    return reader.takeEntries().map(({ name, type }) => {
      const isLink = type === "link";
      return { name, isLink, isDirectory: isLink ? leadsToDirectory(joinPath(path, name)) : type === "directory" };
    });
  } finally {
    reader.close();
  }
}

function lookAt(path: string): Stats | "hidden" | undefined {
  try {
    return lstatSync(systemPath(path), { throwIfNoEntry: false });
  } catch {
    return "hidden"; // the directory may be read but not searched
  }
}

function typeOf(entry: Dirent | Stats): EntryType {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}

function leadsToDirectory(path: string): boolean {
  try {
    return statSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false; // a loop, or a place we may not look into: it leads to nothing that can be listed
  }
}
