// What came of a case: the responses, the lines of the log, and how the connection ended; and how to show it.

import { createHash } from "node:crypto";
import { type Answer, type Received, splitAnswers } from "./exchange.ts";

/** What a server did with the bytes of one connection. */
export interface Outcome {
  readonly answers: readonly Answer[];
  /** What it logged, without address and time. */
  readonly log: readonly string[];
  /** True if it wrote anything else to stderr, such as a traceback. */
  readonly hasReport: boolean;
  readonly isClosed: boolean;
}

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const LOG_LINE = /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] (.*)$/;

/** How far Last-Modified may be from Date and still stand for it: the clock may tick between the two. */
const TICK_MS = 1000;
/** Bodies up to here are shown as they are. */
const SHOWN_BYTES = 4000;

/** Puts together what is known of a case. */
export function outcomeOf(request: string, received: Received, stderr: string): Outcome {
  const lines = stderr.split("\n").filter((line) => line !== "");
  const log = lines.flatMap((line) => LOG_LINE.exec(line)?.[1] ?? []);
  const answers = splitAnswers(received.text, methodsOf(request)).map(withoutTheChanging);
  return { answers, log, hasReport: log.length < lines.length, isClosed: received.isClosed };
}

/** Shows an outcome, line by line: equal texts are equal outcomes. */
export function show({ answers, log, hasReport, isClosed }: Outcome): string {
  const lines = answers.flatMap(({ statusLine, fields, body }) => [
    `| ${statusLine}`,
    ...fields.map(([name, value]) => `| ${name}: ${value}`),
    `| ${body.length > SHOWN_BYTES ? digest(body) : JSON.stringify(body)}`,
  ]);
  const end = isClosed ? "closed" : "left open";
  return [...lines, ...log.map((line) => `log: ${line}`), ...(hasReport ? ["traceback"] : []), end].join("\n");
}

/** The methods of the requests in the bytes of a connection, as far as they can be seen. */
function methodsOf(request: string): string[] {
  return [...request.matchAll(/^(\S+) .* HTTP\/1\.\d\r?$/gm)].map(([, method]) => method as string);
}

/** Replaces what differs from one second, and from one server, to the next. */
function withoutTheChanging(answer: Answer): Answer {
  const date = answer.fields.find(([name]) => name === "Date")?.[1] ?? "";
  const fields = answer.fields.map(([name, value]): [string, string] => {
    if (name === "Server" && /^SimpleHTTP\/[\d.]+ (Python|Node\.js)\/[\d.]+\+?$/.test(value)) return [name, "(server)"];
    if (name === "Date" && HTTP_DATE.test(value)) return [name, "(now)"];
    const isNow = name === "Last-Modified" && Math.abs(Date.parse(value) - Date.parse(date)) <= TICK_MS;
    return [name, isNow ? "(now)" : value];
  });
  return { ...answer, fields };
}

function digest(body: string): string {
  return `(${body.length} bytes, sha256 ${createHash("sha256").update(body, "latin1").digest("hex")})`;
}
