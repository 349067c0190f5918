// The error classes of this project. Nothing here answers a peer: floor 0 throws, the handler answers.

import { type StatusCode, statusValue } from "./status.ts";

const KIND: unique symbol = Symbol.for("basehttp.errorKind");

type ErrorKind = "protocol" | "http" | "timeout";

/** Marks all errors of a class. */
function mark(errorClass: { readonly prototype: Error }, kind: ErrorKind): void {
  Object.defineProperty(errorClass.prototype, KIND, { value: kind });
}

/** Tells which kind of error a value is. The symbol is a registered one, so that two copies of the package agree. */
function kindOf(error: unknown): unknown {
  return typeof error === "object" && error !== null ? (error as { [KIND]?: unknown })[KIND] : undefined;
}

/**
 * Says that the peer broke HTTP. The request is answered with `status` and the connection is closed.
 *
 * `message` is the reason phrase of the answer, `explain` the sentence below it on the error page.
 */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  readonly status: number;
  readonly explain: string | undefined;

  constructor(status: number, message: string, explain?: string) {
    super(message);
    this.status = status;
    this.explain = explain;
  }
}

/**
 * Lets a handler answer with a status from anywhere below a `do_*` method: `throw new HTTPError(404, "No such report")`.
 *
 * While nothing has been sent, it becomes `sendError(status, message, explain, fields)`, or a 500 if that throws. Once
 * something has been sent, the connection is reset. Python has no counterpart: there an exception ends in a traceback and
 * a closed connection.
 */
export class HTTPError extends Error {
  override readonly name: string = "HTTPError";
  readonly status: number;
  /** The reason phrase to send; undefined means the status's own. */
  readonly reason: string | undefined;
  readonly explain: string | undefined;
  /** Header fields of the answer, such as `WWW-Authenticate` for a 401 and `Retry-After` for a 503. */
  readonly fields: readonly (readonly [name: string, value: string])[];

  /** @throws RangeError for a status outside 400 to 599; TypeError for anything that is not a status. */
  constructor(
    status: StatusCode,
    message?: string,
    explain?: string,
    fields: Iterable<readonly [name: string, value: string]> = [],
  ) {
    const value = statusValue(status);
    if (!(Number.isInteger(value) && value >= 400 && value <= 599))
      throw new RangeError(`The status of an HTTPError is 400 to 599; it was ${value}.`);
    super(message ?? `HTTP status ${value}`);
    this.status = value;
    this.reason = message;
    this.explain = explain;
    this.fields = [...fields];
  }
}

/** Says that a peer let a time limit pass (Python's `TimeoutError`). */
export class TimeoutError extends Error {
  override readonly name: string = "TimeoutError";

  constructor(message = "timed out") {
    super(message);
  }
}

/** Says that something was written to a client that has gone (Python's `BrokenPipeError`). */
export class BrokenPipeError extends Error {
  override readonly name: string = "BrokenPipeError";
  readonly code = "EPIPE";

  constructor(message = "The client has gone.") {
    super(message);
  }
}

mark(ProtocolError, "protocol");
mark(HTTPError, "http");
mark(TimeoutError, "timeout");

/** The base class of what `parseHeaders` throws for a head over its limits (Python's `http.client.HTTPException`). */
export class HTTPException extends Error {
  override readonly name: string = "HTTPException";
}

/** Says that a line is longer than 65,536 bytes (Python's `http.client.LineTooLong`). */
export class LineTooLong extends HTTPException {
  override readonly name: string = "LineTooLong";

  constructor(what: string) {
    super(`got more than 65536 bytes when reading ${what}`);
  }
}

/** Tells a `ProtocolError` from everything else. */
export function isProtocolError(error: unknown): error is ProtocolError {
  return kindOf(error) === "protocol";
}

/** Tells an `HTTPError` from everything else. */
export function isHTTPError(error: unknown): error is HTTPError {
  return kindOf(error) === "http";
}

/** Tells a `TimeoutError` from everything else. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return kindOf(error) === "timeout";
}
