// The only way a file is opened. What is served is what was opened, so the check is on what was opened, and not on the path, which may name
// something else a moment later.
//
// A path is looked at first, so that no pipe or device is ever opened on purpose. Then it is opened without blocking, in case it has become
// a pipe, and the file descriptor decides: it must be a regular file, and it must lie below the real root. On Linux the system says where
// an open file lies. Elsewhere the path is resolved, and the resolved path must name the very file that is open.

import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { systemPath } from "./file-name.ts";
import { FileStats } from "./file-stats.ts";
import { joinPath, type SymlinkPolicy, withSeparator } from "./place.ts";
import { ABSENT, openedPath, orAbsent, realPathOf } from "./real-path.ts";
import { OpenedFile } from "./stored-file.ts";

/** A directory that was found; it is not open. */
export interface FoundDirectory {
  readonly kind: "directory";
  /** Its path without links. */
  readonly path: string;
  readonly stats: Stats;
}

/** A pipe without a writer must not keep us waiting. Windows has no such flag. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Errors that mean a path no longer names what was seen there. EACCES is not among them: a file that may not be opened is worth an error. */
const VANISHED = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"]);

/** Linux adds this to the path of an open file that has been removed or replaced since. */
const DELETED_SUFFIX = " (deleted)";

/**
 * Opens a regular file below a root, or finds a directory there.
 *
 * `relative` is names separated by slashes, "" for the root itself; it has no `..`. All names are as `decodeName` returns them.
 *
 * @returns undefined if there is nothing that may be served: no such file, not a regular one, or outside the root.
 * @throws ErrnoException if the system refuses, such as EACCES for an unreadable file and EMFILE when too many files are open.
 *
 * Differs from Python: only regular files are opened, and only inside the root; Python waits for ever on a pipe, and follows any link out
 * of the root.
 */
export function openInside(
  root: string,
  relative: string,
  policy: SymlinkPolicy,
): OpenedFile | FoundDirectory | undefined {
  const path = joinPath(root, relative);
  if (path.includes("\0")) return undefined; // no system has such a name; node:fs throws a TypeError over it
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return findDirectory(root, relative, policy, stats);
  return stats.isFile() ? openFile(root, relative, policy) : undefined;
}

function openFile(root: string, relative: string, policy: SymlinkPolicy): OpenedFile | undefined {
  const path = joinPath(root, relative);
  const fd = orAbsent(VANISHED, () => openSync(systemPath(path), OPEN_FLAGS));
  if (fd === undefined) return undefined;
  let isKept = false;
  try {
    const stats = fstatSync(fd, { bigint: true });
    isKept = stats.isFile() && (policy === "follow" || isInside(root, relative, policy, openedPath(fd, path)));
    return isKept ? new OpenedFile(fd, new FileStats(stats)) : undefined;
  } finally {
    if (!isKept) closeSync(fd);
  }
}

function findDirectory(
  root: string,
  relative: string,
  policy: SymlinkPolicy,
  stats: Stats,
): FoundDirectory | undefined {
  const path = realPathOf(joinPath(root, relative));
  if (policy !== "follow" && !isInside(root, relative, policy, path)) return undefined;
  return path === undefined ? undefined : { kind: "directory", path, stats };
}

/** Decides by a real path; undefined, when nobody knows it, is outside. */
function isInside(root: string, relative: string, policy: "inside" | "deny", real: string | undefined): boolean {
  if (real === undefined) return false;
  // Without links, this is where it lies. The system itself has just told where it lies, so nothing on the way to it is a link now.
  if (liesAt(real, resolve(root), relative)) return true;
  const realRoot = realPathOf(joinPath(root, ""));
  if (liesAt(real, realRoot, relative)) return true;
  if (policy === "deny" || realRoot === undefined) return false;
  // Compared with the separator: /srv/www must not contain /srv/www-private.
  return real === realRoot || real.startsWith(withSeparator(realRoot));
}

function liesAt(real: string, realRoot: string | undefined, relative: string): boolean {
  if (realRoot === undefined) return false;
  const place = joinPath(realRoot, sep === "/" ? relative : relative.replaceAll("/", sep));
  return real === place || real === place + DELETED_SUFFIX;
}

function statOf(path: string): Stats | undefined {
  // No exception for the usual miss: making one costs more than the call.
  return orAbsent(ABSENT, () => statSync(systemPath(path), { throwIfNoEntry: false }));
}
