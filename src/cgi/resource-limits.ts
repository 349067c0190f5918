// Limits that the system keeps, set by `prlimit` (util-linux) on its way to the script: Node cannot set them for a child.

import { accessSync, constants } from "node:fs";
import type { CgiLimits } from "./limits.ts";

/** Limits of processes. */
export type ResourceLimits = Pick<CgiLimits, "maxMemoryBytes" | "maxCpuSeconds" | "maxUserProcesses">;

const PLACES = ["/usr/bin/prlimit", "/bin/prlimit", "/usr/local/bin/prlimit"];

/** The options of `prlimit` for these limits; none where all are unlimited. */
export function prlimitOptions({ maxMemoryBytes, maxCpuSeconds, maxUserProcesses }: ResourceLimits): string[] {
  const option = (name: string, value: number): string[] =>
    Number.isFinite(value) ? [`--${name}=${Math.ceil(value)}:${Math.ceil(value)}`] : [];
  return [...option("as", maxMemoryBytes), ...option("cpu", maxCpuSeconds), ...option("nproc", maxUserProcesses)];
}

/** Finds `prlimit`; undefined where the system has none. On Windows anybody may make a folder of such a name. */
export function findPrlimit(platform: string = process.platform): string | undefined {
  if (platform === "win32") return undefined;
  return PLACES.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false; // not here
    }
  });
}
