// The log of a handler: Python's methods, in a base class of their own.

import { escapeLogText } from "../http/escape.ts";
import { percentFormat } from "../http/percent-format.ts";
import { pythonRepr, pythonStr } from "../http/python-repr.ts";
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
    const shownCode = typeof code === "string" ? code : statusValue(code);
    if (this.logMessage === usualLogMessage) {
      // What logMessage writes, without parsing the format for every request.
      writeLine(this, `"${logText(this.requestline)}" ${logText(shownCode)} ${logText(size)}`);
    } else {
      this.logMessage('"%s" %s %s', this.requestline, shownCode, size);
    }
  }

  /** Logs an error; passes its arguments on to `logMessage`. */
  logError(format: string, ...args: unknown[]): void {
    this.logMessage(format, ...args);
  }

  /** Logs that the client was too slow, as Python does. */
  logTimeout(error: Error): void {
    this.logError("Request timed out: %s", `${error.name}(${pythonRepr(error.message)})`);
  }

  /**
   * Logs a message on stderr, after the client's address and the time: `127.0.0.1 - - [20/Nov/2026 22:58:22] "GET ...`.
   *
   * `format` is printf-style, as Python's `%` takes it. Control characters and backslashes of the message are escaped, so
   * that a peer cannot forge lines.
   *
   * @throws TypeError when the arguments do not fit the format.
   */
  logMessage(format: string, ...args: unknown[]): void {
    writeLine(this, escapeLogText(percentFormat(format, args)));
  }

  /** The current local time for the log: `20/Nov/2026 22:58:22`. */
  logDateTimeString(): string {
    return currentLogDate();
  }

  /** The client's address for the log: its IP address; empty on a Unix socket. */
  addressString(): string {
    const { clientAddress } = this;
    return typeof clientAddress === "string" ? clientAddress : clientAddress[0];
  }
}

const usualLogMessage = LoggingRequestHandler.prototype.logMessage;

function writeLine(handler: LoggingRequestHandler, message: string): void {
  logToStderr(`${handler.addressString()} - - [${handler.logDateTimeString()}] ${message}\n`);
}

/** What `%s` makes of a value, escaped for the log. */
function logText(value: string | number): string {
  return escapeLogText(pythonStr(value));
}
