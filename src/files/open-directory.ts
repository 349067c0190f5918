// Opens a directory to read its names, by its real path, which was resolved before. By now the path may lead elsewhere, so what was opened
// is checked: the names in another place are never read.

import { closeSync, constants, type Dir, type Dirent, opendirSync, openSync } from "node:fs";
import { systemPath } from "./file-name.ts";
import { handlePath, openedPath, realPathOf } from "./real-path.ts";

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0);

/** Entries fetched in one call; a thousand fit into 40 KB, and larger batches were no faster. */
const BATCH_ENTRIES = 1024;

/** How names are read. */
export type NameEncoding = "utf8" | "buffer";

/** An open directory. Whoever opens it closes it. */
export class OpenDirectory {
  /** A path that leads to it, whatever has become of its own. */
  readonly path: string;
  readonly #entries: Dir;
  /**
   * The file descriptor that `path` leads through, open for as long: if the file system does not tell what an entry is, Node looks at it by
   * `path`.
   */
  readonly #fd: number | undefined;

  constructor(path: string, entries: Dir, fd?: number) {
    this.path = path;
    this.#entries = entries;
    this.#fd = fd;
  }

  readSync(): Dirent | null {
    return this.#entries.readSync();
  }

  closeSync(): void {
    try {
      this.#entries.closeSync();
    } finally {
      if (this.#fd !== undefined) closeSync(this.#fd);
    }
  }
}

/**
 * Opens a directory by its path without links.
 *
 * @throws ErrnoException if it cannot be opened; ENOENT also if it was moved or replaced.
 */
export function openDirectory(path: string, encoding: NameEncoding): OpenDirectory {
  // @types/node does not know that a Dir can give bytes. readdirSync gives them too, but sorts.
  const options = { bufferSize: BATCH_ENTRIES, encoding: encoding as BufferEncoding };
  if (process.platform !== "linux") return recheck(path, opendirSync(systemPath(path), options));
  const fd = openSync(systemPath(path), OPEN_FLAGS);
  let isKept = false;
  try {
    if (openedPath(fd, path) !== path) throw replaced(path);
    const handle = handlePath(fd);
    if (handle === undefined) return recheck(path, opendirSync(systemPath(path), options));
    const directory = new OpenDirectory(handle, opendirSync(handle, options), fd);
    isKept = true;
    return directory;
  } finally {
    if (!isKept) closeSync(fd);
  }
}

/** Resolves the path once more, where the system has no path that leads to what is open. */
function recheck(path: string, entries: Dir): OpenDirectory {
  if (realPathOf(path) === path) return new OpenDirectory(path, entries);
  entries.closeSync();
  throw replaced(path);
}

function replaced(path: string): NodeJS.ErrnoException {
  const error = new Error(`ENOENT: the directory was moved or replaced, opendir '${path}'`);
  return Object.assign(error, { code: "ENOENT", syscall: "opendir", path });
}
