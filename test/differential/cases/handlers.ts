// What a handler does: responses, errors, connections, the request as it sees it, the log.

import { head } from "../../support/requests.ts";
import { type Case, differ, differLike, type Group, head11, same } from "./case.ts";

/** What both servers call themselves. */
const SERVER = "Ported/1.0 LineByLine/2";

/** Splits lists of words. */
function words(...lists: readonly string[]): string[] {
  return lists.flatMap((list) => list.split(" "));
}

/** Requests of HTTP/1.0 for paths. */
function get(...paths: readonly string[]): string[] {
  return paths.map((path) => head(`GET ${path} HTTP/1.0`));
}

/** Requests of HTTP/1.1 for paths, each with another request behind it. */
function getTwice(...paths: readonly string[]): string[] {
  return paths.map((path) => head11(`GET ${path}`) + NEXT);
}

/** Shows whether the connection is still open. */
const NEXT = head11("GET /plain");
/** A request with a body. */
function withBody(line: string, body: string, ...fields: string[]): string {
  return head11(line, `Content-Length: ${body.length}`, ...fields) + body;
}

const RESPONSES = words(
  "/plain /empty /big /no-content /not-modified /created /redirect /status-999 /status-777 /status-299 /reason",
  "/empty-reason /latin1 /fields /raw /flushed /missing",
);

const ERRORS = words(
  "/error?400 /error?404 /error?413 /error?414 /error?429 /error?431 /error?500 /error?501",
  "/error?503 /error?505 /error?599 /error?777 /error?999 /error?200 /error?301 /error?204 /error?205",
  "/error?304 /error?404&Nothing /error?404&<i>&a>b /error-in-unicode /error?404&a&b /error?404&%41'\"",
  "/error-with-explanation /error-with-status /error-page /error-after-fields",
);

const CONTENT_FIELDS: readonly string[][] = [
  [],
  ["Content-Type: text/html; charset=UTF-8"],
  ['Content-Type: TEXT/Plain;charset="iso-8859-1" ; q=0.5'],
  ['Content-Type: multipart/form-data; boundary="a b;c"; q="x\\"y"'],
  ["Content-Type: nonsense"],
  ["Content-Type: a/b/c"],
  ["Content-Type:"],
  ["Content-Type: application/json; q"],
  ["Content-Type: text/plain; name=file.txt", "Content-Disposition: attachment"],
  ['Content-Disposition: ATTACHMENT; filename="r\u00e9sum\u00e9.txt"'],
  ["Content-Disposition: attachment; filename*=utf-8''%e2%82%ac.txt"],
  ["Content-Disposition: inline; filename=a;filename=b"],
];

