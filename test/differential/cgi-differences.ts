// Where we run scripts otherwise than Python, on purpose.

import { asIs, type Change, eachAnswer, eachBody, type Facts, inTurn, notFound, refused } from "./change.ts";
import type { Difference } from "./difference.ts";
import type { Answer } from "./exchange.ts";

const BAD_GATEWAY = refused(502, "Bad Gateway", "Invalid responses from another server/proxy");

/** Expects 502, and a line for the author of the script. */
const brokenScript = (line: string): Change => {
  return inTurn(BAD_GATEWAY, (python) => ({ ...python, log: [line, ...python.log] }));
};

export const CGI_DIFFERENCES = {
  "exit-code": {
    reason: "The end of a script is logged as it is since Python 3.9.",
    change: (python) => ({ ...python, log: python.log.map(withExitCode) }),
    before: [3, 9, 0],
  },
  "script-status": {
    reason: "The script's Status is the status of the answer (RFC 3875 §6.3.3).",
    change: inTurn(statusFrom("Status"), (python) => withLoggedStatus(python, "404")),
  },
  "script-location": {
    reason: "A Location is a redirection (RFC 3875 §6.2.3).",
    change: inTurn(
      eachAnswer((answer) => ({ ...answer, statusLine: answer.statusLine.replace(/ 200 .*/, " 302 Found") })),
      (python) => withLoggedStatus(python, "302"),
    ),
  },
  "script-line-ends": {
    reason: "A script ends its lines with LF or CR LF; HTTP has CR LF (RFC 3875 §6.3.4).",
    change: eachAnswer(withLineEnds),
  },
  "no-body-for-head": {
    reason: "An answer to HEAD has no body (RFC 3875 §4.3.3).",
    change: eachAnswer((answer) => ({ ...answer, body: "" })),
  },
  "silent-script": {
    reason: "A script that writes nothing is told from an answer.",
    change: brokenScript("CGI script /cgi-bin/silent wrote nothing"),
  },
  "script-without-head": {
    reason: "A script that writes no head is told from an answer.",
    change: brokenScript(
      'CGI script /cgi-bin/no-head began its output with "hello", which is no header field; write "Content-Type: text/plain" and an empty line first',
    ),
  },
  "no-type-of-nothing": {
    reason: "There is no CONTENT_TYPE without the field (RFC 3875 §4.1.3).",
    change: eachBody((body) => body.replace("text/plain", "none")),
  },
  "no-path-translated": {
    reason: "PATH_TRANSLATED is empty where PATH_INFO is (RFC 3875 §4.1.6).",
    change: eachBody(() => "\n"),
  },
  "all-fields": {
    reason: "All fields of the request are variables (RFC 3875 §4.1.18).",
    change: eachBody(() => "seen\n"),
  },
  "accept-is-set": {
    reason: "Accept is read as it is since Python 3.9; before, HTTP_ACCEPT was empty.",
    change: (python, facts) =>
      eachBody((body) => body.replace("HTTP_ACCEPT=\n", `HTTP_ACCEPT=${acceptOf(facts)}\n`))(python, facts),
    before: [3, 9, 0],
  },
  "accept-joined": {
    reason: "Fields are joined by a comma and a blank, as RFC 9110 §5.3 has it.",
    change: eachBody((body) => body.replace("a/b,c/d", "a/b, c/d")),
  },
  "cookies-joined": {
    reason: "Cookies are joined by a semicolon, as browsers write them (RFC 6265 §4.2.1).",
    change: eachBody((body) => body.replace("a=1, b=2", "a=1; b=2")),
  },
  "no-empty-argument": {
    reason: "Without a query there is no argument (RFC 3875 §4.4).",
    change: eachBody(() => "0\n"),
  },
  "arguments-are-words": {
    reason: "Each word of a query is an argument (RFC 3875 §4.4).",
    change: eachBody(() => "2\n<two>\n<words>\n"),
  },
  "arguments-are-decoded": {
    reason: "Arguments are decoded (RFC 3875 §4.4).",
    change: eachBody((body) => body.replace("%20", " ").replace("%3D", "=")),
  },
  "no-option-from-query": {
    reason: "A query with a word that begins with a dash is no argument.",
    change: eachBody(() => "0\n"),
  },
  "encoded-question-mark": {
    reason: "An encoded question mark belongs to the path.",
    change: noSuchScript("/cgi-bin/env?x"),
  },
  "decoded-once": {
    reason: "A path is decoded once.",
    change: noSuchScript("/cgi-bin/%65nv"),
  },
  "above-the-root": {
    reason: "A path above the root is not found; Python fails and closes the connection.",
    change: notFound,
  },
  "nul-in-path": {
    reason: "A path with NUL, which no variable can hold, is not found; Python fails.",
    change: noSuchScript("/cgi-bin/env"),
  },
  "more-methods": {
    reason: "Scripts are run for PUT, DELETE, PATCH and OPTIONS too.",
    change: asIs,
  },
  "scripts-are-no-files": {
    reason: "The text of a script is not served, whatever leads to it.",
    change: refused(403, "CGI scripts are not served as files", "Request forbidden -- authorization will not help"),
  },
} as const satisfies Record<string, Difference>;

/** `CGI script exit status 0x300` is code 3, `0x9` is signal 9. */
function withExitCode(line: string): string {
  return line.replace(/exit status (0x[0-9a-f]+)$/, (_, hex: string) => {
    const status = Number(hex);
    return `exit code ${status > 0xff ? status >> 8 : -status}`;
  });
}

function acceptOf({ request }: Facts): string {
  return [...request.matchAll(/^Accept: (.*)\r$/gm)].map(([, value]) => value).join(",");
}

function statusFrom(name: string): Change {
  return eachAnswer((answer) => {
    const status = answer.fields.find((field) => field[0] === name)?.[1];
    return {
      ...answer,
      statusLine: answer.statusLine.replace(/ 200 .*/, ` ${status}`),
      fields: answer.fields.filter((field) => field[0] !== name),
    };
  });
}

function withLoggedStatus(python: Parameters<Change>[0], status: string): ReturnType<Change> {
  return { ...python, log: python.log.map((line) => line.replace('" 200 ', `" ${status} `)) };
}

/** Reads a head whose lines end now so, now so. */
function withLineEnds(answer: Answer): Answer {
  const [head = "", ...rest] = answer.body.split("\n\n");
  const [statusLine = "", ...lines] = head.split(/\r?\n/);
  const fields = lines.map((line) => line.split(": ", 2) as [string, string]);
  const shown = fields.map(([name, value]): [string, string] => {
    return [name, name === "Server" ? "(server)" : name === "Date" ? "(now)" : value];
  });
  return { statusLine, fields: shown, body: rest.join("\n\n") };
}

function noSuchScript(name: string): Change {
  return refused(404, `No such CGI script ('${name}')`, "Nothing matches the given URI");
}
