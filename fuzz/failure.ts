// What was found, in a file from which it can be done again.

import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Exchange } from "./exchange.ts";

/** A finding, and the exchanges that led to it: one, or all of a batch. */
export interface Failure {
  readonly problem: string;
  readonly seed: number;
  /** The number of the exchange, or of the first of the batch. */
  readonly number: number;
  readonly exchanges: readonly Exchange[];
  /** What came back, if there is one exchange. */
  readonly received?: string;
  /** How long that took. */
  readonly elapsedMs?: number;
}

/** Writes a failure to a file of the system's temporary folder. @returns its path. */
export function writeFailure(failure: Failure): string {
  const path = join(tmpdir(), `basehttp-fuzz-failure-${failure.seed}-${failure.number}.json`);
  writeFileSync(path, `${JSON.stringify(failure, null, 1)}\n`);
  return path;
}

/** Reads it again. */
export function readFailure(path: string): Failure {
  return JSON.parse(readFileSync(path, "utf8")) as Failure;
}
