// A directory for a test, gone when the test is over.

import { execFileSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemPath } from "../../src/files/file-name.ts";

/** The time of every file in a tree, unless a test sets another one: 14 Nov 2023 22:13:20.75 UTC, in seconds. */
const FILE_TIME = 1700000000.75;

/** The program that makes pipes; Node cannot. */
const MKFIFO = "mkfifo";

/** Files by their names, with slashes: text, bytes, `link(target)`, or null for an empty directory. */
export type TreeFiles = Readonly<Record<string, string | Buffer | Link | null>>;

interface Link {
  readonly target: string;
}

/** A symbolic link to be made. */
export function link(target: string): Link {
  return { target };
}

/** A temporary directory with files in it; `using` removes it. Names are as `decodeName` writes them. */
export class TempTree implements Disposable {
  /** Its path, without links. */
  readonly path: string;

  constructor(files: TreeFiles = {}) {
    this.path = realpathSync(mkdtempSync(join(tmpdir(), "basehttp-")));
    for (const [name, content] of Object.entries(files)) this.add(name, content);
  }

  /** Adds a file, and the directories that lead to it. Returns its path. */
  add(name: string, content: string | Buffer | Link | null): string {
    const path = this.at(name);
    mkdirSync(systemPath(content === null ? path : dirname(path)), { recursive: true });
    if (content === null) return path;
    if (typeof content === "object" && "target" in content) {
      symlinkSync(systemPath(content.target), systemPath(path));
      return path;
    }
    writeFileSync(systemPath(path), content);
    utimesSync(systemPath(path), FILE_TIME, FILE_TIME);
    return path;
  }

  /** Adds empty files: one file with many names, as to make so many of them takes ten times as long. */
  addMany(names: readonly string[]): void {
    const [first, ...others] = names;
    if (first === undefined) return;
    const path = systemPath(this.add(first, ""));
    for (const name of others) linkSync(path, systemPath(this.at(name)));
  }

  /** Adds a named pipe. */
  addPipe(name: string): void {
    execFileSync(MKFIFO, [this.at(name)]);
  }

  /** The local path of a name. */
  at(name: string): string {
    return `${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Calls a function as a user whom permissions stop; root they do not. */
export function asOrdinaryUser<Result>(call: () => Result): Result {
  if (process.geteuid?.() !== 0) return call();
  process.seteuid?.(65534); // nobody
  try {
    return call();
  } finally {
    process.seteuid?.(0);
  }
}
