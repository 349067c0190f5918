// Processes by their ids.

import { readFileSync } from "node:fs";
import { until } from "./waiting.ts";

/** Tells whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false; // there is no such process, not even a dead one that nobody has asked for its exit code
  }
}

/** Waits until none of the processes runs. */
export function untilGone(pids: readonly number[]): Promise<void> {
  return until(() => !pids.some(isAlive), `the processes ${pids.join(", ")} end`);
}
