// How a server's errors are reported.

import { pythonRepr } from "../http/python-repr.ts";
import { logToStderr } from "../io/stderr-log.ts";
import { escapeTrace } from "./escape-trace.ts";
import type { Address } from "./server-address.ts";

/** Reports an error on stderr as Python does: the client, the trace with its causes, two lines of dashes. */
export function reportError(clientAddress: Address, error: unknown): void {
  const line = "-".repeat(40);
  const trace = escapeTrace(traceOf(error), error);
  const where = `Exception occurred during processing of request from ${pythonRepr(clientAddress)}`;
  logToStderr(`${line}\n${where}\n${trace}\n${line}\n`);
}

/** What Node shows of an uncaught error: the stack, the fields, the causes. Anything may be thrown, so showing it may throw, too. */
function traceOf(error: unknown): string {
  if (typeof error === "string") return error;
  try {
    return process.getBuiltinModule("node:util").inspect(error);
  } catch {
    return "Something was thrown that cannot be shown";
  }
}

/** True for errors of the operating system, Python's `OSError`. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}
