// Where we serve files otherwise than Python, on purpose.

import { asIs, type Change, eachAnswer, eachBody, eachValue, inTurn, notFound, refused } from "./change.ts";
import type { Difference } from "./difference.ts";
import type { Outcome } from "./outcome.ts";

export const FILE_DIFFERENCES = {
  "absolute-form": {
    reason: "A server has to take `GET http://host/path` (RFC 9112 §3.2.2); Python looks for a file of that name.",
    change: asIs,
  },
  "rooted-location": {
    reason: "A Location begins with one slash: what it leads to does not depend on who reads it.",
    change: eachValue("Location", (value) => `/${value}`),
  },
  "safe-location": {
    reason: "Browsers take a backslash for a slash: a Location has it encoded, so that it never leads to another host.",
    change: eachValue("Location", (value) => value.replaceAll("\\", "%5C")),
  },
  "location-is-ascii": {
    reason: "Raw bytes of a target name these bytes, and a Location has them encoded.",
    change: asIs,
  },
  "links-inside": {
    reason: "Links are followed inside the served folder only.",
    change: notFound,
  },
  preconditions: {
    reason:
      "What a client makes its request depend on is heeded (RFC 9110 §13.1); Python knows If-Modified-Since alone.",
    change: refused(412, "Precondition Failed", "Precondition in headers is false"),
  },
  "if-none-match-any": {
    reason: "The same for `If-None-Match: *`, which every file that is there matches, with or without an entity tag.",
    change: inTurn(
      eachAnswer(({ statusLine, fields }) => ({
        statusLine: statusLine.replace("200 OK", "304 Not Modified"),
        fields: fields.slice(0, 2),
        body: "",
      })),
      (python) => ({ ...python, log: python.log.map((line) => line.replace(" 200 -", " 304 -")) }),
    ),
  },
  "future-date": {
    reason: "Last-Modified is never later than Date (RFC 9110 §8.8.2.1).",
    change: eachValue("Last-Modified", () => "(now)"),
  },
  "regular-files": {
    reason: "Only regular files are opened; Python waits for ever on a named pipe.",
    change: notFound,
  },
  "byte-names": {
    reason: "A file name is bytes: an encoded byte names that byte, UTF-8 or not.",
    change: asIs,
  },
  "raw-bytes-are-themselves": {
    reason: "The same for bytes that were not encoded; Python takes them for latin-1, and looks for their UTF-8 form.",
    change: asIs,
  },
  "raw-bytes-are-not-latin-1": {
    reason: "The other side of it: a raw latin-1 letter names one byte, and no letter.",
    change: notFound,
  },
  "raw-bytes-in-title": {
    reason: "And the title shows what is no UTF-8 as U+FFFD.",
    change: eachBody((body) => body.replaceAll("\xc3\xa4", "\xef\xbf\xbd")),
  },
  "no-local-path-in-title": {
    reason: "Some releases of older Pythons show the path of the served folder; later ones and we do not.",
    change: asIs,
    varies: true,
  },
  "index-pages-are-files": {
    reason: "A directory is no index page, as in Python since 3.10.",
    change: eachBody((body) => body.replaceAll(".x/", "/")),
    before: [3, 10, 0],
  },
  "extensions-map": {
    reason: "Compressed files have the types they have since Python 3.9.",
    change: typeByExtension,
    before: [3, 9, 0],
  },
  "more-types": {
    reason: "Our table has the types of mime-db where Python's has none.",
    change: eachValue("Content-type", () => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  },
  "no-traceback": {
    reason: "A path with NUL, or with half a surrogate pair, is not found; Python fails and closes the connection.",
    change: notFound,
  },
  "encoded-slash-is-a-slash": {
    reason: "A path that ends in an encoded slash means a directory, as in Python since 3.13.4.",
    change: asIs,
    before: [3, 13, 4],
  },
} as const satisfies Record<string, Difference>;

/** The media types of Python since 3.9, where those before differ. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["gz", "application/gzip"],
  ["bz2", "application/x-bzip2"],
  ["xz", "application/x-xz"],
  ["svgz", "image/svg+xml"],
  ["tgz", "application/x-tar"],
  ["py", "text/x-python"],
]);

function typeByExtension(...[python, facts]: Parameters<Change>): Outcome {
  const extension = /\.(\w+) HTTP/.exec(facts.request)?.[1] ?? "";
  return eachValue("Content-type", () => TYPES.get(extension.toLowerCase()) as string)(python, facts);
}
