// Keeps the source of scripts from being served. Names do not tell what lies below a CGI directory, as a file can have many: other cases,
// links, short forms. The directories in which the file really lies do.

import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileKey } from "../files/file-key.ts";
import { systemPath } from "../files/file-name.ts";
import { joinPath } from "../files/place.ts";
import { realPathOf } from "../files/real-path.ts";
import type { CgiHost } from "./cgi-host.ts";
import { fileAt } from "./cgi-script.ts";

/** Tells whether a local path lies below a CGI directory. Costs some system calls for each request. */
export function leadsToScripts(host: CgiHost, path: string): boolean {
  if (path.includes("\0")) return false; // is never found
  // A subclass may map the directory's path to another place: what lies at either is scripts.
  const places = host.cgiDirectories.flatMap((at) => [fileAt(host, at), joinPath(host.directory, at.slice(1))]);
  const scripts = new Set(places.flatMap(identityOf));
  if (scripts.size === 0) return false;
  const real = orNothing(() => realPathOf(path));
  // What exists, but the system does not say where, may lie there. What a handler has in memory does not exist.
  if (real === undefined) return existsSync(systemPath(path));
  return ancestorsOf(real).some((at) => identityOf(at).some((id) => scripts.has(id)));
}

/** The directories a real path leads through, itself among them. */
function ancestorsOf(real: string): string[] {
  const all = [real];
  for (let at = real; at !== dirname(at); at = dirname(at)) all.push(dirname(at));
  return all;
}

function identityOf(path: string): string[] {
  if (path.includes("\0")) return [];
  const stats = orNothing(() => statSync(systemPath(path), { bigint: true }));
  return stats === undefined ? [] : [fileKey(stats)];
}

function orNothing<Result>(call: () => Result | undefined): Result | undefined {
  try {
    return call();
  } catch {
    return undefined; // not there, or not to be reached: it is not served either
  }
}
