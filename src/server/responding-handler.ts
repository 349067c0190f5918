// How a handler answers: status line and header fields. The framing of the body is decided once, in endHeaders.

import { formatHttpDate, MONTH_NAMES, WEEKDAY_NAMES } from "../http/date.ts";
import { hasNoAnnouncement, type ResponseFraming, responseFraming } from "../http/framing.ts";
import { listMembers } from "../http/grammar.ts";
import { fieldLine } from "../http/head-lines.ts";
import { ResponseHead } from "../http/response-head.ts";
import { RESPONSES, type StatusCode, statusValue } from "../http/status.ts";
import { isTrailerField } from "../http/trailer-field.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { currentHttpDate } from "./clock.ts";
import { LoggingRequestHandler } from "./logging-handler.ts";
import { joinVersions, SHORT_VERSION } from "./server-version.ts";

const CODING_FOR_OLD_CLIENT =
  "An HTTP/1.0 client does not know Transfer-Encoding: without it and a length, the body ends with the connection.";

const NO_RESPONSE = "There is no head to end: call sendResponse() before endHeaders().";

/** Made once: every connection has a handler. */
const SERVER_VERSION = `BaseHTTP/${SHORT_VERSION}`;
const SYS_VERSION = `Node.js/${process.versions.node.split(".", 1)[0]}`;

/** A handler that can answer a request. `RefusingRequestHandler` adds how it says no. */
export class RespondingRequestHandler<Server extends BaseServer = BaseServer> extends LoggingRequestHandler<Server> {
  /**
   * The first part of the `Server` field: words of the form name[/version]. Where both this and `sysVersion` are empty, there is no such
   * field.
   *
   * Differs from Python: `BaseHTTP/` and the version of this package.
   */
  serverVersion: string = SERVER_VERSION;
  /** The second part of the `Server` field. Differs from Python: Node's name and major version. */
  sysVersion: string = SYS_VERSION;
  /** The version in status lines. `HTTP/1.1` allows persistent connections. */
  protocolVersion = "HTTP/1.0";
  /** Short and long texts of statuses: `{ [code]: [message, explain] }`. */
  responses: Readonly<Record<number, readonly [message: string, explain: string]>> = RESPONSES;
  weekdayname: readonly string[] = WEEKDAY_NAMES;
  monthname: readonly (string | null)[] = MONTH_NAMES;

  /** The method of the request, such as `GET`; null until one was parsed. */
  command: string | null = null;
  /** The version of the request: `HTTP/1.1`, `HTTP/1.0`, `HTTP/0.9`; empty if the request line was not understood. */
  requestVersion = "";
  /** Whether the connection ends after this request. Set it before `handleOneRequest` returns. */
  closeConnection = true;

  /** The head being put together (Python's `_headers_buffer`). */
  readonly responseHead: ResponseHead = new ResponseHead();
  /** The field lines that follow the body. */
  responseTrailers = "";
  /** True once the head of the final response has been sent. */
  isHeadSent = false;
  /** True once the connection has switched to another protocol: a 101 was sent, or a 2xx to CONNECT. */
  hasSwitched = false;
  /** True once the server was asked to stop: the current response is the last on its connection. */
  isStopping = false;

  /** Whether the connection has to end after the response whose head is being sent. */
  get isLastResponse(): boolean {
    return this.isStopping;
  }

  /** Prepares for the response to a new request. */
  beginResponse(): void {
    const head = this.responseHead;
    if (head.isPartlySent || (this.isHeadSent && head.text !== "")) head.clear(); // lines that nobody ended
    this.isHeadSent = false;
    this.responseTrailers = "";
    this.wfile.beginResponse();
  }

  /** Takes back the response, head and body, if nothing of it has left yet, so that another can be sent. @returns whether that was so. */
  takeBackResponse(): boolean {
    this.responseHead.clear();
    const isBack = this.wfile.rollBack();
    if (isBack) this.isHeadSent = false;
    return isBack;
  }

