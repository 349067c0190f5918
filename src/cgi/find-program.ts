// Where a program of Windows is. Left to itself Windows looks in the working directory first: that is often the one that is served, and
// whoever may put a file there is not meant to choose what runs.

import { existsSync } from "node:fs";
import { win32 } from "node:path";

/** Finds `NAME.exe` in the directories that a PATH of Windows names in full; undefined where there is none. */
export function findProgram(
  name: string,
  path: string,
  isThere: (file: string) => boolean = existsSync,
): string | undefined {
  return path
    .split(win32.delimiter)
    .map((directory) => directory.replaceAll('"', "")) // which are there for blanks, and no part of a name
    .filter((directory) => win32.isAbsolute(directory))
    .map((directory) => win32.join(directory, `${name}.exe`))
    .find((file) => isThere(file));
}
