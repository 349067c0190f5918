// RFC 9110 §5 and §6: fields and messages.

import { request } from "../../support/requests.ts";
import type { ProvingHandler } from "./proving-handler.ts";
import { chunked, get, old, post, type Requirement, type Requirements } from "./requirement.ts";

/** Answers with what a handler sees of the field X-A. */
function seenAs(values: RegExp): NonNullable<Requirement[3]> {
  return {
    answer: (handler: ProvingHandler) => handler.reply(JSON.stringify(handler.headers.getAll("x-a"))),
    has: values,
  };
}

// biome-ignore format: a row is a line
export const FIELDS: Requirements = {
  "RFC 9110 §5.1": [
    ["the name of a field ignores case", get("X-a: 1", "x-A: 2"), "200 kept", seenAs(/\["1","2"\]$/)],
    ["a field that a server does not know is no error", get("Frob: 1"), "200 kept"],
    ["a field called __proto__ is a field", get("__proto__: 1", "X-A: 2"), "200 kept", seenAs(/\["2"\]$/)],
    ["a field called constructor is a field", get("constructor: 1"), "200 kept"],
    ["fields keep the case in which they are sent", get(), "200 kept", { answer: (handler) => handler.reply("", 200, ["x-lOwEr", "1"]), has: /\r\nx-lOwEr: 1\r\n/ }],
  ],
  "RFC 9110 §5.2": [
    ["several lines of a name are one list, in order", get("X-A: 1", "X-B: 0", "X-A: 2"), "200 kept", seenAs(/\["1","2"\]$/)],
    ["several lines of Connection are one list", get("Connection: x", "Connection: close"), "200 closed"],
    ["several lines of Expect are one list", post("hi", "Expect: 100-continue", "Expect: frob", "Content-Length: 2"), "417 closed"],
  ],
  "RFC 9110 §5.3": [
    ["a server does not act before the header section has ended", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n", "cut off silently"],
    ["fields that a handler sends keep their order", get(), "200 kept", { answer: (handler) => handler.reply("", 200, ["Set-Cookie", "a"], ["X-B", "b"], ["Set-Cookie", "c"]), has: /Set-Cookie: a\r\nX-B: b\r\nSet-Cookie: c\r\n/ }],
    ["fields that may come once are refused when they come twice: Host", get("host: a"), "400 closed"],
  ],
  "RFC 9110 §5.4": [
    ["a server refuses a field that is larger than it processes with a 4xx", get(`Cookie: ${"a".repeat(66_000)}`), "431 closed"],
    ["a server refuses fields that are more than it processes with a 4xx", get(...Array.from({ length: 100 }, (_, i) => `X${i}: y`)), "431 closed"],
    ["a server reads a field of 32,000 octets", get(`Cookie: ${"a".repeat(32_000)}`), "200 kept"],
    ["a server bounds a header section that never ends", `GET / HTTP/1.1\r\nHost: a\r\n${"X: y\r\n".repeat(200)}`, "431 closed"],
    ["a server bounds a field line that never ends", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"y".repeat(70_000)}`, "431 closed"],
    ["a server's limit for the number of fields can be set", get("A: 1", "B: 2", "C: 3"), "431 closed", { limits: { maxFieldLines: 4 } }],
  ],
  "RFC 9110 §5.5": [
    ["blanks around a value are no part of it", get("X-A:\t 1 2\t "), "200 kept", seenAs(/\["1 2"\]$/)],
    ["a tab inside a value is part of it", get("X-A: 1\t2"), "200 kept", seenAs(/\["1\\t2"\]$/)],
    ["octets beyond ASCII are part of a value", get("X-A: \xfc"), "200 kept", seenAs(/\["\xfc"\]$/)],
    ["a server refuses NUL in a value", get("X-A: 1\x002"), "400 closed"],
    ["a server refuses a bell in a value", get("X-A: \x07"), "400 closed"],
    ["a server refuses an escape in a value", get("X-A: \x1b[31m"), "400 closed"],
    ["a server refuses DEL in a value", get("X-A: \x7f"), "400 closed"],
    ["a server refuses a vertical tab in a value", get("X-A: 1\v"), "400 closed"],
    ["a server refuses a backspace in a value", get("X-A: 1\b"), "400 closed"],
    ["a server refuses NUL in a value in HTTP/1.0 too", old("GET /", "X-A: \0"), "400 closed"],
  ],
  "RFC 9110 §5.6.1": [
    ["a server ignores empty members of Connection", get("Connection: , ,close , ,"), "200 closed"],
    ["a server ignores empty members of Expect", post("hi", "Expect: , 100-continue,", "Content-Length: 2"), "100 200 kept"],
    ["an Expect of no members expects nothing", post("hi", "Expect:", "Content-Length: 2"), "200 kept"],
    ["an empty member in Transfer-Encoding is refused: lengths are no place for leniency", post("0\r\n\r\n", "Transfer-Encoding: , chunked"), "400 closed"],
  ],
  "RFC 9110 §5.6.2": [
    ["a token has no blank: a method of two words is refused", request("GE T / HTTP/1.1"), "400 closed"],
    ["a token is not empty: an empty name is refused", get(":"), "400 closed"],
    ["a handler sends no name that is no token", get(), "500 closed", { answer: (handler) => handler.reply("", 200, ["X A", "1"]), lacks: /X A/ }],
    ["a handler sends no empty name", get(), "500 closed", { answer: (handler) => handler.reply("", 200, ["", "1"]) }],
  ],
  "RFC 9110 §5.6.3": [
    ["optional whitespace is blanks and tabs", get("Connection: \t close \t"), "200 closed"],
    ["a no-break space is no optional whitespace", get("Connection: \xa0close"), "200 kept"],
    ["bad whitespace is read and removed", chunked("2\t;\ta\t=\tb\r\nhi\r\n0\r\n\r\n"), "200 kept", { echo: "POST / hi" }],
  ],
  "RFC 9110 §5.6.4": [
    ["in a quoted string a backslash takes the next octet as it is", chunked('2;a="\\"\\\\"\r\nhi\r\n0\r\n\r\n'), "200 kept", { echo: "POST / hi" }],
    ["a quoted string ends", chunked('2;a="\r\nhi\r\n0\r\n\r\n'), "400 closed"],
  ],
  "RFC 9110 §5.6.7": [
    ["a date is sent in the preferred form", get(), "200 kept", { has: /\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n/ }],
  ],
  "RFC 9110 §6.1": [
    ["a message that is not framed as its version wants is refused", post("hi", "Content-Length: 2", "Transfer-Encoding: chunked"), "400 closed"],
    ["a server does not answer before it knows where the head ends", "GET / HTTP/1.1\r\nHost: a\r\nX", "cut off silently"],
  ],
  "RFC 9110 §6.2": [
    ["a request's control data is its method, target and version", `${request("PUT /a?b HTTP/1.1", "Content-Length: 1")}c`, "200 kept", { echo: "PUT /a?b c" }],
  ],
  "RFC 9110 §6.4.1": [
    ["an answer to HEAD has no content", request("HEAD / HTTP/1.1"), "200 kept", { has: /\r\n\r\n$/ }],
    ["an error in answer to HEAD has no content", request("HEAD / HTTP/1.1", "X : y"), "400 closed", { has: /\r\n\r\n$/ }],
    ["an error in answer to a HEAD line that is wrong has no content", request("HEAD /%zz HTTP/1.1"), "400 closed", { has: /\r\n\r\n$/ }],
    ["204 has no content", get(), "204 kept", { answer: (handler) => handler.reply("no", 204), has: /\r\n\r\n$/ }],
    ["304 has no content", get(), "304 kept", { answer: (handler) => handler.reply("no", 304), has: /\r\n\r\n$/ }],
  ],
  "RFC 9110 §6.5.1": [
    ["a handler cannot send a length behind a body", get(), "200 cut", trailerOf("Content-Length")],
    ["a handler cannot send a coding behind a body", get(), "200 cut", trailerOf("Transfer-Encoding")],
    ["a handler cannot send Host behind a body", get(), "200 cut", trailerOf("Host")],
    ["a handler cannot send Set-Cookie behind a body", get(), "200 cut", trailerOf("Set-Cookie")],
    ["a handler cannot send WWW-Authenticate behind a body", get(), "200 cut", trailerOf("WWW-Authenticate")],
    ["an HTTP/1.0 client gets no trailers", old("GET /"), "200 closed", { answer: (handler) => [handler.sendResponse(200), handler.endHeaders(), handler.sendTrailer("X-A", "b")], lacks: /X-A/ }],
  ],
  "RFC 9110 §6.5.2": [
    ["a trailer does not take the place of a field", chunked("0\r\nX-A: evil\r\n\r\n", "X-A: 1"), "200 kept", {
      answer: async (handler) => [await handler.rfile.read(), handler.reply(String(handler.headers.getAll("X-A")))],
      has: /\r\n\r\n1$/,
    }],
  ],
  "RFC 9110 §6.6.1": [
    ["2xx has Date", get(), "200 kept", { has: /\r\nDate: / }],
    ["3xx has Date", get(), "304 kept", { answer: (handler) => handler.reply("", 304), has: /\r\nDate: / }],
    ["4xx has Date, when the request was not understood too", "\0\r\n", "400 closed", { has: /\r\nDate: / }],
    ["5xx has Date", request("FROB / HTTP/1.1"), "501 closed", { has: /\r\nDate: / }],
    ["there is one Date", get(), "200 kept", { lacks: /\nDate:.*\nDate:/s }],
  ],
};

function trailerOf(name: string): NonNullable<Requirement[3]> {
  return {
    answer: (handler: ProvingHandler) => [
      handler.sendResponse(200),
      handler.endHeaders(),
      handler.sendTrailer(name, "1"),
    ],
    lacks: new RegExp(`^${name}: 1`, "m"),
  };
}
