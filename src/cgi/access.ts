// Why a user may not run a file, for a line in the log. Nothing is decided by it, and access control lists are not looked at.

import { type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Identity } from "./user.ts";

const EXECUTE = 0o1;
const READ_AND_EXECUTE = 0o5;

/** Finds what keeps a user from running a script, as the end of a sentence; undefined if nothing is found. */
export function findBarrier(file: string, user: string, identity: Identity): string | undefined {
  for (const directory of ancestors(file)) {
    if (!isAllowed(directory, identity, EXECUTE))
      return `the user ${user} may not enter ${directory}${modeOf(directory)}`;
  }
  if (isAllowed(file, identity, READ_AND_EXECUTE)) return undefined;
  return `the user ${user} may not read and execute ${file}${modeOf(file)}`;
}

/** The directories that lead to a file, the root first. */
function ancestors(file: string): string[] {
  const all: string[] = [];
  for (let at = dirname(file); ; at = dirname(at)) {
    all.unshift(at);
    if (at === dirname(at)) return all;
  }
}

function isAllowed(path: string, { uid, gid }: Identity, bits: number): boolean {
  const stats = statsOf(path);
  if (stats === undefined) return false;
  const shift = stats.uid === uid ? 6 : stats.gid === gid ? 3 : 0;
  return ((stats.mode >> shift) & bits) === bits;
}

function modeOf(path: string): string {
  const stats = statsOf(path);
  return stats === undefined ? "" : ` (its mode is ${(stats.mode & 0o7777).toString(8).padStart(4, "0")})`;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // gone, or not ours to look at: it counts as barred
  }
}
