// Where something really lies: its path without links.

import { fstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { fileKey } from "./file-key.ts";
import { decodeName, systemPath } from "./file-name.ts";

/** Errors that mean a path names nothing that can be served. EACCES is one: a directory that may not be searched hides its files. */
export const ABSENT: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ENAMETOOLONG",
  "ELOOP",
  "EINVAL",
  "ENXIO",
  "EACCES",
  "EPERM",
]);

let hasProc = process.platform === "linux";

/** Returns the real path of something; undefined if there is nothing at its path. */
export function realPathOf(path: string): string | undefined {
  return orAbsent(ABSENT, () => decodeName(askForRealPath(systemPath(path))));
}

/** Windows tells no paths on disks that it did not mount itself, such as some RAM disks. There Node looks at each name on the way. */
function askForRealPath(path: string | Buffer): Buffer {
  try {
    return realpathSync.native(path, "buffer");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EISDIR") throw error;
    return realpathSync(path, "buffer");
  }
}

/** Returns the real path of what was opened at a path; undefined if nobody can tell. */
export function openedPath(fd: number, path: string): string | undefined {
  const handle = handlePath(fd);
  if (handle !== undefined) {
    try {
      return decodeName(readlinkSync(handle, "buffer"));
    } catch {
      hasProc = false; // not mounted, as in some containers
    }
  }
  const real = realPathOf(path);
  return real !== undefined && isSameFile(fd, real) ? real : undefined;
}

/** Returns a path that leads to what is open, whatever has become of its own; undefined if the system has none. */
export function handlePath(fd: number): string | undefined {
  return hasProc ? `/proc/self/fd/${fd}` : undefined;
}

function isSameFile(fd: number, path: string): boolean {
  const named = orAbsent(ABSENT, () => statSync(systemPath(path), { bigint: true }));
  return named !== undefined && fileKey(named) === fileKey(fstatSync(fd, { bigint: true }));
}

/** Calls the system; returns undefined for errors that mean there is nothing there. */
export function orAbsent<Result>(absent: ReadonlySet<string>, call: () => Result): Result | undefined {
  try {
    return call();
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
