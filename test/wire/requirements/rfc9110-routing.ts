// RFC 9110 §7 and §8: routing, connections, upgrades, and what describes content.

import { request } from "../../support/requests.ts";
import type { ProvingHandler } from "./proving-handler.ts";
import { get, old, post, type Requirement, type Requirements } from "./requirement.ts";

const HOST_SEEN = { answer: (handler: ProvingHandler) => handler.reply(String(handler.headers.get("host"))) };
const ASKS = ["Connection: upgrade", "Upgrade: chat"];

/** A request with the given Host. */
function host(value: string): string {
  return `GET / HTTP/1.1\r\nHost: ${value}\r\n\r\n`;
}

function good(what: string, value: string): Requirement {
  return [`Host may be ${what}`, host(value), "200 kept"];
}

function bad(what: string, value: string): Requirement {
  return [`a server refuses a Host with ${what}`, host(value), "400 closed"];
}

// biome-ignore format: a row is a line
export const ROUTING: Requirements = {
  "RFC 9110 §7.1": [
    ["the target of a request is its path under the host of Host", request("GET /a HTTP/1.1"), "200 kept", { ...HOST_SEEN, has: /\r\n\r\na$/ }],
    ["the target of an absolute form is all of it", request("GET http://b/a HTTP/1.1"), "200 kept", { ...HOST_SEEN, has: /\r\n\r\nb$/ }],
    ["a target of two slashes is a path, not a host", request("GET //b/a HTTP/1.1"), "200 kept", { ...HOST_SEEN, has: /\r\n\r\na$/ }],
  ],
  "RFC 9110 §7.2": [
    good("a name", "www.example.org"), good("a name with a port", "a:8080"), good("a name with an empty port", "a:"), good("an IPv4 address", "127.0.0.1:80"),
    good("an IPv6 address in brackets", "[::1]:8080"), good("a name with percent-encoding", "a%2db"), good("a name with an underscore", "my_host"), good("an address of the future", "[v1.a:b]"),
    bad("a path", "a/b"), bad("a blank", "a b"), bad("a port of letters", "a:b"), bad("a port of more than 16 bits", "a:70000"), bad("two ports", "a:1:2"), bad("a port and no name", ":80"),
    bad("user information", "me@a"), bad("a scheme", "http://a"), bad("an IPv6 address without brackets", "::1"), bad("brackets that do not close", "[::1"), bad("no address in its brackets", "[a]"),
    bad("a list", "a, b"), bad("a query", "a?b"), bad("a fragment", "a#b"), bad("a backslash", "a\\b"), bad("a quote", 'a"b'), bad("an angle bracket", "<a>"), bad("bytes beyond ASCII", "\xe9"),
    bad("wrong percent-encoding", "a%zz"), bad("a negative port", "a:-1"), bad("an IPv6 zone", "[fe80::1%25eth0]"), bad("text behind its brackets", "[::1]a"),
  ],
  "RFC 9110 §7.4": [
    ["a server rejects a target of https that came without TLS, with 421", request("GET https://a/ HTTP/1.1"), "421 closed"],
    ["a server rejects it in HTTP/1.0 and with blanks too", old("GET  HTTPS://a/"), "421 closed"],
  ],
  "RFC 9110 §7.5": [
    ["a final response comes behind the informational ones", post("", "Expect: 100-continue", "Content-Length: 0"), "100 200 kept"],
    ["there is one final response, however often a handler answers", get(), "200 kept", { answer: (handler) => [handler.reply("a"), handler.wfile.write("b")], has: /\r\n\r\na$/ }],
  ],
  "RFC 9110 §7.6.1": [
    ["Connection is a list of options that ignore case", get("Connection: Foo, CLOSE"), "200 closed"],
    ["a server that closes says close", get("Connection: close"), "200 closed", { has: /\r\nConnection: close\r\n/ }],
    ["a server that does not close does not say close", get(), "200 kept", { lacks: /close/ }],
    ["a field that Connection names does not frame anything: Content-Length counts all the same", post("hi", "Connection: Content-Length", "Content-Length: 2"), "200 kept", { echo: "POST / hi" }],
  ],
  "RFC 9110 §7.6.2": [
    ["a server that is the last answers whatever Max-Forwards says", request("OPTIONS / HTTP/1.1", "Max-Forwards: 0"), "200 kept", { echo: "OPTIONS /" }],
  ],
  "RFC 9110 §7.6.3": [["Via changes nothing for the last server", get("Via: 1.0 fred, 1.1 p.example.net"), "200 kept"]],
  "RFC 9110 §7.8": [
    ["a server may ignore Upgrade", get(...ASKS), "200 kept", { lacks: /upgrade/i }],
    ["a server may ignore an upgrade to HTTP/2", get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"), "200 kept"],
    ["101 names the protocol in Upgrade", get(...ASKS), "101 closed", { answer: (handler) => void handler.upgrade("chat"), has: /^HTTP\/1\.1 101 .*\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n$/s }],
    ["the name of a protocol ignores case", get("Connection: Upgrade", "Upgrade: x, CHAT"), "101 closed", { answer: (handler) => void handler.upgrade("chat") }],
    ["a server does not switch to a protocol that was not asked for", get("Connection: upgrade", "Upgrade: other"), "400 closed", { answer: (handler) => void handler.upgrade("chat") }],
    ["a server does not switch without the option upgrade in Connection", get("Upgrade: chat"), "400 closed", { answer: (handler) => void handler.upgrade("chat") }],
    ["a server does not switch for an HTTP/1.0 client", old("GET /", ...ASKS), "400 closed", { answer: (handler) => void handler.upgrade("chat") }],
    ["a server does not switch before it has read the request's content", post("hi", ...ASKS, "Content-Length: 2"), "500 closed", { answer: (handler) => void handler.upgrade("chat") }],
    ["100 comes before 101", post("hi", ...ASKS, "Content-Length: 2", "Expect: 100-continue"), "100 101 closed", { answer: async (handler) => [await handler.rfile.read(), void handler.upgrade("chat")] }],
    ["101 has no length", get(...ASKS), "101 closed", { answer: (handler) => void handler.upgrade("chat", [["Content-Length", "0"]]), lacks: /content-length/i }],
  ],
  "RFC 9110 §8.3": [
    ["an error's page says its type and charset", "\0\r\n", "400 closed", { has: /\r\nContent-Type: text\/html;charset=utf-8\r\n/ }],
    ["an error without content has no type", get(), "204 closed", { answer: (handler) => handler.sendError(204), lacks: /content-type/i }],
  ],
  "RFC 9110 §8.6": [
    ["an answer to HEAD may have the length that GET would have", request("HEAD / HTTP/1.1"), "200 kept", { has: /Content-Length: 6/ }],
    ["an error in answer to HEAD has the length that GET would have", request("HEAD / HTTP/1.1"), "404 closed", { answer: (handler) => handler.sendError(404), has: /Content-Length: [1-9]/ }],
    ["204 has no Content-Length, whatever the handler says", get(), "204 kept", { answer: (handler) => handler.reply("", 204), lacks: /content-length/i }],
    ["1xx has no Content-Length, whatever the handler says", get(), "103 200 kept", { answer: (handler) => [handler.sendResponseOnly(103), handler.sendHeader("Content-Length", 0), handler.endHeaders(), handler.reply("")], lacks: /103[^O]*content-length.*OK/is }],
    ["a 2xx answer to CONNECT has no Content-Length, whatever the handler says", request("CONNECT a:1 HTTP/1.1"), "200 closed", { answer: (handler) => handler.reply(""), lacks: /content-length/i }],
    ["an answer to CONNECT that is no 2xx has its length", request("CONNECT a:1 HTTP/1.1"), "403 kept", { answer: (handler) => handler.reply("no", 403), has: /Content-Length: 2\r\n\r\nno$/ }],
    ["304 may have the length that 200 would have", get(), "304 kept", { answer: (handler) => handler.reply("hello", 304), has: /Content-Length: 5\r\n\r\n$/ }],
    ["a length says how much is sent", get(), "200 kept", { has: /Content-Length: 5\r\n\r\nGET \/$/ }],
    ["a body over the server's limit is answered 413", post("hello", "Content-Length: 5"), "413 closed", { limits: { maxBodyBytes: 4 } }],
    ["a length that nobody could send is only a length: nothing is set aside for it", request("POST / HTTP/1.1", "Content-Length: 9007199254740991"), "400 ended"],
  ],
};
