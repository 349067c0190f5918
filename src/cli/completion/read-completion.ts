// Reads the completions that the build has written: the program need not load what makes them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the program, dist/. */
const FOLDER = import.meta.dirname;

/** Reads the script for a shell. */
export function readCompletion(shell: string): string {
  return readFileSync(join(FOLDER, "completions", `basehttp.${shell}`), "utf8");
}
