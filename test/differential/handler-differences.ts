// Where we treat handlers otherwise than Python, on purpose: what they do wrong is answered, and what they write is made a response.

import { addField, addLog, type Change, eachAnswer, eachBody, inTurn, refused } from "./change.ts";
import type { Difference } from "./difference.ts";

/** U+20AC in UTF-8, as latin-1 shows it. */
const EURO = "\xe2\x82\xac";

const INTERNAL_ERROR = refused(500, "Internal Server Error", "Server got itself in trouble");

/** The methods of the handler but GET. */
const OTHER_METHODS = "CUSTOM, EXPLAINERROR, HEAD, KEEP, KEYERROR, NOTFOUND, POST, PUT, SEND_ERROR, TEST";

/** Expects 500, and a report of what was thrown. */
const reported: Change = (python, facts) => {
  const error = INTERNAL_ERROR(python, facts);
  return { ...error, log: [...python.log, ...error.log], hasReport: true };
};

export const HANDLER_DIFFERENCES = {
  chunks: {
    reason: "A response of HTTP/1.1 without a length is chunked; a client of Python's waits for its end for ever.",
    change: addField("last", "Transfer-Encoding", "chunked"),
  },
  "exceptions-are-answered": {
    reason: "A client is told that the handler failed; Python closes the connection.",
    change: reported,
  },
  "no-injection": {
    reason: "A line end in a field would be the next field, or the next response.",
    change: reported,
  },
  "silence-is-answered": {
    reason: "A handler that sends nothing has forgotten something.",
    change: inTurn(INTERNAL_ERROR, addLog("do_GET sent no response", /^code 500/)),
  },
  "reason-is-latin-1": {
    reason: "What a status line cannot carry becomes a question mark; Python fails.",
    change: inTurn(
      eachBody((body) => body.replace("?", EURO)),
      (python) => ({ ...python, log: python.log.map((line) => line.replace("message ?", "message \u20ac")) }),
    ),
  },
  "no-1xx-in-10": {
    reason: "A client of HTTP/1.0 does not know 1xx: it would take it for the response (RFC 9110 §15.2).",
    change: (python) => ({ ...python, answers: python.answers.slice(1) }),
  },
  "allow-with-405": {
    reason: "405 says which methods there are (RFC 9110 §15.5.6).",
    change: eachAnswer((answer) => ({ ...answer, fields: answer.fields.toSpliced(3, 0, ["Allow", OTHER_METHODS]) })),
  },
  "announced-length": {
    reason: "Not a byte more is sent than was announced: a client would take it for the next response.",
    change: inTurn(
      (python) => ({ ...python, answers: python.answers.slice(0, 1) }),
      addLog("3 bytes were not sent: more than the response's Content-Length announced"),
    ),
  },
  "no-content-is-none": {
    reason: "A response to HEAD, and one with the status 204, has no body whatever a handler writes (RFC 9110 §6.4.1).",
    change: (python) => ({ ...python, answers: python.answers.slice(0, 1).map((answer) => ({ ...answer, body: "" })) }),
  },
} as const satisfies Record<string, Difference>;
