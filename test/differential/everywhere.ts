// Differences that any case may meet: where older Pythons are not yet like the version we follow, and the little in which we
// differ from all of them. Python's outcome is changed accordingly before it is compared. What never occurs fails the test.

import { type Change, eachAnswer, eachBody, eachValue, errorAnswer, type Facts, inTurn } from "./change.ts";
import type { Difference } from "./difference.ts";
import type { Answer } from "./exchange.ts";

const OLD_ERROR_PAGE = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"
        "http://www.w3.org/TR/html4/strict.dtd">
<html>
    <head>
        <meta http-equiv="Content-Type" content="text/html;charset=utf-8">
`;
const NEW_ERROR_PAGE = `<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
`;
const OLD_LISTING = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
`;
const NEW_LISTING = `<!DOCTYPE HTML>
<html lang="en">
<head>
<meta charset="utf-8">
`;

/** The title and the heading of a directory page, as far as the path goes. */
const TITLE_WITH_QUERY = /(Directory listing for [^?#]*?)[?#].*?(<\/(?:title|h1)>)/g;
/** What the page of an error says. */
const PAGE_TEXTS =
  /<p>Error code: (?<status>\d+)<\/p>\s+<p>Message: (?<message>.*)\.<\/p>\s+<p>Error code explanation: .*? - (?<explain>.*)\.<\/p>/;

const NEW_PHRASES: readonly (readonly [old: string, phrase: string])[] = [
  ["Request Entity Too Large", "Content Too Large"],
  ["Entity is too large", "Content is too large"],
  ["Request-URI Too Long", "URI Too Long"],
  ["Requested Range Not Satisfiable", "Range Not Satisfiable"],
  ["Unprocessable Entity", "Unprocessable Content"],
];

/** Statuses whose pages HEAD is told the length of, as Python showed them before 3.11. */
const STATUS_NAMES: ReadonlyMap<string, string> = new Map([
  ["404", "HTTPStatus.NOT_FOUND"],
  ["501", "HTTPStatus.NOT_IMPLEMENTED"],
]);

/** The differences, in the order in which they are taken into account. */
export const EVERYWHERE = {
  "javascript-type": {
    reason: "Scripts are text/javascript since Python 3.12 (RFC 9239).",
    change: eachValue("Content-type", (type) => type.replace(/^application\/javascript$/, "text/javascript")),
    before: [3, 12, 0],
  },
  "error-page": {
    reason: "The error page is HTML 5 since Python 3.11.",
    change: inTurn(
      eachBody((body) =>
        body.replace(OLD_ERROR_PAGE, NEW_ERROR_PAGE).replace(/HTTPStatus\.[A-Z_]+ - /, statusOf(body)),
      ),
      eachAnswer(withLengthOfErrorPage),
    ),
    before: [3, 11, 0],
  },
  "directory-page": {
    reason: "The directory page is HTML 5 since Python 3.11.",
    change: inTurn(
      eachBody((body) => body.replace(OLD_LISTING, NEW_LISTING)),
      eachAnswer(withLengthOfListing),
    ),
    before: [3, 11, 0],
  },
  "status-line-on-errors": {
    reason:
      "Corrected in Python after 3.13.0: the answer to a malformed request line has a status line and header fields.",
    change: eachAnswer(withHead),
    before: [3, 13, 1],
    varies: true,
  },
  "title-is-path": {
    reason: "The title of a directory page has neither query nor fragment since Python 3.15.",
    change: eachBody((body) => body.replaceAll(TITLE_WITH_QUERY, "$1$2")),
    before: [3, 15, 0],
  },
  phrases: {
    reason: "Four statuses have the phrases of RFC 9110 since Python 3.13.",
    change: inTurn(withNewPhrases, eachBody(newPhrases)),
    before: [3, 13, 0],
  },
  "redirect-length": {
    reason: "A redirection says that it has no content since Python 3.9.",
    change: eachAnswer(withLengthOfRedirection),
    before: [3, 9, 0],
  },
} as const satisfies Record<string, Difference>;

/** Gives the error page of a malformed request line the head it lacks. */
function withHead(answer: Answer, facts: Facts): Answer {
  const texts = answer.statusLine === "" ? PAGE_TEXTS.exec(answer.body)?.groups : undefined;
  const { status = "", message = "", explain = "" } = texts ?? {};
  if (status !== "400" && status !== "505") return answer; // other errors answer an HTTP/0.9 request
  return { ...errorAnswer(facts, Number(status), textOf(message), textOf(explain)), body: answer.body };
}

/** The number of the status, as the explanation begins with it since Python 3.11. */
function statusOf(page: string): string {
  return `${PAGE_TEXTS.exec(page)?.groups?.["status"]} - `;
}

/** Corrects the length of an error page that HEAD does not get. */
function withLengthOfErrorPage(answer: Answer): Answer {
  const name = STATUS_NAMES.get(answer.statusLine.split(" ")[1] ?? "");
  const isPage = answer.fields.some(([, value]) => value === "text/html;charset=utf-8");
  if (answer.body !== "" || name === undefined || !isPage) return answer;
  return withLength(answer, NEW_ERROR_PAGE.length - OLD_ERROR_PAGE.length + "404".length - name.length);
}

/** Corrects the length of a directory page that HEAD does not get. */
function withLengthOfListing(answer: Answer): Answer {
  const isPage = answer.fields.some(([, value]) => value === "text/html; charset=utf-8");
  const isFile = answer.fields.some(([name]) => name === "Last-Modified");
  if (answer.body !== "" || !isPage || isFile) return answer;
  return withLength(answer, NEW_LISTING.length - OLD_LISTING.length);
}

function withLength(answer: Answer, difference: number): Answer {
  const fields = answer.fields.map(([name, value]): [string, string] => {
    return [name, name === "Content-Length" ? String(Number(value) + difference) : value];
  });
  return { ...answer, fields };
}

function withNewPhrases(...[python]: Parameters<Change>): ReturnType<Change> {
  const answers = python.answers.map((answer) => ({ ...answer, statusLine: newPhrases(answer.statusLine) }));
  return { ...python, answers, log: python.log.map(newPhrases) };
}

function newPhrases(text: string): string {
  return NEW_PHRASES.reduce((changed, [old, phrase]) => changed.replace(old, phrase), text);
}

function withLengthOfRedirection(answer: Answer): Answer {
  const hasLength = answer.fields.some(([name]) => name === "Content-Length");
  if (hasLength || !answer.statusLine.includes(" 301 ")) return answer;
  return { ...answer, fields: [...answer.fields, ["Content-Length", "0"]] };
}

/** What a piece of a page says. */
function textOf(html: string): string {
  const text = Buffer.from(html, "latin1").toString("utf8");
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
