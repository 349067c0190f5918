// Finds a program on Windows, which by itself looks in the working directory first: that is often the served one, and whoever may put a
// file there must not choose what runs.

import { existsSync } from "node:fs";
import { win32 } from "node:path";

/** Finds `NAME.exe` in those directories of a Windows PATH that are absolute; undefined if none has it. */
export function findProgram(
  name: string,
  path: string,
  isThere: (file: string) => boolean = existsSync,
): string | undefined {
  return path
    .split(win32.delimiter)
    .map((directory) => directory.replaceAll('"', "")) // quotes protect blanks, and are not part of the name
    .filter((directory) => win32.isAbsolute(directory))
    .map((directory) => win32.join(directory, `${name}.exe`))
    .find((file) => isThere(file));
}
