// From a request target to the local path of what it names. Names only; nothing here touches the disk.

import { sep } from "node:path";
import { Memo } from "./memo.ts";
import { joinPath, pathToNothing } from "./place.ts";
import { decodePath, isPlainPath, pathSegments, splitTarget } from "./url-path.ts";

const localPaths = new Memo<string, string>(makeLocalPath);

/**
 * Returns the local path that a request target stands for: below `directory`, whatever the target says. A slash at its end stays.
 *
 * A target that can name no file gives a path with NUL, which is never found.
 */
export function localPath(target: string, directory: string): string {
  return localPaths.get(target, directory);
}

function makeLocalPath(target: string, directory: string): string {
  const { path } = splitTarget(target);
  if (isPlainPath(path)) return joinPath(directory, path.slice(1));
  const segments = pathSegments(decodePath(path));
  if (segments === undefined) return pathToNothing(directory);
  const local = joinPath(directory, segments.names.join(sep));
  return segments.hasTrailingSlash && !local.endsWith("/") ? `${local}/` : local;
}
