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

/** The program that runs Python scripts where the system cannot run scripts itself. */
const PYTHON = "python";

/**
 * Makes the command line. With GET and HEAD, the words of a query without `=` are arguments.
 *
 * @returns the name of a program if that is missing: `prlimit`, where limits are set that only it can enforce, or `python`.
 *
 * Differs from Python: the words are decoded, each is an argument of its own, and without a query there are none (RFC 3875 §4.4). In Python
 * the whole query is one argument, even when it is empty. If a word begins with a dash there are no arguments, as an interpreter would take
 * it for an option.
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

/** Windows ignores the case of variable names; where several differ only in that, Node passes on the one in capitals. */
function searchPath({ cgiEnvironment }: CgiHost): string {
  const own = Object.entries(cgiEnvironment).filter(([name]) => name.toUpperCase() === "PATH");
  const [first] = own.sort(([a], [b]) => (a < b ? -1 : 1));
  return first?.[1] ?? process.env["PATH"] ?? "";
}

/**
 * Finds the user scripts run as: undefined where it is the server's own, "unknown" where there is no such user.
 *
 * @throws HTTPError 503 when the system lacks the means to find out.
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

/** The directory scripts run in; undefined for the server's own, whose path may have vanished, or not be UTF-8. */
export function workingDirectory(host: CgiHost, script: CgiScript): string | undefined {
  return host.cgiWorkingDirectory === "script" ? dirname(script.file) : undefined;
}
