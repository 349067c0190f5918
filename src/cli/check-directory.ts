// Checks that what is to be served exists, and that it may be opened.

import { closeSync, openSync, statSync } from "node:fs";
import { NO_TEXT } from "../files/file-name.ts";
import { startError } from "./command-error.ts";
import type { Settings } from "./read-command.ts";
import { reasonOf } from "./start-failure.ts";
import { quoted } from "./values.ts";

/**
 * Returns the working directory. It is `.` if its path is not UTF-8, as what Node makes of such a path leads nowhere.
 *
 * @throws CommandError when it has been removed.
 */
export function currentDirectory(): string {
  let path: string;
  try {
    path = process.cwd();
  } catch {
    throw startError("the current directory has been removed; change to one that exists");
  }
  return path.includes(NO_TEXT) ? "." : path;
}

/**
 * Checks that the file can be read, or the directory entered. One that can be entered but not read is served without listings.
 *
 * @throws CommandError where every request would be answered 404.
 */
export function checkAccess({ file, directory }: Settings): void {
  try {
    if (file !== undefined) closeSync(openSync(file, "r"));
    else if (directory !== undefined) statSync(`${directory}/.`);
  } catch (error) {
    throw startError(`cannot serve ${quoted(file ?? directory ?? "")}: ${reasonOf(error)}`);
  }
}
