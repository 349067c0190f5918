// HTTP/1.1 servers: what follows a request on the same connection, and bodies.

import { head } from "../../support/requests.ts";
import { differ, differLike, type Group, head11, same } from "./case.ts";

const HELLO = head11("GET /hello.txt");
/** Shows whether the connection is still open. */
const NEXT = head11("GET /a%20b.txt");
/** The same, and says that it is the last one. */
const LAST = head11("GET /a%20b.txt", "Connection: close");

/** A request with fields, and one behind it. */
function twice(line: string, ...fields: string[]): string {
  return head11(line, ...fields) + NEXT;
}

export const PERSISTENCE: Group = {
  name: "persistent connections",
  protocol: "HTTP/1.1",
  cases: [
    ...same(
      HELLO,
      HELLO + NEXT,
      HELLO + NEXT + HELLO,
      HELLO.repeat(20),
      twice("HEAD /hello.txt"),
      twice("HEAD /sizes/1048577.bin"),
      twice("GET /sizes/1048577.bin"),
      twice("GET /sizes/0.bin"),
      twice("GET /sub"),
      twice("HEAD /sub"),
      twice("GET /sub/"),
      twice("HEAD /sub/"),
      twice("GET /hello.txt", "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"),
      twice("HEAD /hello.txt", "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"),
      twice("GET /missing"),
      twice("HEAD /missing"),
      twice("SPAM /"),
      twice("POST /hello.txt", "Content-Length: 0"),
      twice("GET /hello.txt", "Connection: keep-alive"),
      twice("GET /hello.txt", "Connection: Keep-Alive"),
      twice("GET /hello.txt", "Connection: upgrade", "Upgrade: websocket"),
      twice("GET /hello.txt", "Expect: 100-continue"),
      twice("GET /hello.txt", "Expect: 100-CONTINUE"),
      twice("GET /missing", "Expect: 100-continue"),
      twice("GET / FUBAR"),
      head("GET / HTTP/2.0", "Host: test") + NEXT,
      `${HELLO}GET /hello.txt\r\n\r\n${NEXT}`,
      `GET /hello.txt\r\n\r\n${NEXT}`,
      `GET /hello.txt${" ".repeat(65_537)}`,
      `${HELLO}X: no request\r\n\r\n`,
      HELLO + head11("GET /hello.txt", `X: ${"a".repeat(65_536)}`).slice(0, 65_600),
    ),
    ...differ("says-close", head11("GET /hello.txt", "Connection: close"), LAST + NEXT, HELLO + LAST),
    ...differ(
      "says-close",
      head11("GET /hello.txt", "Connection: CLOSE") + NEXT,
      head11("GET /sub", "Connection: close") + NEXT,
    ),
    ...differ("says-close", head("GET /hello.txt HTTP/1.0") + NEXT, head("GET /sub/ HTTP/1.0") + NEXT),
    ...differ(
      "says-keep-alive",
      head("GET /hello.txt HTTP/1.0", "Connection: keep-alive") + head("GET /missing HTTP/1.0"),
    ),
    ...differ("connection-is-a-list", head11("GET /hello.txt", "Connection: close, TE") + NEXT),
    ...differ("connection-is-a-list", head11("GET /hello.txt", "Connection: TE,Close ") + NEXT),
    ...differ("connection-is-a-list", head11("GET /hello.txt", "Connection: x", "Connection: close") + NEXT),
    ...differ("host-required", head("GET /hello.txt HTTP/1.1") + NEXT),
    differLike("empty-lines-are-skipped", `\r\n${HELLO}`, HELLO),
    differLike("empty-lines-are-skipped", `\r\n\r\n${HELLO}`, HELLO),
    differLike("empty-lines-are-skipped", `${HELLO}\r\n${NEXT}`, HELLO + NEXT),
    ...differ("expectations", twice("GET /hello.txt", "Expect: 200-maybe")),
    ...differ(
      "no-continue-before-error",
      twice("SPAM /", "Expect: 100-continue"),
      twice("POST /", "Expect: 100-continue"),
    ),
    ...differ(
      "lines-end-in-crlf",
      "GET /hello.txt HTTP/1.1\nHost: test\n\n",
      "GET /hello.txt HTTP/1.1\r\nHost: test\n\r\n",
    ),
  ],
};

