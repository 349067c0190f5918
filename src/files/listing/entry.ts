// What a listing knows of the names in a directory.

import type { EntryType } from "../read-dir.ts";

/** What is told of an entry beside its name. */
export interface EntryDetails {
  /** In bytes; of a directory undefined. */
  readonly size: number | undefined;
  /** In milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The text of an entry. */
interface EntryRow {
  /** What made it. */
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
  /** Where it stands among others, by name; made once, and "" once it is not needed any more. */
  key: string;
  /** As it was rendered last; of a link never kept. */
  row: EntryRow | undefined;
  /** Undefined until somebody looks; null if there is nothing any more, or the link leads to nothing that is served. */
  details: EntryDetails | null | undefined;
}

/** What a link leads to. */
export interface LinkTarget {
  readonly isDirectory: boolean;
  readonly details: EntryDetails;
}

/** A directory as a listing asks about it. */
export interface Folder {
  /** Tells whether a name is to be listed; asked once for each. */
  isListed(name: string): boolean;
  /** Returns what a link leads to; null if that is not served. */
  followLink(name: string): LinkTarget | null;
  /** Returns the details of an entry that is no link; null if it has gone. */
  lookUp(name: string): EntryDetails | null;
}
