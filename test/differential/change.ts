// How an outcome of Python's becomes the one that is expected of us: small functions of which a difference is made.

import { pythonRepr } from "../../src/http/python-repr.ts";
import type { Answer } from "./exchange.ts";
import type { Outcome } from "./outcome.ts";

/** What a change needs to know of a case. */
export interface Facts {
  readonly request: string;
  /** The version both servers speak. */
  readonly protocol: "HTTP/1.0" | "HTTP/1.1";
  /** The Server field as it is compared. */
  readonly server: string;
}

/** Makes the expected outcome of Python's. */
export type Change = (python: Outcome, facts: Facts) => Outcome;

const BAD_REQUEST = "Bad request syntax or unsupported method";

/** The first line of a request, without its line end. */
export function requestLine({ request }: Pick<Facts, "request">): string {
  return request.replace(/^(?:\r?\n)+/, "").split(/\r?\n/, 1)[0] as string;
}

/** Makes the response that `send_error` gives. */
export function errorAnswer(facts: Facts, status: number, reason: string, explain: string): Answer {
  const body = errorPage(status, reason, explain);
  const fields: [string, string][] = [
    ["Server", facts.server],
    ["Date", "(now)"],
    ["Connection", "close"],
    ["Content-Type", "text/html;charset=utf-8"],
    ["Content-Length", String(body.length)],
  ];
  return { statusLine: `${facts.protocol} ${status} ${reason}`, fields, body };
}

/** The page of an error, in the form it has since Python 3.11. */
function errorPage(status: number, message: string, explain: string): string {
  const page = `<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: ${status}</p>
        <p>Message: ${escapeHtml(message)}.</p>
        <p>Error code explanation: ${status} - ${escapeHtml(explain)}.</p>
    </body>
</html>
`;
  return Buffer.from(page).toString("latin1");
}

/** Expects an error instead of whatever Python answers, and nothing behind it. */
export function refused(status: number, reason: string, explain = BAD_REQUEST): Change {
  return (_python, facts) => {
    const answer = errorAnswer(facts, status, reason, explain);
    const isHead = facts.request.startsWith("HEAD ");
    return {
      answers: [isHead ? { ...answer, body: "" } : answer],
      log: [`code ${status}, message ${escapeLog(reason)}`, `"${escapeLog(requestLine(facts))}" ${status} -`],
      hasReport: false,
      isClosed: true,
    };
  };
}

/** Expects the same with a message that quotes the request line. */
export function refusedLine(makeReason: (line: string) => string): Change {
  return (python, facts) => refused(400, makeReason(requestLine(facts)))(python, facts);
}

/** Expects the version to be refused: the last word of the line. */
export const refusedVersion: Change = refusedLine((line) => {
  return `Bad request version (${pythonRepr(line.split(" ").at(-1))})`;
});

/** Expects the request line to be refused. */
export const refusedSyntax: Change = refusedLine((line) => `Bad request syntax (${pythonRepr(line)})`);

/** Expects the file not to be found. */
export const notFound: Change = refused(404, "File not found", "Nothing matches the given URI");

/** Expects each response changed. */
export function eachAnswer(change: (answer: Answer, facts: Facts) => Answer): Change {
  return (python, facts) => ({ ...python, answers: python.answers.map((answer) => change(answer, facts)) });
}

/** Expects the value of a field changed, in all responses that have it. */
export function eachValue(wanted: string, change: (value: string) => string): Change {
  return eachAnswer((answer) => ({
    ...answer,
    fields: answer.fields.map(([name, value]) => [name, name === wanted ? change(value) : value]),
  }));
}

/** Expects bodies changed, and their announced lengths with them. */
export function eachBody(change: (body: string, answer: Answer) => string): Change {
  return eachAnswer((answer) => {
    const body = change(answer.body, answer);
    const isChanged = body !== answer.body;
    const fields = answer.fields.map(([name, value]): [string, string] => {
      return [name, isChanged && name === "Content-Length" ? String(body.length) : value];
    });
    return { ...answer, fields, body };
  });
}

/** Expects a line of the log before another one, or at its end. */
export function addLog(line: string, before?: RegExp): Change {
  return (python) => {
    const found = python.log.findIndex((each) => before?.test(each) === true);
    return { ...python, log: python.log.toSpliced(found === -1 ? python.log.length : found, 0, line) };
  };
}

/** Expects one more field at the end of the first or the last response. */
export function addField(which: "first" | "last", name: string, value: string): Change {
  return (python) => {
    const index = which === "first" ? 0 : python.answers.length - 1;
    const answers = python.answers.map((answer, at): Answer => {
      const isThere = at !== index || answer.fields.some((field) => field[0] === name);
      return isThere ? answer : { ...answer, fields: [...answer.fields, [name, value]] };
    });
    return { ...python, answers };
  };
}

/** Expects the first response only, and the log that belongs to it. */
export const firstOnly: Change = (python) => {
  const firstLine = python.log.findIndex((line) => line.startsWith('"'));
  return { ...python, answers: python.answers.slice(0, 1), log: python.log.slice(0, firstLine + 1) };
};

/** Makes several changes, one after another. */
export function inTurn(...changes: readonly Change[]): Change {
  return (python, facts) => changes.reduce((outcome, change) => change(outcome, facts), python);
}

/** Expects what Python does, unchanged: the case says with which other request. */
export const asIs: Change = (python) => python;

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Escapes what Python's log does not show as it is. */
export function escapeLog(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\\]/g, (character) => {
    return character === "\\" ? "\\\\" : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
