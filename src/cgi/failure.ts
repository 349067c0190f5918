// Why a script gave no answer: a status for the client, and a sentence for the script's author.

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { findBarrier } from "./access.ts";
import { isExhaustion } from "./exhaustion.ts";
import type { ScriptKind } from "./first-line.ts";
import type { Ending } from "./process.ts";
import type { SpoolFileError } from "./spool.ts";
import type { Identity } from "./user.ts";

/** A failure. */
export interface CgiFailure {
  readonly status: number;
  /** The rest of a sentence that begins with the script's name. */
  readonly explanation: string;
}

/** What was run. */
export interface Attempt {
  /** The script. */
  readonly file: string;
  /** The program that was started: the script, or what runs it. */
  readonly program: string;
  readonly kind: ScriptKind;
  /** The user the script was to run as, if not the server's own. */
  readonly user: string | undefined;
  readonly identity: Identity | undefined;
  /** True if `prlimit` was to start it: failures then show in its exit code. */
  readonly isWrapped: boolean;
}

/** The system's errors for a full disk, and for a used up quota. */
const NO_ROOM: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

const CARRIAGE_RETURN =
  "; its first line ends with CR LF, and the CR is taken for part of the interpreter's name: save the file with LF line ends";

/** Explains why a program, the script or what runs it, did not start. */
function startFailure(code: string, program: string, attempt: Attempt): CgiFailure {
  const fail = (status: number, what: string): CgiFailure => ({ status, explanation: `cannot be started${what}` });
  if (isExhaustion(code)) return fail(503, ` now: the system says ${code}`);
  if (code === "E2BIG") return fail(431, ": the request is too long for its environment");
  if (program !== attempt.file) return fail(500, `: ${explainProgram(code, program, attempt.user)}`);
  if (code === "EACCES" || code === "EPERM") return fail(403, `: ${explainRefusal(attempt)}`);
  const { kind } = attempt;
  if (code === "ENOENT" && kind.kind === "script" && !existsSync(interpreterPath(kind.interpreter))) {
    const hint = kind.hasCarriageReturn ? CARRIAGE_RETURN : "";
    return fail(500, `: there is no ${JSON.stringify(kind.interpreter)}, which its first line names${hint}`);
  }
  return fail(500, `: the system says ${code}`);
}

function explainProgram(code: string, program: string, user: string | undefined): string {
  const name = JSON.stringify(program);
  if (code === "ENOENT") return `there is no program ${name}${program.includes("/") ? "" : " in PATH"}`;
  if (code !== "EACCES" && code !== "EPERM") return `the system says ${code} of ${name}`;
  return `${user === undefined ? "the server" : `the user ${user}`} may not execute ${name}, or may not enter its directory`;
}

/** Returns an interpreter's path as bytes: first lines are read as latin-1. */
function interpreterPath(interpreter: string): Buffer {
  return Buffer.from(interpreter, "latin1");
}

/** Explains why a body of unknown length could not be kept for a script. */
export function spoolFailure({ directory, code }: SpoolFileError): CgiFailure {
  if (isExhaustion(code)) return { status: 503, explanation: `cannot be given its body now: the system says ${code}` };
  const status = NO_ROOM.has(code) ? 503 : 500;
  return { status, explanation: `cannot be given its body: ${directory} cannot be written to (${code}); set TMPDIR` };
}

function explainRefusal(attempt: Attempt): string {
  const barrier = barrierOf(attempt.file, attempt);
  return barrier ?? "the system does not allow it, or the interpreter that its first line names, to be executed";
}

function barrierOf(path: string, { user, identity }: Attempt): string | undefined {
  return user === undefined || identity === undefined ? undefined : findBarrier(path, user, identity);
}

/** Reads the exit code of `prlimit`: 127 for a missing program, 126 for one that may not be run. A script may end with these, too. */
function wrapperReason(code: number, attempt: Attempt): string | undefined {
  const { file, kind } = attempt;
  const programs = kind.kind === "script" ? [file, interpreterPath(kind.interpreter)] : [file];
  if (code === 127) return programs.every((path) => existsSync(path)) ? undefined : "ENOENT";
  const isBarred = (path: string | Buffer): boolean =>
    !isProgram(path) || barrierOf(String(path), attempt) !== undefined;
  return code === 126 && programs.some(isBarred) ? "EACCES" : undefined;
}

function isProgram(path: string | Buffer): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Explains why the output of a script ended before its head did. `ending` is undefined while the script still runs. */
export function outputFailure(ending: Ending | undefined, hasBegun: boolean, attempt: Attempt): CgiFailure {
  if (ending?.kind === "failed") return startFailure(ending.error.code ?? "no reason", attempt.program, attempt);
  const code = ending?.code ?? 0;
  const wrapped = attempt.isWrapped && !hasBegun ? wrapperReason(code, attempt) : undefined;
  if (wrapped !== undefined) return startFailure(wrapped, attempt.file, attempt);
  const what = hasBegun ? "wrote no empty line after its header fields" : "wrote nothing";
  const how = code === 0 ? "" : code < 0 ? ` before signal ${-code} ended it` : ` and exited with code ${code}`;
  const hint = attempt.kind.kind === "script" && attempt.kind.hasCarriageReturn ? CARRIAGE_RETURN : "";
  return { status: 502, explanation: `${what}${how}${hint}` };
}
