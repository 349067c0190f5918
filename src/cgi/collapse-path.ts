// From a request target to a script: names only, nothing here touches the disk.

import { decodeName } from "../files/file-name.ts";
import { decodePath, splitTarget } from "../files/url-path.ts";

/** A target, split after its CGI directory: that directory, and all that follows the next slash, query included. */
export type CgiInfo = readonly [directory: string, rest: string];

/** A script and what follows it, decoded. */
export interface ScriptPath {
  /** The path of the script in the URL (SCRIPT_NAME). */
  readonly scriptName: string;
  /** The last segment of that path. */
  readonly script: string;
  /** What follows: empty, or beginning with a slash (PATH_INFO). */
  readonly pathInfo: string;
}

/**
 * Percent-decodes the path of a target, and resolves it: empty segments and `.` are dropped, `..` goes up. What follows the last slash is
 * kept apart, so a path of one segment begins with two slashes. The query is put back as it was.
 *
 * @throws RangeError where `..` goes above the root.
 *
 * Source: `_url_collapse_path` of Python's `http.server`, whose error is an IndexError.
 */
export function collapsePath(target: string): string {
  const { path, query } = splitTarget(target);
  const words = decodeName(decodePath(path)).split("/");
  const last = words.pop() as string;
  const heads: string[] = [];
  for (const word of words) {
    if (word === "..") goUp(heads);
    else if (word !== "" && word !== ".") heads.push(word);
  }
  if (last === "..") goUp(heads);
  const tail = last === ".." || last === "." ? "" : last;
  return `/${heads.join("/")}/${query === "" ? tail : `${tail}?${query}`}`;
}

function goUp(words: string[]): void {
  if (words.length === 0) throw new RangeError("The path goes above its root.");
  words.pop();
}

/** Finds the first CGI directory that a collapsed path begins with; undefined if there is none. */
export function findCgiDirectory(collapsed: string, directories: readonly string[]): CgiInfo | undefined {
  for (let end = collapsed.indexOf("/", 1); end > 0; end = collapsed.indexOf("/", end + 1)) {
    if (directories.includes(collapsed.slice(0, end))) return [collapsed.slice(0, end), collapsed.slice(end + 1)];
  }
  return undefined;
}

/**
 * Splits the query off the rest of a target.
 *
 * Differs from Python: the query is what followed the first `?` of the target; an encoded one belongs to the path.
 */
export function splitQuery(rest: string, target: string): readonly [path: string, query: string] {
  const { path, query } = splitTarget(target);
  if (query !== "" && rest.endsWith(`?${query}`)) return [rest.slice(0, -query.length - 1), query];
  const mark = /%3f/i.test(path) ? -1 : rest.indexOf("?");
  return mark === -1 ? [rest, ""] : [rest.slice(0, mark), rest.slice(mark + 1)];
}

/** Finds the script: the first segment that names no directory, or else the last one. What follows it is PATH_INFO. */
export function splitScriptPath(directory: string, rest: string, isDirectory: (path: string) => boolean): ScriptPath {
  let walked = directory;
  let left = rest;
  for (let end = left.indexOf("/"); end >= 0; end = left.indexOf("/")) {
    const next = `${walked}/${left.slice(0, end)}`;
    if (!isDirectory(next)) break;
    walked = next;
    left = left.slice(end + 1);
  }
  const end = left.indexOf("/");
  const script = end === -1 ? left : left.slice(0, end);
  return { scriptName: `${walked}/${script}`, script, pathInfo: end === -1 ? "" : left.slice(end) };
}