export const HANDLER_GROUPS: readonly Group[] = [
  {
    name: "responses of HTTP/1.0",
    protocol: "HTTP/1.0",
    server: SERVER,
    cases: [
      ...same(...get(...RESPONSES, "/close", "/close-connection", "/no-length", "/no-headers-at-all")),
      { request: get("/keep-alive").join(""), halfClose: true },
      ...same("GET /plain\r\n\r\n", "GET /created\r\n\r\n", "GET /error?404\r\n\r\n", "GET /no-length\r\n\r\n"),
    ],
  },
  {
    name: "errors of HTTP/1.0",
    protocol: "HTTP/1.0",
    server: SERVER,
    cases: [
      ...same(...get(...ERRORS)),
      ...differ("allow-with-405", ...get("/error?405")),
      ...differ("exceptions-are-answered", ...get("/raises", "/not-latin1")),
      ...differ("no-injection", ...get("/injection")),
      ...differ("silence-is-answered", ...get("/nothing")),
      ...differ("announced-length", ...get("/too-much")),
      ...differ("no-1xx-in-10", ...get("/continue-by-hand")),
      ...differ("no-content-is-none", ...get("/no-content-with-body"), head("HEAD /body HTTP/1.0")),
      differLike("reason-is-latin-1", head("GET /error-beyond-latin1 HTTP/1.0"), head("GET /error-question HTTP/1.0")),
    ],
  },
  {
    name: "requests as the handler sees them",
    protocol: "HTTP/1.0",
    server: SERVER,
    cases: [
      ...same(
        ...get("/info", "/info?x=y&z", "//info", "/info#frag", "/dates", "/texts", "/log", "/headers", "/content"),
      ),
      ...same(head11("GET /info"), head("GET   /info   HTTP/1.0"), "GET /info HTTP/1.0\n\n", "GET /info\r\n\r\n"),
      ...same(head("GET /headers HTTP/1.0", "Host: a", "X-A: 1", "x-a: 2", "X-a:", "Other: \xe4\xf6 x y")),
      ...same(head11("GET /headers", "Accept: */*", "__proto__: x", "constructor: y", "X-A: a:b: c")),
      ...CONTENT_FIELDS.map((fields): Case => ({ request: head11("GET /content", ...fields) })),
    ],
  },
  {
    name: "other methods of HTTP/1.0",
    protocol: "HTTP/1.0",
    server: SERVER,
    cases: [
      ...same(head("HEAD / HTTP/1.0"), head("HEAD /error?404 HTTP/1.0"), head("HEAD /error?204 HTTP/1.0")),
      ...same(head("HEAD /error?304 HTTP/1.0"), head("HEAD /error?205 HTTP/1.0"), head("HEAD /error?101 HTTP/1.0")),
      ...same(
        ...["TEST", "KEYERROR", "NOTFOUND", "EXPLAINERROR", "CUSTOM"].map((method) => head(`${method} / HTTP/1.0`)),
      ),
      ...same(...[999, 200, 404, 204, 304, 205, 500].map((status) => head(`SEND_ERROR /${status} HTTP/1.0`))),
      { request: head("KEEP / HTTP/1.0"), halfClose: true },
      ...same(head("test / HTTP/1.0"), head("answer / HTTP/1.0"), head("GETX / HTTP/1.0"), head("handle / HTTP/1.0")),
      ...same(withBody("POST /", "hello"), withBody("POST /", ""), withBody("POST /", "\x00\xff\r\n\r\n")),
      ...same(withBody("POST /lines", "one\ntwo\r\n\nthree"), withBody("POST /pieces", "0123456789")),
      ...same(withBody("POST /", "x".repeat(200_000)), withBody("PUT /", "body"), withBody("POST /unread", "body")),
      ...same(withBody("POST /", "hello", "Expect: 100-continue"), head11("GET /plain", "Expect: 100-continue")),
    ],
  },
  {
    name: "responses of HTTP/1.1",
    protocol: "HTTP/1.1",
    server: SERVER,
    cases: [
      ...same(...getTwice(...RESPONSES, "/close", "/keep-alive", "/continue-by-hand")),
      ...differ("chunks", head11("GET /no-length"), head11("GET /no-headers-at-all")),
      ...differ("says-close", ...getTwice("/close-connection"), head("GET /plain HTTP/1.0") + NEXT),
    ],
  },
  {
    name: "errors of HTTP/1.1",
    protocol: "HTTP/1.1",
    server: SERVER,
    cases: [...same(...getTwice(...ERRORS))],
  },
  {
    name: "other methods of HTTP/1.1",
    protocol: "HTTP/1.1",
    server: SERVER,
    cases: [
      ...same(head11("HEAD /") + NEXT, head11("HEAD /error?404") + NEXT, head11("HEAD /error?204") + NEXT),
      ...same(
        ...["TEST", "KEEP", "KEYERROR", "NOTFOUND", "EXPLAINERROR"].map((method) => head11(`${method} /`) + NEXT),
      ),
      ...same(...[999, 200, 404, 204, 304, 205].map((status) => head11(`SEND_ERROR /${status}`) + NEXT)),
      ...same(withBody("POST /", "hello") + NEXT, withBody("POST /", "") + NEXT, withBody("PUT /", "body") + NEXT),
      ...same(withBody("POST /lines", "one\ntwo\r\n\nthree") + NEXT, withBody("POST /pieces", "0123456789") + NEXT),
      ...same(withBody("POST /", "x".repeat(200_000)) + NEXT),
      ...differ("chunks", head11("CUSTOM /") + NEXT),
      differLike(
        "bodies-are-no-requests",
        withBody("POST /unread", "body") + NEXT,
        withBody("POST /unread", "") + NEXT,
      ),
      ...differ("no-content-is-none", head11("HEAD /body")),
    ],
  },
  {
    name: "expectations",
    protocol: "HTTP/1.1",
    server: SERVER,
    cases: [
      ...same(
        withBody("POST /", "hello", "Expect: 100-continue") + NEXT,
        withBody("PUT /", "a", "Expect: 100-Continue") + NEXT,
      ),
      ...same(
        head11("GET /plain", "Expect: 100-continue") + NEXT,
        head11("GET /missing", "Expect: 100-continue") + NEXT,
      ),
      ...same(
        head11("POST /refused", "Expect: 100-continue", "Content-Length: 5"),
        head11("POST /refused", "Expect: 100-continue"),
      ),
      ...same(withBody("POST /silent", "hello", "Expect: 100-continue") + NEXT),
    ],
  },
];
