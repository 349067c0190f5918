// What becomes of an error that ends a request: the one place where errors turn into statuses.

import { type HTTPError, isHTTPError, isProtocolError, isTimeoutError } from "../http/errors.ts";

/** The answer to a request that failed, and whether the failure is the program's own. */
export interface Failure {
  readonly status: number;
  readonly message?: string | undefined;
  readonly explain?: string | undefined;
  readonly fields?: HTTPError["fields"];
  /** True when the program is at fault: the error goes to `server.handleError`. */
  readonly isBug: boolean;
  /** What the system said, for the log only: it may name a local path. */
  readonly reason?: string;
}

/** Node's own error code where its permission model forbids something. */
export const NOT_PERMITTED = "ERR_ACCESS_DENIED";

const SYSTEM_STATUS: ReadonlyMap<string, number> = new Map([
  ["ENOENT", 404],
  ["ENOTDIR", 404],
  ["ENAMETOOLONG", 404],
  ["EACCES", 403],
  ["EPERM", 403],
  [NOT_PERMITTED, 403],
  ["EMFILE", 503],
  ["ENFILE", 503],
]);

/** The error codes of streams whose client has gone. */
const LOST_CLIENT: ReadonlySet<unknown> = new Set(["ERR_STREAM_PREMATURE_CLOSE", "EPIPE", "ECONNRESET"]);

/** Tells whether an error only says that the client has gone, or that work for it was given up: neither is an error of the program. */
export function isLostClient(error: unknown): boolean {
  return LOST_CLIENT.has((error as NodeJS.ErrnoException | null | undefined)?.code) || isAbort(error);
}

/** Tells whether an error only says that something was given up. */
export function isAbort(error: unknown): boolean {
  return (error as Partial<Error> | null | undefined)?.name === "AbortError";
}

/** Returns what was thrown. If even looking at it throws, as with a revoked proxy or a faulty getter, returns that error instead. */
export function readable(thrown: unknown): unknown {
  try {
    failureOf(thrown);
    return thrown;
  } catch (error) {
    return error;
  }
}

/** Decides how a failed request is answered. The text of a system error is not sent, as it may name a local path. */
export function failureOf(error: unknown): Failure {
  if (isProtocolError(error))
    return { status: error.status, message: error.message, explain: error.explain, isBug: false };
  if (isHTTPError(error)) {
    const { status, reason, explain, fields } = error;
    return { status, message: reason, explain, fields, isBug: false };
  }
  if (isTimeoutError(error)) return { status: 408, isBug: false };
  const { code = "", message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const status = SYSTEM_STATUS.get(code);
  if (status === undefined) return { status: 500, isBug: true };
  return { status, isBug: false, reason: message ?? code };
}
