// What the system says of an entry. A link is not followed here: the handler decides where it may lead.

import { lstatSync } from "node:fs";
import { systemPath } from "../file-name.ts";
import type { EntryDetails } from "./entry.ts";

/** Returns the details of what is at a path; null if it has gone, or is hidden from us. */
export function lookUp(path: string): EntryDetails | null {
  try {
    const stats = lstatSync(systemPath(path), { throwIfNoEntry: false });
    if (stats === undefined) return null;
    return { size: stats.isFile() ? stats.size : undefined, modifiedMs: stats.mtimeMs };
  } catch {
    return null; // the directory may be read but not searched: the names are all there is
  }
}
