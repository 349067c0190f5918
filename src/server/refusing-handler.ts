// How a handler says no: error pages, and what becomes of errors that were thrown.

import { isTimeoutError, TimeoutError } from "../http/errors.ts";
import { hasNoContent } from "../http/framing.ts";
import { safeReason } from "../http/response-head.ts";
import { type StatusCode, statusValue } from "../http/status.ts";
import { isThenable } from "../io/thenable.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { DEFAULT_ERROR_CONTENT_TYPE, DEFAULT_ERROR_MESSAGE, errorPage } from "./error-page.ts";
import { type Failure, failureOf, isLostClient, readable } from "./failure.ts";
import { implementedMethods } from "./implemented-methods.ts";
import { RespondingRequestHandler } from "./responding-handler.ts";

/** The answers to requests that exceed a limit. */
const LIMIT_STATUSES: ReadonlySet<number> = new Set([408, 413, 414, 431]);

/** A handler that can refuse a request. */
export class RefusingRequestHandler<Server extends BaseServer = BaseServer> extends RespondingRequestHandler<Server> {
  /** The template of error pages, with `%(code)d`, `%(message)s` and `%(explain)s`. */
  errorMessageFormat: string = DEFAULT_ERROR_MESSAGE;
  /** The Content-Type of error pages. */
  errorContentType: string = DEFAULT_ERROR_CONTENT_TYPE;

  /**
   * Logs an error and answers with it: a complete response with a page, after which the connection is closed.
   *
   * `message` (one line) and `explain` default to the texts of `responses`, or to `???`. There is no page for HEAD, nor for 1xx, 204, 205
   * and 304. Fields that were buffered but not sent are dropped. `fields` are sent with the error; none of them keeps the connection open.
   * The `Allow` field of a 405 names the handler's other methods, unless `fields` has an `Allow`.
   *
   * An override may return a promise; the code that refuses requests awaits it.
   *
   * @throws TypeError when `code` is not a status code, and when the head of the response has been sent already.
   */
  sendError(
    code: StatusCode,
    message?: string | null,
    explain?: string | null,
    fields: Iterable<readonly [name: string, value: string]> = [],
  ): void {
    const status = statusValue(code);
    const [shortText, longText] = this.responses[status] ?? ["???", "???"];
    const text = message ?? shortText;
    this.logError("code %d, message %s", status, text);
    if (LIMIT_STATUSES.has(status)) this.server.countRefusal(status);
    this.responseHead.clearUnsent();
    this.sendResponse(status, safeReason(text));
    this.sendHeader("Connection", "close");
    const own = [...fields];
    const saysAllow = own.some(([name]) => name.toLowerCase() === "allow"); // two fields would be one list
    if (status === 405 && !saysAllow) this.sendHeader("Allow", this.#otherMethods());
    for (const [name, value] of own) this.sendHeader(name, value);
    this.closeConnection = true;
    const hasPage = !hasNoContent(status);
    const page = hasPage ? errorPage(this.errorMessageFormat, status, text, explain ?? longText) : undefined;
    if (page !== undefined) {
      this.sendHeader("Content-Type", this.errorContentType);
      this.sendHeader("Content-Length", page.length);
    }
    this.endHeaders();
    this.isHeadSent = true; // whatever the code
    if (page !== undefined && this.command !== "HEAD") this.wfile.write(page);
  }

  /** What `Allow` says where the present method is not allowed (RFC 9110 §15.5.6). */
  #otherMethods(): string {
    const methods = implementedMethods(this).filter((method) => method !== this.command);
    return methods.join(", ");
  }

  /** Answers a request that failed: with the error's status if nothing has been sent yet, else by cutting the connection. */
  async answerFailure(thrown: unknown): Promise<void> {
    const error = readable(thrown);
    const failure = failureOf(error);
    const { status, message, isBug, reason } = failure;
    this.closeConnection = true;
    if (isTimeoutError(error)) this.logTimeout(error);
    else if (this.wfile.hasTimedOut) this.logTimeout(new TimeoutError());
    if (this.wfile.isClosed && isLostClient(error)) return;
    if (reason !== undefined) this.logError("%s", reason);
    if (isBug) await this.server.handleError(this.request, this.clientAddress, error);
    if (this.wfile.isClosed) return;
    if (this.takeBackResponse()) {
      await this.#sendFailure(failure);
    } else {
      if (!isBug && !isTimeoutError(error))
        this.logError("code %d, message %s, after the response began", status, message ?? this.responses[status]?.[0]);
      this.wfile.abort();
    }
  }

  /** The last resort: an error that cannot be sent, because of its fields or an override, becomes the library's own 500. */
  async #sendFailure({ status, message, explain, fields }: Failure): Promise<void> {
    try {
      const sending: unknown = this.sendError(status, message, explain, fields);
      if (isThenable(sending)) await sending;
    } catch (error) {
      if (!this.takeBackResponse()) this.wfile.abort();
      await this.server.handleError(this.request, this.clientAddress, error);
      if (this.wfile.isClosed) return;
      RefusingRequestHandler.prototype.sendError.call(this, 500);
    }
    this.wfile.endBody();
  }
}