const FIVE = "Content-Length: 5";
const CHUNKED = "Transfer-Encoding: chunked";

export const BODIES: Group = {
  name: "request bodies",
  protocol: "HTTP/1.1",
  cases: [
    ...same(
      twice("GET /hello.txt", "Content-Length: 0"),
      twice("GET /hello.txt", "Content-Length: 00"),
      `${head11("POST /hello.txt", FIVE)}12345${NEXT}`,
      `${head11("POST /hello.txt", FIVE)}12345`,
      `${head11("PUT /hello.txt", CHUNKED)}0\r\n\r\n${NEXT}`,
    ),
    differLike("bodies-are-no-requests", `${head11("GET /hello.txt", FIVE)}12345${NEXT}`, HELLO + NEXT),
    differLike("bodies-are-no-requests", `${head11("HEAD /hello.txt", FIVE)}12345${NEXT}`, twice("HEAD /hello.txt")),
    differLike(
      "bodies-are-no-requests",
      head11("GET /hello.txt", `Content-Length: ${NEXT.length}`) + NEXT + HELLO,
      HELLO + HELLO,
    ),
    differLike(
      "bodies-are-no-requests",
      `${head11("GET /hello.txt", CHUNKED)}5\r\n12345\r\n0\r\n\r\n${NEXT}`,
      HELLO + NEXT,
    ),
    ...differ("length-or-coding", `${head11("GET /hello.txt", FIVE, CHUNKED)}0\r\n\r\n${NEXT}`),
    ...differ(
      "decimal-length",
      twice("GET /hello.txt", "Content-Length: -1"),
      twice("GET /hello.txt", "Content-Length: +5"),
    ),
    ...differ(
      "decimal-length",
      twice("GET /hello.txt", "Content-Length: 5, 5"),
      twice("GET /hello.txt", FIVE, "Content-Length: 6"),
    ),
    ...differ(
      "decimal-length",
      twice("GET /hello.txt", "Content-Length:"),
      twice("GET /hello.txt", "Content-Length: 0x5"),
    ),
    ...differ("decimal-length", twice("GET /hello.txt", "Content-Length: 99999999999999999999")),
    ...differ("coding-needs-11", head("GET /hello.txt HTTP/1.0", CHUNKED)),
    ...differ(
      "unknown-coding",
      twice("GET /hello.txt", "Transfer-Encoding: gzip, chunked"),
      twice("GET /hello.txt", "Transfer-Encoding: x"),
    ),
    ...differ(
      "coding-list",
      twice("GET /hello.txt", "Transfer-Encoding: chunked, chunked"),
      twice("GET /hello.txt", "Transfer-Encoding: ,"),
    ),
  ],
};

/** Requests whose client goes away in the middle. */
const CUT_OFF = [
  "GET /hello.txt HTTP/1.0",
  "GET /hello.txt HTTP/1.0\r",
  "GET /hello.txt HTTP/1.0\r\n",
  "GET /hello.txt HTTP/1.0\r\nHost: a",
  "GET /hello.txt HTTP/1.0\r\nHost: a\r\n",
  "GET /hello.txt HTTP/1.0\r\nHost: a\r\n\r",
  "GET /hello.txt",
  "SPAM / HTTP/1.0\r\n",
];

export const BROKEN_OFF: Group = {
  name: "broken off requests",
  protocol: "HTTP/1.0",
  cases: [
    { request: "", halfClose: true },
    { request: "\r\n", halfClose: true },
    { request: "\n", halfClose: true },
    { request: "GET /hello.txt\r\n", halfClose: true },
    { request: head("GET /hello.txt HTTP/1.0"), halfClose: true },
    { request: head("GET /sizes/1048577.bin HTTP/1.0"), halfClose: true },
    ...CUT_OFF.map((request) => ({ request, halfClose: true, differs: ["whole-requests"] as const })),
  ],
};
