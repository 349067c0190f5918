// Sidecars: compressed copies of files, each beside its file under the same name with one more extension.

import { chooseCoding } from "../../http/negotiation.ts";
import { type FileStats, NS_PER_S } from "../file-stats.ts";
import type { FoundDirectory } from "../open-inside.ts";
import type { StoredFile } from "../stored-file.ts";
import { CODING_NAMES, CONTENT_CODINGS, type CodingName } from "./content-coding.ts";

/** A compressed file. Whoever asked for it closes it. */
export interface Sidecar {
  readonly coding: CodingName;
  readonly file: StoredFile;
}

/** Finds what is at a path, by all the rules that decide whether it may be served. */
export type FindFile = (path: string) => StoredFile | FoundDirectory | "refused" | undefined;

/**
 * Finds the sidecars of a file that are not older than the file. Times are compared in whole seconds: most programs preserve no more of
 * them.
 *
 * Stops at the first one that this `Accept-Encoding` prefers to whatever else there may be.
 */
export function findSidecars(find: FindFile, path: string, stats: FileStats, field: string | undefined): Sidecar[] {
  const sidecars: Sidecar[] = [];
  try {
    for (const { name, extension } of CONTENT_CODINGS) {
      const file = findFresh(find, path + extension, stats);
      if (file === undefined) continue;
      sidecars.push({ coding: name, file });
      if (chooseCoding(field, [name, ...CODING_NAMES]) === name) break;
    }
  } catch (error) {
    takeSidecar(sidecars, undefined);
    throw error;
  }
  return sidecars;
}

/** Closes all sidecars but the one in the given coding, which it returns; undefined if there is none. */
export function takeSidecar(sidecars: readonly Sidecar[], coding: string | undefined): Sidecar | undefined {
  for (const sidecar of sidecars) if (sidecar.coding !== coding) sidecar.file.close();
  return sidecars.find((sidecar) => sidecar.coding === coding);
}

function findFresh(find: FindFile, path: string, stats: FileStats): StoredFile | undefined {
  const found = find(path);
  if (typeof found !== "object" || found.kind !== "file") return undefined;
  if (found.stats.mtimeNs / NS_PER_S >= stats.mtimeNs / NS_PER_S) return found;
  found.close();
  return undefined;
}
