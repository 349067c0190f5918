// Programs the tests need beyond Node: found on PATH, or the test is skipped and says what to install.

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Returns where a program is on PATH, or undefined. */
export function findProgram(...names: readonly string[]): string | undefined {
  return names.flatMap((name) => everyProgram(name))[0];
}

/** Returns every place on PATH where a program of this name is, in order. */
export function everyProgram(name: string): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

/**
 * Returns the options of a test that needs something: `skip` with a sentence where it is missing.
 *
 * @throws Error where it is missing and CI is true: there nothing may be skipped.
 */
export function needs(found: unknown, whatToInstall: string): { skip?: string } {
  if (found !== undefined) return {};
  if (process.env["CI"] === "true") throw new Error(`CI has to run this test: ${whatToInstall}`);
  return { skip: whatToInstall };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not for us
  }
}
