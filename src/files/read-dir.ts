// Reads a directory. The order is the file system's: sorting is the listing's matter.

import { type Dirent, opendirSync, statSync } from "node:fs";
import { decodeName, systemPath } from "./file-name.ts";
import type { ListingEntry } from "./listing.ts";
import { joinPath } from "./place.ts";

/** Entries fetched in one call; a thousand fit into 40 KB, and larger batches were no faster. */
const BATCH_ENTRIES = 1024;

/**
 * Reads the entries of a directory, all of them, in the file system's order.
 *
 * @throws ErrnoException if the directory cannot be read.
 */
export function readDirectory(path: string): ListingEntry[] {
  const entries = readEntries(path, "utf8");
  // Text costs half of what bytes cost, but puts U+FFFD for what is not UTF-8.
  return entries.some(({ name }) => name.includes("\ufffd")) ? readEntries(path, "buffer") : entries;
}

function readEntries(path: string, encoding: "utf8" | "buffer"): ListingEntry[] {
  const entries: ListingEntry[] = [];
  // @types/node does not know that a Dir gives bytes too. readdirSync does, but sorts.
  const options = { bufferSize: BATCH_ENTRIES, encoding: encoding as BufferEncoding };
  const directory = opendirSync(systemPath(path), options);
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const name: string | Buffer = entry.name;
      entries.push(toEntry(path, Buffer.isBuffer(name) ? decodeName(name) : name, entry));
    }
  } finally {
    directory.closeSync();
  }
  return entries;
}

function toEntry(path: string, name: string, entry: Dirent): ListingEntry {
  const isLink = entry.isSymbolicLink();
  return { name, isLink, isDirectory: isLink ? leadsToDirectory(joinPath(path, name)) : entry.isDirectory() };
}

function leadsToDirectory(path: string): boolean {
  try {
    return statSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false; // a loop, or a place one may not look into: a link to nothing one could list
  }
}
