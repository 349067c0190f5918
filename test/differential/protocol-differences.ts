// Where we read and answer HTTP otherwise than Python, on purpose.

import { pythonRepr } from "../../src/http/python-repr.ts";
import {
  addField,
  asIs,
  type Change,
  eachAnswer,
  eachBody,
  firstOnly,
  inTurn,
  refused,
  refusedLine,
  refusedSyntax,
  refusedVersion,
} from "./change.ts";
import type { Difference } from "./difference.ts";

export const PROTOCOL_DIFFERENCES = {
  // The request line.
  "method-token": {
    reason:
      "A method is a token (RFC 9110 §9.1); quotes, angle brackets and letters beyond ASCII are refused, not unsupported.",
    change: refusedSyntax,
  },
  "short-messages": {
    reason: "A message quotes 200 characters of a request at most: logs and status lines stay short.",
    change: inTurn(eachBody(shortened), (python) => ({
      ...python,
      answers: python.answers.map((answer) => ({ ...answer, statusLine: shortened(answer.statusLine) })),
      log: python.log.map((line) => (line.startsWith("code ") ? shortened(line) : line)),
    })),
  },
  "strict-request-line": {
    reason:
      "Only the space separates words, once in HTTP/1.1, and controls are refused: proxies cut such lines differently (RFC 9112 §3).",
    change: refusedSyntax,
  },
  "no-blank-around-line": {
    reason: "Blanks before and behind the request line are refused, for the same reason.",
    change: refusedSyntax,
  },
  "no-control-in-version": {
    reason: "A tab or CR behind the version is a part of it, and no version.",
    change: refusedVersion,
  },
  "malformed-percent": {
    reason: "A percent sign begins an encoded byte (RFC 3986 §2.1); what does not is read differently by everybody.",
    change: refusedSyntax,
  },
  "target-forms": {
    reason: "An HTTP/1.1 target has one of four forms (RFC 9112 §3.2), and a GET is not one of `*`.",
    change: refusedSyntax,
  },
  "asterisk-form": {
    reason: "The target `*` is for OPTIONS and unknown methods (RFC 9112 §3.2.4).",
    change: refusedSyntax,
  },
  "one-digit-versions": {
    reason: "A version is a digit, a dot and a digit (RFC 9112 §2.3).",
    change: refusedVersion,
  },
  "version-digits": {
    reason: "A version has digits only, ten at most, as in Python since some release of each branch.",
    change: refusedVersion,
    varies: true,
  },
  "http09-is-get": {
    reason: "HTTP/0.9 knows no method but GET, whether its version is left out or written.",
    change: refusedLine((line) => `Bad HTTP/0.9 request type (${pythonRepr(line.split(" ")[0])})`),
  },
  "head-has-no-body": {
    reason:
      "Nothing follows the head of an answer to HEAD (RFC 9110 §9.3.2); Python sends a page where it did not understand the line.",
    change: eachAnswer((answer) => ({ ...answer, body: "" })),
  },
  "options-of-the-server": {
    reason: "`OPTIONS *` asks what the server can do (RFC 9110 §9.3.7).",
    change: allowed,
  },
  "empty-lines-are-skipped": {
    reason: "Empty lines before a request line are to be ignored (RFC 9112 §2.2); Python closes the connection.",
    change: asIs,
  },
  "lines-end-in-crlf": {
    reason: "A bare line feed does not end a line of an HTTP/1.1 request: servers that disagree on it can be deceived.",
    change: refused(400, "Bad header field", "Lines of an HTTP/1.1 request must end in CR LF"),
  },

  // Header fields.
  "host-required": {
    reason: "An HTTP/1.1 request names its host (RFC 9112 §3.2).",
    change: refused(400, "Missing Host header", "An HTTP/1.1 request must name a host"),
  },
  "one-host": {
    reason: "Two Host fields are refused (RFC 9112 §3.2).",
    change: refused(400, "Bad Host header", "Host must be sent only once"),
  },
  "valid-host": {
    reason: "An invalid Host is refused (RFC 9112 §3.2).",
    change: refused(400, "Bad Host header", "Host must be a host, with or without a port"),
  },
  "name-colon-value": {
    reason: "Python drops the fields behind such a line in silence, and with them Content-Length.",
    change: refused(400, "Bad header field", "A header line must be a name, a colon and a value"),
  },
  "no-blank-before-colon": {
    reason: "To be refused, as it hides fields from some servers (RFC 9112 §5.1).",
    change: refused(400, "Bad header field", "There must be no blank between a header name and its colon"),
  },
  "no-folding": {
    reason: "Folded lines are obsolete, and to be refused (RFC 9112 §5.2).",
    change: refused(400, "Bad header field", "A header line must not begin with a blank"),
  },
  "no-controls-in-values": {
    reason: "NUL, CR and other controls are refused (RFC 9110 §5.5): to some servers a CR ends the line.",
    change: refused(400, "Bad header field", "A header value must not have control characters"),
  },
  "head-size": {
    reason: "A head has 128 KiB at most; Python would hold 6.5 MB for each connection.",
    change: refused(431, "Headers too long", "got more than 131072 bytes of headers"),
  },
  "http-dates": {
    reason: "Only the three forms of an HTTP date count (RFC 9110 §5.6.7); Python reads dates as mail programs do.",
    change: asIs,
  },
  "leap-seconds": {
    reason: "The second 60 belongs to the grammar of a date (RFC 9110 §5.6.7).",
    change: asIs,
  },
  "one-date": {
    reason: "If-Modified-Since is no list: when it is sent twice it says nothing (RFC 9110 §13.1.3).",
    change: asIs,
  },
  expectations: {
    reason: "An expectation we cannot meet is answered 417 (RFC 9110 §10.1.1).",
    change: refused(417, "Expectation Failed", "Expect condition could not be satisfied"),
  },

  "http09-has-no-fields": {
    reason: "An HTTP/0.9 request ends with its line, as in Python after 3.13.0: what follows is no condition.",
    change: asIs,
    before: [3, 13, 1],
    varies: true,
  },

  // Connections and bodies.
  "says-close": {
    reason: "A server that closes the connection says so (RFC 9112 §9.6).",
    change: addField("last", "Connection", "close"),
  },
  "says-keep-alive": {
    reason: "An HTTP/1.0 client is told that the connection stays open (RFC 9112 §9.3).",
    change: addField("first", "Connection", "keep-alive"),
  },
  "connection-is-a-list": {
    reason: "Connection is a list (RFC 9110 §7.6.1); Python knows it only as a single word.",
    change: inTurn(firstOnly, addField("first", "Connection", "close")),
  },
  "no-continue-before-error": {
    reason: "A client is not told to send a body that nobody wants (RFC 9110 §10.1.1).",
    change: (python) => ({
      ...python,
      answers: python.answers.filter(({ statusLine }) => !statusLine.includes(" 100 ")),
    }),
  },
  "bodies-are-no-requests": {
    reason: "Python takes a body it did not read for the next request: that is request smuggling.",
    change: asIs,
  },
  "length-or-coding": {
    reason: "Content-Length beside Transfer-Encoding is the classic way to smuggle requests (RFC 9112 §6.3).",
    change: refused(400, "Bad request framing", "Content-Length and Transfer-Encoding exclude each other"),
  },
  "decimal-length": {
    reason: "A malformed or contradictory Content-Length cannot be recovered from (RFC 9112 §6.3).",
    change: refused(400, "Bad request framing", "Content-Length must be one decimal number, sent once"),
  },
  "coding-needs-11": {
    reason: "HTTP/1.0 has no Transfer-Encoding: the message is faulty (RFC 9112 §6.1).",
    change: refused(400, "Bad request framing", "HTTP/1.0 has no Transfer-Encoding"),
  },
  "coding-list": {
    reason: "The length of a body is known only where chunked is applied last, once (RFC 9112 §6.1).",
    change: refused(
      400,
      "Bad request framing",
      "Transfer-Encoding must be a list of codings that ends in a single chunked",
    ),
  },
  "unknown-coding": {
    reason: "A coding that is not understood is answered 501 (RFC 9112 §6.1).",
    change: refused(501, "Unsupported transfer coding", "The only transfer coding this server knows is chunked"),
  },
  "whole-requests": {
    reason: "A request that broke off is not carried out; it may have lost what mattered.",
    change: (python) => ({ ...python, answers: [], log: ["Request cut off by the client"] }),
  },
} as const satisfies Record<string, Difference>;

/** Expects an answer that names the methods of the file server. */
function allowed(...[python]: Parameters<Change>): ReturnType<Change> {
  const serverAndDate = python.answers[0]?.fields.slice(0, 2) ?? [];
  const fields = [...serverAndDate, ["Allow", "GET, HEAD"] as const];
  const log = python.log.slice(-1).map((line) => line.replace(" 501 ", " 204 "));
  return { ...python, answers: [{ statusLine: "HTTP/1.0 204 No Content", fields, body: "" }], log };
}

/** Cuts a long run of one letter as a long method is cut: 200 characters and three dots. */
function shortened(text: string): string {
  return text.replace(/X{201,}'/, `${"X".repeat(200)}...'`);
}
