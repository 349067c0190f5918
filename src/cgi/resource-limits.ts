// Limits that the system enforces. Node cannot set them for a child, so `prlimit` (util-linux) does, and then becomes the script.

import { accessSync, constants } from "node:fs";
import type { CgiLimits } from "./limits.ts";

/** The limits of a process. */
export type ResourceLimits = Pick<CgiLimits, "maxMemoryBytes" | "maxCpuSeconds" | "maxUserProcesses">;

const PLACES = ["/usr/bin/prlimit", "/bin/prlimit", "/usr/local/bin/prlimit"];

/** Returns the options of `prlimit` for these limits; none if all are unlimited. */
export function prlimitOptions({ maxMemoryBytes, maxCpuSeconds, maxUserProcesses }: ResourceLimits): string[] {
  const option = (name: string, value: number): string[] =>
    Number.isFinite(value) ? [`--${name}=${Math.ceil(value)}:${Math.ceil(value)}`] : [];
  return [...option("as", maxMemoryBytes), ...option("cpu", maxCpuSeconds), ...option("nproc", maxUserProcesses)];
}

/** Finds `prlimit`; undefined if the system has none. Not on Windows: there anybody may create these paths. */
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
