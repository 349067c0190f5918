// Finds the script of a request, and decides whether it may be run.

import { closeSync, readSync, statSync } from "node:fs";
import { isAbsolute, normalize, resolve } from "node:path";
import { type ScriptPath, splitQuery, splitScriptPath } from "../cgi/collapse-path.ts";
import { FIRST_LINE_BYTES, type ScriptKind, scriptKind } from "../cgi/first-line.ts";
import { NO_TEXT, systemPath } from "../files/file-name.ts";
import { type FoundDirectory, openInside } from "../files/open-inside.ts";
import { placeOf } from "../files/place.ts";
import type { OpenedFile } from "../files/stored-file.ts";
import { hasLoneSurrogate, quotePath } from "../http/escape.ts";
import { shortRepr } from "../http/short-repr.ts";
import type { CgiHost } from "./cgi-host.ts";

/** A script that may be run. */
export interface CgiScript extends ScriptPath {
  /** The file, as {@link fullPath} gives it. */
  readonly file: string;
  readonly kind: ScriptKind;
  readonly query: string;
}

/** Why a script is not run. */
export interface ScriptRefusal {
  readonly status: number;
  readonly message: string;
}

/** Finds the script that `cgiInfo` names. */
export function findScript(host: CgiHost): CgiScript | ScriptRefusal {
  const [directory, rest] = host.cgiInfo;
  const [path, query] = splitQuery(rest, host.path);
  const found = splitScriptPath(directory, path, (name) => look(host, fileAt(host, name)) === "directory");
  const { scriptName, pathInfo } = found;
  const local = fileAt(host, scriptName);
  const refuse = (status: number, what: string): ScriptRefusal => {
    return { status, message: `${what} (${shortRepr(scriptName)})` };
  };
  // Node cannot start a file whose name is not UTF-8, and no environment variable holds NUL.
  if (hasLoneSurrogate(local) || local.includes("\0") || pathInfo.includes("\0"))
    return refuse(404, "No such CGI script");
  const kind = look(host, local);
  if (kind === "absent") return refuse(404, "No such CGI script");
  if (kind === "unreadable") return refuse(403, "CGI script is not readable");
  if (kind === "directory" || kind === "other") return refuse(403, "CGI script is not a plain file");
  const needsNoPermission = !host.haveFork && host.isPython(scriptName);
  if (!needsNoPermission && !host.isExecutable(local)) return refuse(403, "CGI script is not executable");
  return { ...found, query, file: fullPath(local), kind };
}

/** The file that the decoded path of a URL stands for. */
export function fileAt(host: CgiHost, decoded: string): string {
  return host.translatePath(quotePath(decoded));
}

/**
 * Makes a path absolute. Where the working directory's path is not UTF-8, what Node makes of that leads nowhere: the path stays relative,
 * and begins with a dot, as a bare name would be looked for in PATH.
 */
export function fullPath(path: string): string {
  if (isAbsolute(path) || !process.cwd().includes(NO_TEXT)) return resolve(path);
  return `./${normalize(path)}`;
}

/** Tells what a path leads to, by the handler's rules for links. */
function look(host: CgiHost, path: string): ScriptKind | "directory" | "other" | "absent" | "unreadable" {
  const place = placeOf(path, host.directory, host.symlinks);
  if (place === undefined || path.includes("\0")) return "absent";
  const found = tryToOpen(() => openInside(place.root, place.relative, place.policy));
  if (found === "unreadable") return found;
  if (found === undefined) return isOther(path) ? "other" : "absent";
  if (found.kind === "directory") return "directory";
  try {
    const bytes = Buffer.alloc(FIRST_LINE_BYTES);
    return path.endsWith("/") ? "absent" : scriptKind(bytes.subarray(0, readSync(found.fd, bytes, 0, bytes.length, 0)));
  } finally {
    closeSync(found.fd);
  }
}

function tryToOpen(
  open: () => OpenedFile | FoundDirectory | undefined,
): OpenedFile | FoundDirectory | "unreadable" | undefined {
  try {
    return open();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") return "unreadable";
    throw error; // such as EMFILE: that is the server's error, not the path's
  }
}

/** Tells whether there is something that is neither a file nor a directory, such as a pipe. */
function isOther(path: string): boolean {
  try {
    const stats = statSync(systemPath(path), { throwIfNoEntry: false });
    return stats !== undefined && !stats.isFile() && !stats.isDirectory();
  } catch {
    return false; // it cannot be reached
  }
}
