// Short names: on FAT, on NTFS and on shares of Windows many a file has a second name, which no directory lists. `.git` is `GIT~1`, too.

import { lstatSync, opendirSync } from "node:fs";
import { decodeName, systemPath } from "./file-name.ts";
import { joinPath } from "./place.ts";

/** What every short name has, of those that differ from the long one. */
const SHORT_NAME = /~[0-9]/;

/** Tells whether one of the names that lead from a directory to a file is a short one. Asks the disk only where it looks like one. */
export function hasShortName(directory: string, names: readonly string[]): boolean {
  return names.some((name, index) => {
    return SHORT_NAME.test(name) && isUnlisted(joinPath(directory, names.slice(0, index).join("/")), name);
  });
}

/** Tells whether a directory has something under a name that it does not list. */
function isUnlisted(directory: string, name: string): boolean {
  try {
    if (lstatSync(systemPath(joinPath(directory, name)), { throwIfNoEntry: false }) === undefined) return false;
    return !lists(directory, name);
  } catch {
    return true; // nobody knows
  }
}

function lists(directory: string, name: string): boolean {
  // @types/node does not know that a Dir gives bytes too.
  const entries = opendirSync(systemPath(directory), { encoding: "buffer" as BufferEncoding });
  try {
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
      if (decodeName(entry.name as unknown as Buffer) === name) return true;
    }
    return false;
  } finally {
    entries.closeSync();
  }
}
