// RFC 9112 §2: messages, their lines and their versions; §4: status lines.

import { request } from "../../support/requests.ts";
import { get, old, post, type Requirements } from "./requirement.ts";

// biome-ignore format: a row is a line
export const MESSAGES: Requirements = {
  "RFC 9112 §2.1": [
    ["a request is a request line, field lines, a blank line and a body", post("hi", "Content-Length: 2"), "200 kept", { echo: "POST / hi" }],
    ["a server that gets something else answers 400 and closes", "SSH-2.0-OpenSSH_9.6\r\n", "400 closed"],
    ["a server takes a status line for no request", "HTTP/1.1 200 OK\r\n\r\n", "400 closed"],
  ],
  "RFC 9112 §2.2": [
    ["a server reads octets, not characters: bytes beyond ASCII in a value are no error", get("X-Name: \xe9\xff"), "200 kept"],
    ["a server reads octets: UTF-8 of a line separator (E2 80 A8) ends no line", get("X: \xe2\x80\xa8Content-Length: 9"), "200 kept"],
    ["a server skips an empty line before a request line", `\r\n${get()}`, "200 kept"],
    ["a server skips a few empty lines before a request line", `\r\n\r\n\r\n${get()}`, "200 kept"],
    ["a server skips the CR LF that old clients send behind a body", `${post("hi", "Content-Length: 2")}\r\n${get()}`, "200 200 kept"],
    ["a server does not skip empty lines without end", `${"\r\n".repeat(9)}${get()}`, "400 closed"],
    ["a server refuses a bare CR in a request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", "400 closed"],
    ["a server refuses a bare CR in a field value", get("X: a\rb"), "400 closed"],
    ["a server refuses a bare CR in a field name", get("X\rY: a"), "400 closed"],
    ["a server refuses a bare CR in place of a line end", "GET / HTTP/1.1\rHost: a\r\r\n\r\n", "400 closed"],
    ["a server refuses CR CR LF at the end of a field line", get("X: a\r"), "400 closed"],
    ["a server refuses a bare CR in place of the blank line", "GET / HTTP/1.1\r\nHost: a\r\n\rX: b\r\n\r\n", "400 closed"],
    ["a server refuses a bare LF behind a 1.1 request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", "400 closed"],
    ["a server refuses a bare LF behind a 1.1 field line", "GET / HTTP/1.1\r\nHost: a\n\r\n", "400 closed"],
    ["a server refuses a bare LF as the blank line of a 1.1 request", "GET / HTTP/1.1\r\nHost: a\r\n\n", "400 closed"],
    ["a server may take a bare LF for a line end in HTTP/1.0", "GET / HTTP/1.0\nHost: a\n\n", "200 closed"],
    ["a server refuses whitespace between the request line and the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400 closed"],
    ["a server refuses a tab between the request line and the first field", "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n", "400 closed"],
    ["a server refuses a line of blanks before the first field", "GET / HTTP/1.1\r\n  \r\nHost: a\r\n\r\n", "400 closed"],
    ["a server refuses NUL in a request line", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", "400 closed"],
    ["a server refuses a line of control bytes, such as a TLS handshake", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n", "400 closed"],
    ["a server sends no bare CR and no bare LF in its own lines", get(), "200 kept", { lacks: /\r(?!\n)|[^\r]\n/ }],
  ],
  "RFC 9112 §2.3": [
    ["a server answers with its own version, HTTP/1.1, to 1.1", get(), "200 kept", { has: /^HTTP\/1\.1 200 / }],
    ["a server answers with its own version, HTTP/1.1, to 1.0", old("GET /"), "200 closed", { has: /^HTTP\/1\.1 200 / }],
    ["a server that speaks 1.0 answers 1.0 to 1.1", get(), "200 closed", { protocolVersion: "HTTP/1.0", has: /^HTTP\/1\.0 200 / }],
    ["a server takes a later minor version for the highest it knows", request("GET / HTTP/1.2"), "200 kept", { has: /^HTTP\/1\.1 / }],
    ["a server holds a later minor version to the rules of 1.1: Host", "GET / HTTP/1.9\r\n\r\n", "400 closed"],
    ["a server refuses major version 2 in this form with 505", request("GET / HTTP/2.0"), "505 closed"],
    ["a server refuses the preface of HTTP/2 with 505", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 closed"],
    ["a server refuses major version 3 with 505", request("GET / HTTP/3.0"), "505 closed"],
    ["the name of the protocol is case-sensitive", request("GET / http/1.1"), "400 closed"],
    ["the name of the protocol is HTTP and nothing else", request("GET / HTTPS/1.1"), "400 closed"],
    ["a version has a minor number", request("GET / HTTP/1"), "400 closed"],
    ["a version has one digit before its dot", request("GET / HTTP/01.1"), "400 closed"],
    ["a version has one digit behind its dot", request("GET / HTTP/1.10"), "400 closed"],
    ["a version has no sign", request("GET / HTTP/+1.1"), "400 closed"],
    ["a version has no blank inside", request("GET / HTTP/1. 1"), "400 closed"],
    ["a version has no third number", request("GET / HTTP/1.1.1"), "400 closed"],
    ["a version is parted by a dot", request("GET / HTTP/1,1"), "400 closed"],
  ],
  "RFC 9112 §4": [
    ["a status line is version, blank, three digits, blank, reason", get(), "200 kept", { has: /^HTTP\/1\.1 200 OK\r\n/ }],
    ["a status line has its second blank without a reason too", get(), "299 kept", { answer: (handler) => handler.reply("", 299), has: /^HTTP\/1\.1 299 \r\n/ }],
    ["a reason cannot end the status line", get(), "500 closed", { answer: (handler) => handler.sendResponse(200, "OK\r\nX-Evil: 1"), lacks: /Evil/ }],
    ["a status has three digits", get(), "500 closed", { answer: (handler) => handler.sendResponse(99), has: /^HTTP\/1\.1 500 / }],
    ["an error's reason quotes no byte that a status line may not have", "GET\0 / HTTP/1.1\r\n\r\n", "400 closed", { lacks: /\0/ }],
  ],
};
