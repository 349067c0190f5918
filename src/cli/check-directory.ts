// What is to be served has to be there, and to be had.

import { closeSync, openSync, statSync } from "node:fs";
import { NO_TEXT } from "../files/file-name.ts";
import { startError } from "./command-error.ts";
import type { Settings } from "./read-command.ts";
import { reasonOf } from "./start-failure.ts";
import { quoted } from "./values.ts";

/**
 * Returns the working directory. One whose path is no text is `.`, as what Node makes of such a path leads nowhere.
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

/** A folder one may enter, but not read, is served without listings. @throws CommandError for what could only be answered 404. */
export function checkAccess({ file, directory }: Settings): void {
  try {
    if (file !== undefined) closeSync(openSync(file, "r"));
    else if (directory !== undefined) statSync(`${directory}/.`);
  } catch (error) {
    throw startError(`cannot serve ${quoted(file ?? directory ?? "")}: ${reasonOf(error)}`);
  }
}
