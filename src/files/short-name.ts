// Short names: on FAT, on NTFS and on Windows shares, many files have a second name, which no directory lists: `.git` is also `GIT~1`.

import { lstatSync, readdirSync } from "node:fs";
import { encodeName, systemPath } from "./file-name.ts";
import { joinPath } from "./place.ts";

/**
 * A short name that differs from the long one: at most eight characters, the last of them a tilde and a number, and an extension of at most
 * three. Samba puts one or two other characters in the number's place.
 */
const SHORT_NAME = /^(?=[^.]{1,8}(?:\.|$))[^.]*~(?:[0-9]+|[^.]{1,2})(?:\.[^.]{0,3})?$/;

/** Tells whether one of the names that lead from a directory to a file is a short one. Asks the disk only about a name that looks like one. */
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
    return true; // nobody can tell
  }
}

function lists(directory: string, name: string): boolean {
  const bytes = encodeName(name);
  return readdirSync(systemPath(directory), "buffer").some((listed) => bytes.equals(listed));
}
