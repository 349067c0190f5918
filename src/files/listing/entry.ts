// What a listing knows of the names in a directory.

import type { EntryType } from "../read-dir.ts";

/** What a listing tells of an entry besides its name. */
export interface EntryDetails {
  /** In bytes; undefined for what is not a file. */
  readonly size: number | undefined;
  /** In milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The text of an entry. */
interface EntryRow {
  /** The function that made it. */
  readonly writer: (entry: ListedEntry) => string;
  readonly text: string;
}

/** An entry of our own listing. */
export interface ListedEntry {
  /** As `decodeName` returns it. */
  readonly name: string;
  readonly type: EntryType;
  /** True for a directory, and for a link that leads to one. */
  readonly isDirectory: boolean;
  /** Its sort key by name; made once, and "" once it is no longer needed. */
  key: string;
  /** How it was rendered last. Never used again for a link, whose target may have changed. */
  row: EntryRow | undefined;
  /** Undefined until somebody looks; null if there is nothing any more, or if a link leads to nothing that is served. */
  details: EntryDetails | null | undefined;
}

/** What a link leads to. */
export interface LinkTarget {
  readonly isDirectory: boolean;
  readonly details: EntryDetails;
}

/** What a listing asks about a directory. */
export interface Folder {
  /** Tells whether a name is to be listed; asked once for each. */
  isListed(name: string): boolean;
  /** Returns what a link leads to; null if that is not served. */
  followLink(name: string): LinkTarget | null;
  /** Returns the details of an entry that is not a link; null if it has gone. */
  lookUp(name: string): EntryDetails | null;
}
