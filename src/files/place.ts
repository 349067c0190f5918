// Where a local path lies: below a root, and under which policy. Names only; nothing here touches the disk.

import { isAbsolute, sep } from "node:path";

/**
 * Where symbolic links below the root may lead: to what is `inside` it, anywhere (`follow`, as in Python), or nowhere (`deny`).
 *
 * The root itself may always be a link.
 */
export type SymlinkPolicy = "inside" | "follow" | "deny";

/** A root and a path below it, as {@link openInside} takes them. */
export interface Place {
  readonly root: string;
  readonly relative: string;
  readonly policy: SymlinkPolicy;
}

/**
 * Finds the place of a local path: below `directory` if the path begins with it, and then under `policy`.
 *
 * Any other path is the program's own choice, with no known root: it is its own root, and links in it are followed.
 *
 * @returns undefined for a path that has `..`, other than in `directory`: it was put together from what a client sent.
 */
export function placeOf(path: string, directory: string, policy: SymlinkPolicy): Place | undefined {
  const local = withSlashes(path);
  const base = withSlashes(withSeparator(joinPath(directory, "")));
  const isBelow = local.startsWith(base) || `${local}/` === base;
  const relative = (isBelow ? local.slice(base.length) : local).replace(/\/+$/, "");
  if (relative.includes("..") && relative.split("/").includes("..")) return undefined;
  return isBelow ? { root: directory, relative, policy } : { root: path, relative: "", policy: "follow" };
}

/** Joins a directory and a path below it; a directory "" is the working directory, and `/` keeps its one slash. */
export function joinPath(directory: string, relative: string): string {
  const base = directory === "" ? "." : directory;
  return relative === "" ? base : withSeparator(base) + relative;
}

/** Resolves a path below a directory; an absolute path stays as it is. */
export function resolveBelow(directory: string, path: string): string {
  return isAbsolute(path) ? path : joinPath(directory, path);
}

/** Returns a path that is never found: on no system can a name contain NUL. */
export function pathToNothing(directory: string): string {
  return joinPath(directory, "\0");
}

/** A Windows drive, which stands for its working directory. With a separator after it, it would be the drive's root. */
const DRIVE = /^[a-z]:$/i;

/** Returns a directory with a separator at its end, so that `/srv/www` is no prefix of `/srv/www-private`. */
export function withSeparator(directory: string, separator: string = sep): string {
  if (directory.endsWith(separator) || directory.endsWith("/")) return directory;
  return (separator === "\\" && DRIVE.test(directory) ? `${directory}.` : directory) + separator;
}

function withSlashes(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
