// How errors of a server are told.

import { pythonRepr } from "../http/python-repr.ts";
import { logToStderr } from "../io/stderr-log.ts";
import type { Address } from "./server-address.ts";

/** Reports an error on stderr as Python does: the client, the trace, two lines of dashes. */
export function reportError(clientAddress: Address, error: unknown): void {
  const line = "-".repeat(40);
  const trace = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const where = `Exception occurred during processing of request from ${pythonRepr(clientAddress)}`;
  logToStderr(`${line}\n${where}\n${trace}\n${line}\n`);
}

/** True for errors of the operating system, Python's `OSError`. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}
