// Versions of files: what is remembered of a file's bytes belongs to one version, and is used for no other.

import { type FileStats, NS_PER_MS } from "./file-stats.ts";

/**
 * How long a file must have been left alone before anything is remembered of it, in milliseconds: 2 s for the coarsest clock of a file
 * system (FAT), and 100 ms because the system's own clock moves in steps, too.
 */
export const SETTLED_MS = 2100;

/** Returns a key that tells this version of a file from all other files and versions. */
export function versionKey({ dev, ino, size, mtimeNs, ctimeNs }: FileStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/**
 * Tells whether a file has been left alone for so long that its next change will show in its times. Until then, what is learned of it holds
 * for the present request only. `now` is in milliseconds since 1970.
 *
 * Both times must be old: FAT has only the modification time, which anybody can set, and Windows reports a constant for the other. A
 * modification time in the future is as good as an old one.
 */
export function isSettled(
  { ctimeNs, mtimeNs }: FileStats,
  settledMs: number = SETTLED_MS,
  now: number = Date.now(),
): boolean {
  const ageOf = (time: bigint): number => now - Number(time / NS_PER_MS);
  return ageOf(ctimeNs) >= settledMs && Math.abs(ageOf(mtimeNs)) >= settledMs;
}
