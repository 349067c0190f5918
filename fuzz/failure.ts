// A failure, in a file from which it can be repeated.

import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Exchange } from "./exchange.ts";

/** What went wrong, and the exchanges that led to it: one, or a whole batch. */
export interface Failure {
  readonly problem: string;
  readonly seed: number;
  /** The number of the exchange, or of the first of the batch. */
  readonly number: number;
  readonly exchanges: readonly Exchange[];
  /** What came back, if there is one exchange. */
  readonly received?: string;
  /** How long the exchange took. */
  readonly elapsedMs?: number;
}

/** Writes a failure to a file in the system's temporary folder. @returns its path. */
export function writeFailure(failure: Failure): string {
  const path = join(tmpdir(), `basehttp-fuzz-failure-${failure.seed}-${failure.number}.json`);
  writeFileSync(path, `${JSON.stringify(failure, null, 1)}\n`);
  return path;
}

/** Reads a failure from its file. */
export function readFailure(path: string): Failure {
  return JSON.parse(readFileSync(path, "utf8")) as Failure;
}
