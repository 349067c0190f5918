// Keeps the text of scripts from being served. What is below a CGI directory is not told by names, of which a file can have many: other
// cases, links, short forms. It is told by the directories in which the file really lies.

import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { decodeName, systemPath } from "../files/file-name.ts";
import { joinPath } from "../files/place.ts";
import { splitTarget } from "../files/url-path.ts";
import type { CgiHost } from "./cgi-host.ts";
import { localPath } from "./cgi-script.ts";

/** A target that means a directory's content; without it the answer is a redirection. */
const SLASH_AT_END = /(?:\/|%2f)$/i;

/** Tells whether a local path, or the index page there, lies below a CGI directory. Costs some calls of the system for each request. */
export function leadsToScripts(host: CgiHost, path: string): boolean {
  if (path.includes("\0")) return false; // is never found
  const scripts = new Set(host.cgiDirectories.flatMap((directory) => identityOf(localPath(host, directory))));
  if (scripts.size === 0) return false;
  const isRedirected = !SLASH_AT_END.test(splitTarget(host.path).path) && isDirectory(path);
  const served = isRedirected ? [] : [path, ...host.indexPages.map((page) => joinPath(path, page))];
  return served.some((each) => ancestorsOf(each).some((at) => identityOf(at).some((id) => scripts.has(id))));
}

function isDirectory(path: string): boolean {
  return orNothing(() => statSync(systemPath(path)))?.isDirectory() ?? false;
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