  /**
   * Logs the request, and begins a response with its status line, `Server` and `Date`. `endHeaders` must follow.
   *
   * @throws TypeError when `code` is not a status code, when `message` cannot stand in a status line, and when the head of the response to
   * this request has been sent already.
   */
  sendResponse(code: StatusCode, message?: string | null): void {
    this.logRequest(code);
    this.sendResponseOnly(code, message);
    const server = this.versionString();
    if (server !== "") this.sendHeader("Server", server);
    this.sendHeader("Date", this.dateTimeString());
  }

  /**
   * Begins a response with its status line only. `message` defaults to the text for the status, or to nothing. @throws TypeError as
   * `sendResponse` does.
   */
  sendResponseOnly(code: StatusCode, message?: string | null): void {
    if (this.isHeadSent || this.responseHead.isPartlySent)
      throw new TypeError("The head of the response to this request has been sent already.");
    if (this.requestVersion === "HTTP/0.9") return;
    const status = statusValue(code);
    this.responseHead.addStatusLine(this.protocolVersion, status, message ?? this.responses[status]?.[0] ?? "");
  }

  /**
   * Adds a header field. `Connection: close` and `Connection: keep-alive` also set `closeConnection`. After the head it adds a line to the
   * body, for programs that write the heads of multipart parts this way, as in Python.
   *
   * @throws TypeError when the name is not a token, or the value has control characters or is not latin-1.
   *
   * Differs from Python: a name or value that could forge a header is refused.
   */
  sendHeader(keyword: string, value: string | number): void {
    if (this.requestVersion === "HTTP/0.9") return;
    const text = String(value);
    if (this.isHeadSent) return this.responseHead.addLine(keyword, text);
    this.responseHead.addField(keyword, text);
    if (keyword.length === 10 && keyword.toLowerCase() === "connection") {
      const options = listMembers(text);
      if (options.includes("close")) this.closeConnection = true;
      else if (options.includes("keep-alive")) this.closeConnection = false;
    }
  }

  /**
   * Ends the header section and sends it. What is written from now on is the body. When called again, it ends the lines that `sendHeader`
   * has added to the body, with a blank line.
   *
   * @throws TypeError where no head was begun.
   *
   * Differs from Python: without a Content-Length, the body is chunked where both sides speak HTTP/1.1, and otherwise ends with the
   * connection; `Connection` is added where HTTP/1.1 requires it. Bytes beyond the Content-Length are not sent, nor is a body for HEAD, 204
   * or 304; after a body that is too short the connection is closed. After a 101, or a 2xx to CONNECT, `rfile` and `wfile` are the plain
   * streams of the connection, as in Python, and the connection ends with the method.
   */
  endHeaders(): void {
    const status = this.responseHead.statusAt(this.wfile.bytesWritten);
    if (this.requestVersion === "HTTP/0.9") {
      this.isHeadSent = true;
      this.wfile.beginBody("close");
    } else if (this.isHeadSent) {
      this.#endSection();
    } else if (status === undefined) {
      this.#endOwn();
    } else if (status < 200) {
      this.#endInformational(status);
    } else {
      this.#endFinal(status);
    }
  }

  /**
   * Writes the header fields buffered so far; after the head, the buffered lines, as part of the body. `endHeaders` still sees the whole
   * head, unless something else was written between its parts: the head then counts as written by hand.
   */
  flushHeaders(): void {
    const { responseHead: head, wfile } = this;
    const { text } = head;
    if (text === "") return;
    if (this.isHeadSent) {
      head.clear();
      wfile.writeLatin1(text);
    } else {
      head.flush(wfile.bytesWritten);
      wfile.writeHead(text);
    }
  }

