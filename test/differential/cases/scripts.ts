// Requests for scripts, and for files beside them.

import { head } from "../../support/requests.ts";
import { type Case, differ, differLike, type Group, same } from "./case.ts";

/** Requests of HTTP/1.0 for targets. */
function get(...targets: readonly string[]): string[] {
  return targets.map((target) => head(`GET ${target} HTTP/1.0`));
}

/** Requests of one target with one field each. */
function getWith(target: string, ...fields: readonly string[]): string[] {
  return fields.map((field) => head(`GET ${target} HTTP/1.0`, ...field.split("\n")));
}

function withBody(line: string, body: string, ...fields: readonly string[]): string {
  return head(`${line} HTTP/1.0`, `Content-Length: ${body.length}`, ...fields) + body;
}

const PATHS: readonly Case[] = [
  ...same(
    ...get("/cgi-bin/env", "/htbin/other", "/cgi-bin/empty", "/cgi-bin/with-fields", "/cgi-bin/pwd"),
    ...get("/cgi-bin/env/", "/cgi-bin/env/info", "/cgi-bin/env/in/fo/", "/cgi-bin/env/a%20b", "/cgi-bin/env/%C3%A4"),
    ...get("/cgi-bin/env/a//b", "/cgi-bin/env/./a/../b", "/cgi-bin/env/a%2Fb", "/cgi-bin/env/%FF", "/cgi-bin/env/a;b"),
    ...get(
      "/cgi-bin//env",
      "//cgi-bin/env",
      "/./cgi-bin/env",
      "/sub/../cgi-bin/env",
      "/cgi%2Dbin/%65nv",
      "/cgi-bin%2Fenv",
    ),
    ...get(
      "/cgi-bin/sub/deep/env",
      "/cgi-bin/sub/deep/env/info",
      "/cgi-bin/sub/../env",
      "/cgi-bin/name%20with%20blank",
    ),
    ...get("/cgi-bin/quote'd", "/cgi-bin/%C3%BCml%C3%A4ut", "/cgi-bin/%2e/env"),
  ),
  ...same(
    ...get("/cgi-bin", "/cgi-bin/", "/cgi-bin/nothing", "/cgi-bin/nothing/info", "/cgi-bin/no'thing", "/cgi-bin/plain"),
    ...get(
      "/cgi-bin/directory",
      "/cgi-bin/directory/",
      "/cgi-bin/directory/nothing",
      "/cgi-bin/sub",
      "/cgi-bin/sub/deep/",
    ),
    ...get("/cgi-bin/directory/plain.txt", "/cgi-bin/no\x7fthing".replace("\x7f", "%7F"), "/cgi-bin/no%0Athing"),
    ...get("/file.txt", "/sub/file.txt", "/cgi-binary/file.txt", "/nothing", "/CGI-BIN/env", "/sub/cgi-bin/env"),
  ),
  ...differ("encoded-question-mark", ...get("/cgi-bin/env%3Fx")),
  ...differ("decoded-once", ...get("/cgi-bin/%2565nv")),
  ...differ("above-the-root", ...get("/../cgi-bin/env", "/cgi-bin/../../file.txt")),
  ...differ("nul-in-path", ...get("/cgi-bin/env/a%00b")),
  ...differ("scripts-are-no-files", ...get("/link")),
];

const QUERIES: readonly Case[] = [
  ...same(
    ...get("/cgi-bin/args?word", "/cgi-bin/args?a=b", "/cgi-bin/args?;id", "/cgi-bin/args?$(id)", "/cgi-bin/args?a?b"),
    ...get(
      "/cgi-bin/env?a=b&c=%20",
      "/cgi-bin/env?a/../b",
      "/cgi-bin/env/info?q=/x",
      "/cgi-bin/env??",
      "/cgi-bin/env?+",
    ),
    ...get("/cgi-bin/nothing?a=b", "/cgi-bin/?a", "/cgi-bin?a"),
  ),
  ...differ("no-empty-argument", ...get("/cgi-bin/args", "/cgi-bin/args?")),
  ...differ("arguments-are-words", ...get("/cgi-bin/args?two+words")),
  ...differ("arguments-are-decoded", ...get("/cgi-bin/args?a%20b", "/cgi-bin/args?a%3Db")),
  ...differ("no-option-from-query", ...get("/cgi-bin/args?-s", "/cgi-bin/args?--help")),
];

