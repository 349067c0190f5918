// Header fields: their syntax, their number and size, and those that ask for something.

import { head } from "../../support/requests.ts";
import type { DifferenceName } from "../differences.ts";
import { MODIFIED_DATE } from "../folder.ts";
import { type Case, differ, differLike, type Group, same } from "./case.ts";

const LINE = "GET /hello.txt HTTP/1.0";

/** A header line of so many bytes, line end included. */
function longLine(bytes: number): string {
  return `X: ${"a".repeat(bytes - 5)}`;
}

/** So many short fields. */
function manyFields(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `X-${index}: ${index}`);
}

export const HEADERS: Group = {
  name: "headers",
  protocol: "HTTP/1.0",
  cases: [
    ...same(
      head(LINE, "Host: a"),
      head(LINE, "Host:"),
      head(LINE, "Host: [::1]:8000"),
      head(LINE, "X:"),
      head(LINE, "X:a", "Y: \t b \t "),
      head(LINE, "x: \xe4\xf6\xfc"),
      head(LINE, "!#$%&'*+-.^_`|~09azAZ: x"),
      head(LINE, ...manyFields(99)),
      head(LINE, ...manyFields(100)),
      head(LINE, ...manyFields(101)),
      head(LINE, longLine(65_536)),
      `${LINE}\r\n${longLine(65_537)}\r\n`,
      `${LINE}\r\nX: ${"a".repeat(65_536)}`,
      `${LINE}\nHost: a\nX: b\n\n`,
      `${LINE}\r\nHost: a\nX: b\r\n\n`,
      head(LINE, "Connection: close"),
      head(LINE, "Connection: keep-alive"),
      head(LINE, "Connection: Keep-Alive, Upgrade", "Upgrade: websocket"),
      head(LINE, "Expect: 100-continue"),
      head(LINE, "Expect: something-else"),
      head(LINE, "Accept-Encoding: gzip, deflate, br"),
      head(LINE, "Accept: image/png"),
      head(LINE, "Range: bytes=0-3"),
      head(LINE, "Range: bytes=100-"),
      head(LINE, "If-Match: *"),
      head(LINE, "If-Range: x", "Range: bytes=0-1"),
      head(LINE, "Authorization: Basic eDp5"),
      head(LINE, "Cookie: a=b", "Cookie: c=d"),
      head(LINE, "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
      head(LINE, "X-Forwarded-For: 1.2.3.4", "Forwarded: for=1.2.3.4"),
      head(LINE, "Origin: http://evil.example", "Referer: http://evil.example/"),
      head(LINE, "X-HTTP-Method-Override: DELETE"),
    ),
    ...differ(
      "preconditions",
      head(LINE, 'If-Match: "x"'),
      head(LINE, "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
    ),
    ...differ("one-host", head(LINE, "Host: a", "Host: b"), head(LINE, "Host: a", "host: a")),
    ...differ(
      "valid-host",
      head(LINE, "Host: a b"),
      head(LINE, "Host: a/b"),
      head(LINE, "Host: a:b"),
      head(LINE, "Host: a@b"),
    ),
    ...differ("name-colon-value", head(LINE, "nocolon"), head(LINE, ": no name"), head(LINE, "\xe4: x")),
    ...differ(
      "no-blank-before-colon",
      head(LINE, "X : y"),
      head(LINE, "no colon"),
      head(LINE, "Content-Length : 3"),
      head(LINE, "From x@y z: 1"),
    ),
    ...differ("no-folding", head(LINE, " first"), head(LINE, "X: a", " b"), head(LINE, "X: a", "\tb")),
    ...differ(
      "no-controls-in-values",
      head(LINE, "X: a\0b"),
      head(LINE, "X: a\rb"),
      head(LINE, "X: a\x01"),
      head(LINE, "X: \x7f"),
    ),
    ...differ("head-size", head(LINE, longLine(65_536), longLine(65_000), longLine(1000))),
  ],
};

/** A date with a condition on it. */
function since(date: string, ...fields: string[]): string {
  return head(LINE, `If-Modified-Since: ${date}`, ...fields);
}

/** Cases in which the condition does not count, and the whole file is sent. */
function whole(name: DifferenceName, ...requests: readonly string[]): Case[] {
  return requests.map((request) => differLike(name, request, head(LINE)));
}

export const CONDITIONAL: Group = {
  name: "conditional requests",
  protocol: "HTTP/1.0",
  cases: [
    ...same(
      since(MODIFIED_DATE),
      since("Sat, 29 Feb 2020 12:34:55 GMT"),
      since("Sat, 29 Feb 2020 12:34:57 GMT"),
      since("Thu, 01 Jan 1970 00:00:00 GMT"),
      since("Fri, 31 Dec 9999 23:59:59 GMT"),
      since("Saturday, 29-Feb-20 12:34:56 GMT"),
      since("Saturday, 29-Feb-20 12:34:55 GMT"),
      since("Sat Feb 29 12:34:56 2020"),
      since("Sun Mar  1 12:34:56 2020"),
      since("Sat Feb 29 12:34:55 2020"),
      since("Sun, 29 Feb 2020 12:34:56 GMT"),
      since("Sat, 30 Feb 2020 12:34:56 GMT"),
      since("Sat, 29 Feb 2020 25:34:56 GMT"),
      since("Sat, 29 Feb 2020 12:34:56 +0100"),
      since("Sat, 29 Feb 2020 12:34:56 EST"),
      since("Sat, 29 Feb 2020 12:34:61 GMT"),
      since("Sat, 29 Feb 2020 12:60:00 GMT"),
      since("Sat, 29 Feb 2020 24:00:00 GMT"),
      since("yesterday"),
      since(""),
      since("0"),
      since("-1"),
      since("1582979696"),
      since("2020-02-29T12:34:56Z"),
      since("Sat, 32 Foo 2020 12:34:56 GMT"),
      since(MODIFIED_DATE, 'If-None-Match: "x"'),
      since(MODIFIED_DATE, "If-None-Match:"),
      since(MODIFIED_DATE, "Range: bytes=0-1"),
      head(LINE, 'If-None-Match: "x"'),
      head(LINE, `if-modified-since: ${MODIFIED_DATE}`),
      head(LINE, `If-Modified-Since:${MODIFIED_DATE}  `),
      head("HEAD /hello.txt HTTP/1.0", `If-Modified-Since: ${MODIFIED_DATE}`),
      head("GET /sub HTTP/1.0", "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"),
      head("GET /sub/ HTTP/1.0", "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"),
      head("GET /with-html/ HTTP/1.0", `If-Modified-Since: ${MODIFIED_DATE}`),
      head("GET /missing HTTP/1.0", "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"),
      head("GET /times/epoch.txt HTTP/1.0", "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
      head("GET /times/last-fraction.txt HTTP/1.0", "If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT"),
      head("GET /times/last-fraction.txt HTTP/1.0", "If-Modified-Since: Sun, 09 Sep 2001 01:46:39 GMT"),
    ),
    ...differ("if-none-match-any", since(MODIFIED_DATE, "If-None-Match: *"), head(LINE, "If-None-Match: *")),
    ...whole(
      "http-dates",
      since("sat, 29 feb 2020 12:34:56 gmt"),
      since("Sat, 29 Feb 2020 12:34:56"),
      since("Sat, 29 Feb 2020 12:34:56 UTC"),
      since("Sat, 29 Feb 2020 12:34:56 -0000"),
      since("Sat, 29 Feb 2020 12:34:56 GMT (comment)"),
      since("29 Feb 2020 12:34:56 GMT"),
      since("Sat, 29 Feb 20 12:34:56 GMT"),
      since("Sat, 29 Feb 2020 12:35 GMT"),
      since(`"${MODIFIED_DATE}"`),
    ),
    differLike("leap-seconds", since("Sat, 29 Feb 2020 12:34:60 GMT"), since("Sat, 29 Feb 2020 12:35:00 GMT")),
    differLike(
      "http09-has-no-fields",
      "GET /hello.txt\r\nIf-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT\r\n\r\n",
      "GET /hello.txt\r\n\r\n",
    ),
    ...whole("one-date", since(MODIFIED_DATE, "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT")),
  ],
};
