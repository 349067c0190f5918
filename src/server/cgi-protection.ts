// Keeps the text of scripts from being served. What is below a CGI directory is not told by names, of which a file can have many: other
// cases, links, short forms. It is told by the directories in which the file really lies.

import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileKey } from "../files/file-key.ts";
import { systemPath } from "../files/file-name.ts";
import { joinPath } from "../files/place.ts";
import { realPathOf } from "../files/real-path.ts";
import type { CgiHost } from "./cgi-host.ts";
import { fileAt } from "./cgi-script.ts";

/** Tells whether a local path lies below a CGI directory. Costs some calls of the system for each request. */
export function leadsToScripts(host: CgiHost, path: string): boolean {
  if (path.includes("\0")) return false; // is never found
  // A subclass may have the directory's path mean another place: what lies at both is scripts.
  const places = host.cgiDirectories.flatMap((at) => [fileAt(host, at), joinPath(host.directory, at.slice(1))]);
  const scripts = new Set(places.flatMap(identityOf));
  if (scripts.size === 0) return false;
  const real = orNothing(() => realPathOf(path));
  // Where the system does not say where something lies, it may lie there. What a handler has in memory lies nowhere.
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
