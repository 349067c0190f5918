// The Pythons of this machine, each version once.

import { execFile } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { everyProgram } from "../support/programs.ts";

/** The minor versions of Python 3 whose http.server is compared. */
const FIRST_MINOR = 8;
const LAST_MINOR = 13;

/** How long a Python may take to say its version; a wrapper script can be slow. */
const PROBE_MS = 60_000;

/** Major, minor, patch. */
export type Version = readonly [number, number, number];

/** An interpreter. */
export interface Python {
  readonly path: string;
  readonly version: Version;
  /** `3.13.0` */
  readonly name: string;
}

/** Finds the interpreters on PATH and among pyenv's, the oldest first. Wrapper scripts are slow: they are asked only where there is no other. */
export async function findPythons(): Promise<Python[]> {
  const minors = Array.from({ length: LAST_MINOR - FIRST_MINOR + 1 }, (_, index) => `.${FIRST_MINOR + index}`);
  const paths = ["", ...minors].flatMap((suffix) => everyProgram(`python3${suffix}`));
  const programs = [...new Set([...paths, ...pyenvPythons()].map((path) => realpathSync(path)))];
  const interpreters = await probeAll(programs.filter((path) => !isScript(path)));
  return interpreters.length > 0 ? interpreters : probeAll(programs.filter(isScript));
}

/** Chooses the oldest and the newest; all of them where the environment variable TEST_PYTHONS is `all`. */
export function choosePythons(pythons: readonly Python[]): readonly Python[] {
  const [oldest, newest] = [pythons[0], pythons.at(-1)];
  if (oldest === undefined || newest === undefined || process.env["TEST_PYTHONS"] === "all") return pythons;
  return oldest === newest ? [newest] : [oldest, newest];
}

/** Is negative, zero or positive as the first version is older, the same or newer. */
export function compareVersions(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

function pyenvPythons(): string[] {
  const versions = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  try {
    return readdirSync(versions)
      .map((version) => join(versions, version, "bin/python3"))
      .filter((path) => existsSync(path));
  } catch {
    return []; // there is no pyenv
  }
}

function isScript(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(2);
    readSync(file, start);
    return start.toString() === "#!";
  } finally {
    closeSync(file);
  }
}

/** Asks programs for their versions; returns each version once, the oldest first. */
async function probeAll(paths: readonly string[]): Promise<Python[]> {
  const pythons = new Map<string, Python>();
  for (const python of await Promise.all(paths.map(probe))) {
    if (python !== undefined && !pythons.has(python.name)) pythons.set(python.name, python);
  }
  return [...pythons.values()].sort((left, right) => compareVersions(left.version, right.version));
}

/** Asks a program for its version; a wrapper without an interpreter behind it has none. */
function probe(path: string): Promise<Python | undefined> {
  const script = "import sys; print(sys.executable, *sys.version_info[:3], sep='\\n')";
  return new Promise((resolve) => {
    execFile(path, ["-I", "-c", script], { timeout: PROBE_MS }, (error, stdout) => {
      const [executable, ...numbers] = stdout.trimEnd().split("\n");
      const version = numbers.map(Number) as unknown as Version;
      const isCompared = version[0] === 3 && version[1] >= FIRST_MINOR && version[1] <= LAST_MINOR;
      const isPython = error === null && executable !== undefined && isCompared;
      resolve(isPython ? { path: executable, version, name: version.join(".") } : undefined);
    });
  });
}
