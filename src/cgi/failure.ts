// What is the matter with a script that gave no answer: a status for the client, and a sentence for the script's author.

import { findBarrier } from "./access.ts";
import { isExhaustion } from "./exhaustion.ts";
import type { ScriptKind } from "./first-line.ts";
import type { Ending } from "./process.ts";
import type { Identity } from "./user.ts";

/** A failure. */
export interface CgiFailure {
  readonly status: number;
  /** The end of a sentence that begins with the script. */
  readonly explanation: string;
}

/** What was run. */
export interface Attempt {
  readonly file: string;
  readonly kind: ScriptKind;
  /** The user, where the script was to run as another than the server. */
  readonly user: string | undefined;
  readonly identity: Identity | undefined;
  /** True if `prlimit` was to start it, and tells of failures by its exit code. */
  readonly isWrapped: boolean;
}

/** How `prlimit` ends where the program is not there, or may not be run. */
const WRAPPER_CODES: ReadonlyMap<number, string> = new Map([
  [126, "EACCES"],
  [127, "ENOENT"],
]);

const CARRIAGE_RETURN =
  "; its first line ends with CR LF, and the CR is taken for a part of the interpreter's name: save it with LF line ends";

/** Explains why a script did not start. */
function startFailure(code: string, attempt: Attempt): CgiFailure {
  if (isExhaustion(code)) return { status: 503, explanation: `cannot be started now: the system says ${code}` };
  if (code === "E2BIG")
    return { status: 431, explanation: "cannot be started: the request is too long for its environment" };
  if (code === "EACCES" || code === "EPERM") return { status: 403, explanation: explainRefusal(attempt) };
  if (code === "ENOENT" && attempt.kind.kind === "script") {
    const hint = attempt.kind.hasCarriageReturn ? CARRIAGE_RETURN : "";
    const named = JSON.stringify(attempt.kind.interpreter);
    return { status: 500, explanation: `cannot be started: there is no ${named}, which its first line names${hint}` };
  }
  return { status: 500, explanation: `cannot be started: the system says ${code}` };
}

function explainRefusal({ file, user, identity }: Attempt): string {
  const barrier = user === undefined || identity === undefined ? undefined : findBarrier(file, user, identity);
  return `cannot be started: ${barrier ?? "the system does not allow to execute it, or the interpreter its first line names"}`;
}

/** Explains why the output of a script ended before its head did. `ending` is undefined while the script still runs. */
export function outputFailure(ending: Ending | undefined, hasBegun: boolean, attempt: Attempt): CgiFailure {
  if (ending?.kind === "failed") return startFailure(ending.error.code ?? "no reason", attempt);
  const code = ending?.code ?? 0;
  const wrapped = attempt.isWrapped && !hasBegun ? WRAPPER_CODES.get(code) : undefined;
  if (wrapped !== undefined) return startFailure(wrapped, attempt);
  const what = hasBegun ? "wrote no empty line behind its header fields" : "wrote nothing";
  const how = code === 0 ? "" : code < 0 ? ` before signal ${-code} ended it` : ` and exited with code ${code}`;
  const hint = attempt.kind.kind === "script" && attempt.kind.hasCarriageReturn ? CARRIAGE_RETURN : "";
  return { status: 502, explanation: `${what}${how}${hint}` };
}
