// A directory is opened for its names by its real path, which was looked at before. It may have come to lead elsewhere since, and what was
// opened is checked: names of another place are not read.

import { closeSync, constants, type Dir, opendirSync, openSync } from "node:fs";
import { systemPath } from "./file-name.ts";
import { handlePath, openedPath, realPathOf } from "./real-path.ts";

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0);

/** Entries fetched in one call; a thousand fit into 40 KB, and larger batches were no faster. */
const BATCH_ENTRIES = 1024;

/** How names are read. */
export type NameEncoding = "utf8" | "buffer";

/**
 * Opens a directory at its path without links.
 *
 * @throws ErrnoException if it cannot be opened; ENOENT too if it lies elsewhere now, or is another one.
 */
export function openDirectory(path: string, encoding: NameEncoding): Dir {
  // @types/node does not know that a Dir gives bytes too. readdirSync does, but sorts.
  const options = { bufferSize: BATCH_ENTRIES, encoding: encoding as BufferEncoding };
  if (process.platform !== "linux") return recheck(path, opendirSync(systemPath(path), options));
  const fd = openSync(systemPath(path), OPEN_FLAGS);
  try {
    if (openedPath(fd, path) !== path) throw replaced(path);
    const handle = handlePath(fd);
    return handle === undefined ? recheck(path, opendirSync(systemPath(path), options)) : opendirSync(handle, options);
  } finally {
    closeSync(fd);
  }
}

/** Where what is open has no path of its own, its path is asked for once more. */
function recheck(path: string, directory: Dir): Dir {
  if (realPathOf(path) === path) return directory;
  directory.closeSync();
  throw replaced(path);
}

function replaced(path: string): NodeJS.ErrnoException {
  const error = new Error(`ENOENT: the directory was moved or replaced, opendir '${path}'`);
  return Object.assign(error, { code: "ENOENT", syscall: "opendir", path });
}
