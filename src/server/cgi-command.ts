// From a handler and a script to what is run: program, arguments, user, directory.

import { dirname } from "node:path";
import { findProgram } from "../cgi/find-program.ts";
import type { Command } from "../cgi/process.ts";
import { findPrlimit, prlimitOptions } from "../cgi/resource-limits.ts";
import { searchWords } from "../cgi/search-words.ts";
import { findUser, type Identity, mayChangeUser } from "../cgi/user.ts";
import { HTTPError } from "../http/errors.ts";
import type { CgiHost } from "./cgi-host.ts";
import type { CgiScript } from "./cgi-script.ts";

/** A program and its arguments. */
interface CommandLine extends Pick<Command, "file" | "args" | "argv0"> {
  /** True if `prlimit` starts the script. */
  readonly isWrapped: boolean;
}

/** What runs Python's scripts where the system cannot run scripts. */
const PYTHON = "python";

/**
 * Makes the command line. The words of a query without `=` are arguments, where a page is asked for.
 *
 * @returns the program that is lacking: `prlimit`, where limits are set that only it can keep, or `python`.
 *
 * Differs from Python: the words are decoded, each is an argument of its own, and without a query there is none, as RFC 3875 §4.4 has it. There
 * the query is one argument, even an empty one. With a word that begins with a dash there are none: an interpreter would take it for an option.
 */
export function commandLine(host: CgiHost, script: CgiScript): CommandLine | "prlimit" | "python" {
  const words = host.command === "GET" || host.command === "HEAD" ? searchWords(script.query) : [];
  if (!host.haveFork && host.isPython(script.file)) {
    const file = process.platform === "win32" ? findProgram(PYTHON, searchPath(host)) : PYTHON;
    if (file === undefined) return PYTHON;
    return { file, args: ["-u", script.file, ...words], argv0: PYTHON, isWrapped: false };
  }
  const options = prlimitOptions(host.cgiLimits);
  if (options.length === 0) return { file: script.file, args: words, argv0: script.script, isWrapped: false };
  const prlimit = findPrlimit();
  if (prlimit === undefined) return "prlimit";
  return { file: prlimit, args: [...options, "--", script.file, ...words], argv0: "prlimit", isWrapped: true };
}

/** Windows knows variables in any case, and Node passes on the capital one where there are several. */
function searchPath({ cgiEnvironment }: CgiHost): string {
  const own = Object.entries(cgiEnvironment).filter(([name]) => name.toUpperCase() === "PATH");
  const [first] = own.sort(([a], [b]) => (a < b ? -1 : 1));
  return first?.[1] ?? process.env["PATH"] ?? "";
}

/**
 * Finds the user scripts run as: undefined where it is the server's own, "unknown" where there is no such user.
 *
 * @throws HTTPError 503 where means are lacking to find out.
 */
export function identityFor(host: CgiHost): Identity | undefined | "unknown" {
  const { cgiUser } = host;
  if (cgiUser === null || !mayChangeUser()) return undefined;
  try {
    return findUser(cgiUser) ?? "unknown";
  } catch (error) {
    const { code = "no reason" } = error as NodeJS.ErrnoException;
    host.logError("The user %s cannot be looked up now: the system says %s", cgiUser, code);
    throw new HTTPError(503);
  }
}

/** The directory scripts run in; undefined for the server's, which need not have a name any more, or one that is text. */
export function workingDirectory(host: CgiHost, script: CgiScript): string | undefined {
  return host.cgiWorkingDirectory === "script" ? dirname(script.file) : undefined;
}
