// Keeps the text of scripts from being served. What is below a CGI directory is not told by names, of which a file can have many: other
// cases, links, short forms. It is told by the directories in which the file really lies.

import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { decodeName, systemPath } from "../files/file-name.ts";
import { joinPath } from "../files/place.ts";
import type { CgiHost } from "./cgi-host.ts";
import { localPath } from "./cgi-script.ts";

/** Tells whether a local path lies below a CGI directory. Costs some calls of the system for each request. */
export function leadsToScripts(host: CgiHost, path: string): boolean {
  if (path.includes("\0")) return false; // is never found
  // A subclass may have the directory's path mean another place: what lies at both is scripts.
  const places = host.cgiDirectories.flatMap((at) => [localPath(host, at), joinPath(host.directory, at.slice(1))]);
  const scripts = new Set(places.flatMap(identityOf));
  return scripts.size > 0 && ancestorsOf(path).some((at) => identityOf(at).some((id) => scripts.has(id)));
}

/** The directories a path really lies in, itself among them; none where there is nothing. */
function ancestorsOf(path: string): string[] {
  const real = orNothing(() => decodeName(realpathSync.native(systemPath(path), "buffer")));
  const all: string[] = [];
  for (let at = real; at !== undefined; at = at === dirname(at) ? undefined : dirname(at)) all.push(at);
  return all;
}

/** What tells a directory from all others: device and file number, beyond 2^53 on some systems. */
function identityOf(path: string): string[] {
  if (path.includes("\0")) return [];
  const stats = orNothing(() => statSync(systemPath(path), { bigint: true }));
  return stats === undefined ? [] : [`${stats.dev}:${stats.ino}`];
}

function orNothing<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch {
    return undefined; // not there, or not to be reached: it is not served either
  }
}
