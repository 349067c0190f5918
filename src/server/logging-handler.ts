// The log of a handler: Python's methods, on a base class of their own because they are a noun of their own.

import { escapeLogText } from "../http/escape.ts";
import { percentFormat } from "../http/percent-format.ts";
import { type StatusCode, statusValue } from "../http/status.ts";
import { logToStderr } from "../io/stderr-log.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { StreamRequestHandler } from "../socketserver/request-handlers.ts";
import { currentLogDate } from "./clock.ts";

/** A stream handler that logs as `BaseHTTPRequestHandler` does. Override `logMessage` to log elsewhere. */
export class LoggingRequestHandler<Server extends BaseServer = BaseServer> extends StreamRequestHandler<Server> {
  /** The request line without its line end; empty if there was no valid one. */
  requestline = "";

  /** Logs an accepted request; `sendResponse` calls it. `size` is never filled in by this library. */
  logRequest(code: StatusCode | string = "-", size: number | string = "-"): void {
    this.logMessage('"%s" %s %s', this.requestline, typeof code === "string" ? code : statusValue(code), size);
  }

  /** Logs an error; passes its arguments on to `logMessage`. */
  logError(format: string, ...args: unknown[]): void {
    this.logMessage(format, ...args);
  }

  /**
   * Logs a message on stderr, behind the client's address and the time: `127.0.0.1 - - [20/Nov/2026 22:58:22] "GET ...`.
   *
   * `format` is printf-style, as Python's `%` takes it. Control characters and backslashes of the message are escaped, so
   * that a peer cannot forge lines.
   *
   * @throws TypeError when the arguments do not fit the format.
   */
  logMessage(format: string, ...args: unknown[]): void {
    const message = escapeLogText(percentFormat(format, args));
    logToStderr(`${this.addressString()} - - [${this.logDateTimeString()}] ${message}\n`);
  }

  /** The present local time for the log: `20/Nov/2026 22:58:22`. */
  logDateTimeString(): string {
    return currentLogDate();
  }

  /** The client's address for the log: its IP address; empty on a Unix socket. */
  addressString(): string {
    const { clientAddress } = this;
    return typeof clientAddress === "string" ? clientAddress : clientAddress[0];
  }
}