const FIELDS: readonly Case[] = [
  ...same(
    ...getWith(
      "/cgi-bin/env",
      "Authorization: Basic bWU6c2VjcmV0",
      "Authorization: Basic bWU6YTpi",
      "Authorization: Basic bWU=",
    ),
    ...getWith(
      "/cgi-bin/env",
      "Authorization: basic bWU6",
      "Authorization: Basic OnNlY3JldA==",
      "Authorization: Digest x=y",
    ),
    ...getWith(
      "/cgi-bin/env",
      "Authorization: Basic",
      "Authorization: a b c",
      "Authorization: Basic w6Q6eA==",
      "Authorization: Bearer t",
    ),
    ...getWith("/cgi-bin/env", "Cookie: a=1", "User-Agent: test/1 (x)", "Referer: http://a/b", "Cookie: a=1; b=2"),
    ...getWith("/cgi-bin/fields", "Proxy: http://a/"),
    ...getWith("/cgi-bin/type", "Content-Type: a/b; c=d"),
    ...get("/cgi-bin/translated/info", "/cgi-bin/translated/a/../b", "/cgi-bin/translated/a%20b"),
  ),
  ...differ("no-type-of-nothing", ...get("/cgi-bin/type")),
  ...differ("no-path-translated", ...get("/cgi-bin/translated")),
  ...differ("all-fields", ...getWith("/cgi-bin/fields", "X-Test: seen")),
  ...differ("accept-is-set", ...getWith("/cgi-bin/env", "Accept: a/b")),
  ...getWith("/cgi-bin/env", "Accept: a/b\nAccept: c/d").map((request): Case => {
    return { request, differs: ["accept-is-set", "accept-joined"] };
  }),
  ...differ("cookies-joined", ...getWith("/cgi-bin/env", "Cookie: a=1\nCookie: b=2")),
];

const METHODS: readonly Case[] = [
  ...same(
    withBody("POST /cgi-bin/body", "posted body\n"),
    withBody("POST /cgi-bin/body", ""),
    withBody("POST /cgi-bin/body", "\x00\xff\r\n\r\n"),
    withBody("POST /cgi-bin/body", "x".repeat(100_000)),
    withBody("POST /cgi-bin/env/info?a=b", "body", "Content-Type: a/b"),
    withBody("POST /cgi-bin/nothing", "body"),
    withBody("POST /cgi-bin/plain", ""),
    head("POST /cgi-bin/env HTTP/1.0"),
    withBody("POST /file.txt", ""),
    withBody("POST /nothing", ""),
    head("PUT /file.txt HTTP/1.0"),
    head("PROPFIND /cgi-bin/env HTTP/1.0"),
    head("HEAD /file.txt HTTP/1.0"),
    head("HEAD /cgi-bin/nothing HTTP/1.0"),
    head("HEAD /cgi-bin/empty HTTP/1.0"),
  ),
  ...differ("no-body-for-head", head("HEAD /cgi-bin/env HTTP/1.0"), head("HEAD /cgi-bin/with-fields HTTP/1.0")),
  differLike("more-methods", withBody("PUT /cgi-bin/body", "put"), withBody("POST /cgi-bin/body", "put")),
  differLike("more-methods", withBody("DELETE /cgi-bin/body", "x"), withBody("POST /cgi-bin/body", "x")),
];

const OUTPUT: readonly Case[] = [
  ...differ("exit-code", ...get("/cgi-bin/exit3", "/cgi-bin/killed")),
  ...differ("script-status", ...get("/cgi-bin/status")),
  ...differ("script-location", ...get("/cgi-bin/location")),
  ...differ("script-line-ends", ...get("/cgi-bin/lf")),
  ...differ("silent-script", ...get("/cgi-bin/silent")),
  ...differ("script-without-head", ...get("/cgi-bin/no-head")),
];

export const SCRIPT_GROUPS: readonly Group[] = [
  { name: "paths of scripts", protocol: "HTTP/1.0", cases: PATHS },
  { name: "queries", protocol: "HTTP/1.0", cases: QUERIES },
  { name: "fields for scripts", protocol: "HTTP/1.0", cases: FIELDS },
  { name: "methods for scripts", protocol: "HTTP/1.0", cases: METHODS },
  { name: "outputs of scripts", protocol: "HTTP/1.0", cases: OUTPUT },
];
