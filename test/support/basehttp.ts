// The command line program, as a user starts it.

import { join } from "node:path";
import { ServerProgram } from "./server-program.ts";

/** The program. The tests run from the root of the project. */
export const PROGRAM = join(process.cwd(), "bin/basehttp.js");

/** Starts `basehttp` on a free port of 127.0.0.1. */
export function startBasehttp(directory: string, ...options: string[]): Promise<ServerProgram> {
  const args = [PROGRAM, "--bind", "127.0.0.1", "--directory", directory, ...options, "0"];
  return ServerProgram.start(process.execPath, args);
}