  /**
   * Adds a field that is sent after the body, if that is chunked (RFC 9112 §7.1.2).
   *
   * @returns false if the body is not chunked, and the field will not be sent.
   * @throws TypeError as `sendHeader` does, and for fields that would come too late after the body (RFC 9110 §6.5.1).
   */
  sendTrailer(keyword: string, value: string | number): boolean {
    const { line } = fieldLine(keyword, String(value));
    if (!isTrailerField(keyword)) throw new TypeError(`${keyword} is of no use after the body: send it as a header.`);
    if (!this.wfile.isChunked) return false;
    this.responseTrailers += line;
    return true;
  }

  /** Writes the buffered lines, and a blank one after them. */
  #endSection(): void {
    this.responseHead.text += "\r\n";
    this.flushHeaders();
  }

  /** Ends a head that was written by hand, all or part of it: the program frames the body as well. */
  #endOwn(): void {
    const head = this.responseHead;
    if (head.text === "" && this.wfile.bytesWritten === 0) throw new TypeError(NO_RESPONSE);
    this.#endSection();
    head.clear();
  }

  #endFinal(status: number): void {
    const head = this.responseHead;
    const { contentLength } = head;
    const framing = this.#frame(status);
    this.#endSection();
    head.clear();
    this.isHeadSent = true;
    this.wfile.beginBody(framing, contentLength);
    if (this.command === "CONNECT" && status < 300) this.#switchProtocols();
  }

  /** A 1.0 client does not know that another response may follow (RFC 9110 §15.2). */
  #endInformational(status: number): void {
    const head = this.responseHead;
    const isLast = head.hasConnection; // it switches protocols, or ends the connection
    const isWanted = isLast || this.requestVersion >= "HTTP/1.1" || head.isPartlySent;
    head.forgetFraming();
    if (isWanted) this.#endSection();
    head.clear();
    this.wfile.flush(); // the client may wait for it
    if (status === 101) this.#switchProtocols();
    else this.wfile.beginResponse(); // the final response is still to come
  }

  #switchProtocols(): void {
    this.isHeadSent = true;
    this.closeConnection = true;
    this.hasSwitched = true;
    this.rfile.endBody();
  }

  #frame(status: number): ResponseFraming {
    if (!this.protocolVersion.startsWith("HTTP/")) return "close"; // RTSP and its kin frame their bodies themselves
    const head = this.responseHead;
    const speaks11 = this.protocolVersion >= "HTTP/1.1";
    const isConnect = this.command === "CONNECT";
    if (hasNoAnnouncement(status, isConnect) && !head.forgetFraming()) this.closeConnection = true;
    if (head.transferEncoding !== undefined && this.requestVersion < "HTTP/1.1")
      throw new TypeError(CODING_FOR_OLD_CLIENT);
    const framing = responseFraming({
      status,
      isHead: this.command === "HEAD",
      isConnect,
      clientSpeaks11: this.requestVersion >= "HTTP/1.1",
      speaks11,
      contentLength: head.contentLength,
      transferEncoding: head.transferEncoding,
    });
    if (framing === "close" || this.isLastResponse) this.closeConnection = true;
    if (this.closeConnection) head.forgetKeepAlive();
    if (status === 205 && speaks11 && !this.closeConnection) head.addField("Content-Length", "0");
    if (framing === "chunked") head.addField("Transfer-Encoding", "chunked");
    if (speaks11 && this.closeConnection) {
      if (!head.saysClose) head.addField("Connection", "close");
    } else if (speaks11 && !head.hasConnection && this.requestVersion < "HTTP/1.1") {
      head.addField("Connection", "keep-alive");
    }
    return framing;
  }

  /** The value of the `Server` field: `serverVersion` and `sysVersion`. */
  versionString(): string {
    return joinVersions(this.serverVersion, this.sysVersion);
  }

  /** Formats a time in seconds since 1970, by default now, for a header field: `Sun, 06 Nov 1994 08:49:37 GMT`. */
  dateTimeString(timestamp?: number | null): string {
    return timestamp === undefined || timestamp === null ? currentHttpDate() : formatHttpDate(timestamp);
  }
}
