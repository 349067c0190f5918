// Versions of files: what is remembered of a file's bytes is remembered under its version, and is used for no other.

import { type FileStats, NS_PER_MS } from "./file-stats.ts";

/** How long a file must have been left alone before anything is remembered of it: 2 s, the coarsest clock of a file system (FAT). */
export const SETTLED_MS = 2000;

/** Returns what tells this version of a file from all other files and versions. */
export function versionKey({ dev, ino, size, mtimeNs, ctimeNs }: FileStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/**
 * Tells whether a file was left alone for so long that its next change will show in its times. Until then what is learned of it is for
 * the present request only. `now` is in milliseconds since 1970.
 */
export function isSettled({ ctimeNs }: FileStats, settledMs: number = SETTLED_MS, now: number = Date.now()): boolean {
  return now - Number(ctimeNs / NS_PER_MS) >= settledMs;
}
