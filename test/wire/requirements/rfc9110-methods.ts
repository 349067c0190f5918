// RFC 9110 §9, §10 and §15: methods, fields that accompany them, and the statuses a server answers by itself.

import { HTTPError } from "../../../src/http/errors.ts";
import { request } from "../../support/requests.ts";
import { turn } from "../../support/waiting.ts";
import type { ProvingHandler } from "./proving-handler.ts";
import { get, old, post, type Requirement, type Requirements } from "./requirement.ts";

const EXPECTING = post("hi", "Expect: 100-continue", "Content-Length: 2");

function sends(status: number): NonNullable<Requirement[3]> {
  return { answer: (handler: ProvingHandler) => handler.sendError(status) };
}

function throws(makeError: () => Error): NonNullable<Requirement[3]> {
  return {
    answer: () => {
      throw makeError();
    },
  };
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: /srv/secret`), { code, syscall: "open" });
}

// biome-ignore format: a row is a line
export const METHODS: Requirements = {
  "RFC 9110 §9.1": [
    ["a method that a server does not know is answered 501", request("FROB / HTTP/1.1"), "501 closed"],
    ["a method that a server does not implement is answered 501", request("PATCH / HTTP/1.1"), "501 closed"],
    ["a method is looked at before the target's meaning: an unknown one may have an asterisk", request("M-SEARCH * HTTP/1.1"), "501 closed"],
    ["a method is not found by the name of something else", request("hasOwnProperty / HTTP/1.1"), "501 closed"],
  ],
  "RFC 9110 §9.2": [["a safe method may have content, which changes nothing", `${request("GET / HTTP/1.1", "Content-Length: 2")}hi`, "200 kept"]],
  "RFC 9110 §9.3.1": [
    ["GET is answered with the representation", get(), "200 kept", { has: /\r\n\r\nGET \/$/ }],
    ["content in a GET is not taken for the next request", request("GET / HTTP/1.1", "Content-Length: 36") + get(), "200 ended", { answer: (handler) => handler.reply("") }],
  ],
  "RFC 9110 §9.3.2": [
    ["HEAD is answered without content", request("HEAD / HTTP/1.1"), "200 kept", { has: /\r\n\r\n$/ }],
    ["HEAD is answered without chunks", request("HEAD / HTTP/1.1"), "200 kept", { answer: (handler) => [handler.sendResponse(200), handler.endHeaders(), handler.wfile.write("hi")], has: /\r\n\r\n$/, lacks: /hi$/ }],
    ["a HEAD that is answered keeps the connection in step", request("HEAD / HTTP/1.1") + get(), "200 200 kept"],
    ["HEAD is answered without content in HTTP/1.0", old("HEAD /"), "200 closed", { has: /\r\n\r\n$/ }],
  ],
  "RFC 9110 §9.3.3": [
    ["POST has content", post("hi", "Content-Length: 2"), "200 kept", { echo: "POST / hi" }],
    ["POST may have no content", post("", "Content-Length: 0"), "200 kept", { echo: "POST /" }],
    ["POST without a length has no content", post(""), "200 kept", { echo: "POST /" }],
  ],
  "RFC 9110 §9.3.4": [["PUT has content", `${request("PUT /a HTTP/1.1", "Content-Length: 2")}hi`, "200 kept", { echo: "PUT /a hi" }]],
  "RFC 9110 §9.3.5": [
    ["DELETE may have no content", request("DELETE /a HTTP/1.1"), "200 kept", { echo: "DELETE /a" }],
    ["DELETE may have content", `${request("DELETE /a HTTP/1.1", "Content-Length: 2")}hi`, "200 kept", { echo: "DELETE /a hi" }],
  ],
  "RFC 9110 §9.3.6": [
    ["CONNECT to an empty port is answered 400", request("CONNECT a: HTTP/1.1"), "400 closed"],
    ["CONNECT to an invalid port is answered 400", request("CONNECT a:99999 HTTP/1.1"), "400 closed"],
    ["CONNECT to a port of letters is answered 400", request("CONNECT a:https HTTP/1.1"), "400 closed"],
    ["CONNECT without a host is answered 400", request("CONNECT :443 HTTP/1.1"), "400 closed"],
    ["what a handler writes behind a 2xx answer to CONNECT is the tunnel's", request("CONNECT a:1 HTTP/1.1"), "200 closed", { answer: (handler) => [handler.sendResponse(200), handler.endHeaders(), handler.wfile.write("raw")], has: /\r\n\r\nraw$/ }],
  ],
  "RFC 9110 §9.3.7": [
    ["OPTIONS asks about a target", request("OPTIONS /a HTTP/1.1"), "200 kept", { echo: "OPTIONS /a" }],
    ["OPTIONS may have content", `${request("OPTIONS * HTTP/1.1", "Content-Length: 2")}hi`, "200 kept", { echo: "OPTIONS * hi" }],
    ["an absolute target of OPTIONS without a path means /", request("OPTIONS http://a HTTP/1.1"), "200 kept", { echo: "OPTIONS /" }],
  ],
  "RFC 9110 §9.3.8": [
    ["TRACE is off: 501", request("TRACE / HTTP/1.1"), "501 closed"],
    ["TRACE tells nothing of the request", request("TRACE / HTTP/1.1", "Cookie: secret"), "501 closed", { lacks: /secret/ }],
    ["the content of a TRACE is not taken for a request", request("TRACE / HTTP/1.1", "Content-Length: 36") + get(), "501 closed"],
  ],
  "RFC 9110 §10.1.1": [
    ["a client that expects 100-continue gets 100, then the answer", EXPECTING, "100 200 kept", { echo: "POST / hi" }],
    ["the expectation ignores case", post("hi", "Expect: 100-Continue", "Content-Length: 2"), "100 200 kept"],
    ["an expectation that a server does not know is answered 417", post("hi", "Expect: 200-ok", "Content-Length: 2"), "417 closed"],
    ["an expectation beside 100-continue is answered 417", post("hi", "Expect: 100-continue, frob", "Content-Length: 2"), "417 closed"],
    ["a server ignores 100-continue of an HTTP/1.0 client", `${old("POST /", "Expect: 100-continue", "Content-Length: 2")}hi`, "200 closed"],
    ["a server ignores other expectations of an HTTP/1.0 client", old("GET /", "Expect: frob"), "200 closed"],
    ["a server does not say 100 where the final answer is known: unknown method", request("FROB / HTTP/1.1", "Expect: 100-continue", "Content-Length: 2"), "501 closed"],
    ["a server does not say 100 where the final answer is known: body over the limit", post("", "Expect: 100-continue", "Content-Length: 9"), "413 closed", { limits: { maxBodyBytes: 4 } }],
    ["a server does not say 100 where the final answer is known: wrong framing", post("", "Expect: 100-continue", "Content-Length: x"), "400 closed"],
    ["a server does not say 100 where the final answer is known: unknown coding", post("", "Expect: 100-continue", "Transfer-Encoding: gzip"), "501 closed"],
    ["100 has no Content-Length and no coding", EXPECTING, "100 200 kept", { has: /^HTTP\/1\.1 100 Continue\r\n\r\n/ }],
    ["each request of a connection has its own 100", EXPECTING + EXPECTING, "100 200 100 200 kept"],
  ],
  "RFC 9110 §10.1.4": [["TE does not change what a 1.0 client is sent", old("GET /", "TE: chunked"), "200 closed", { lacks: /transfer-encoding/i }]],
  "RFC 9110 §10.2.1": [
    ["405 has Allow", get(), "405 closed", { ...sends(405), has: /\r\nAllow: CONNECT, DELETE, HEAD, OPTIONS, POST, PUT\r\n/ }],
    ["a 405 that is thrown has Allow", get(), "405 closed", { ...throws(() => new HTTPError(405)), has: /\r\nAllow: / }],
    ["Allow does not list the method that is not allowed", request("DELETE / HTTP/1.1"), "405 closed", { ...sends(405), has: /\r\nAllow: CONNECT, GET, HEAD, OPTIONS, POST, PUT\r\n/ }],
  ],
  "RFC 9110 §10.2.2": [["a Location cannot carry a line end", get(), "500 closed", { answer: (handler) => handler.reply("", 302, ["Location", "/a\r\nX-Evil: 1"]), lacks: /Evil/ }]],
  "RFC 9110 §10.2.3": [["a handler may say Retry-After with its 503", get(), "503 kept", { answer: (handler) => handler.reply("", 503, ["Retry-After", "5"]), has: /\r\nRetry-After: 5\r\n/ }]],
  "RFC 9110 §10.2.4": [["Server names the program, and no more than its handler says", get(), "200 kept", { has: /\r\nServer: x\r\n/ }]],
  "RFC 9110 §15.2": [
    ["an HTTP/1.0 client gets no 1xx", old("GET /"), "204 closed", { answer: (handler) => [handler.sendResponseOnly(103), handler.endHeaders(), handler.reply("", 204)], lacks: /103/ }],
    ["several 1xx may come before the answer", get(), "102 103 200 kept", { answer: (handler) => [handler.sendResponseOnly(102), handler.endHeaders(), handler.sendResponseOnly(103), handler.endHeaders(), handler.reply("")] }],
  ],
  "RFC 9110 §15.3.5": [["204 ends with its head, and the next answer follows", get() + get(), "204 204 kept", { answer: (handler) => handler.reply("no", 204) }]],
  "RFC 9110 §15.3.6": [
    ["205 has no content, whatever the handler writes", get(), "205 kept", { answer: (handler) => handler.reply("hello", 205), has: /Content-Length: 0\r\n\r\n$/ }],
    ["205 says that its content is empty", get(), "205 kept", { answer: (handler) => [handler.sendResponse(205), handler.endHeaders()], has: /Content-Length: 0\r\n\r\n$/ }],
    ["205 has no content in HTTP/1.0", old("GET /"), "205 closed", { answer: (handler) => handler.reply("hello", 205), lacks: /hello/ }],
  ],
  "RFC 9110 §15.4.5": [["304 ends with its head, and the next answer follows", get() + get(), "304 304 kept", { answer: (handler) => handler.reply("no", 304) }]],
  "RFC 9110 §15.5.1": [
    ["400 explains itself", get("X : y"), "400 closed", { has: /<p>Error code: 400<\/p>/ }],
    ["400 quotes no markup of a peer's", request("<b> / HTTP/1.1"), "400 closed", { has: /\r\n\r\n.*&lt;b&gt;/s, lacks: /\r\n\r\n.*<b>/s }],
  ],
  "RFC 9110 §15.5.5": [["a file that is not there is 404, and no path is told", get(), "404 closed", { ...throws(() => systemError("ENOENT")), lacks: /secret/ }]],
  "RFC 9110 §15.5.4": [["a file that may not be read is 403, and no path is told", get(), "403 closed", { ...throws(() => systemError("EACCES")), lacks: /secret/ }]],
  "RFC 9110 §15.5.14": [["413 ends the connection before the content is read", post("hello", "Content-Length: 5"), "413 closed", { limits: { maxBodyBytes: 1 } }]],
  "RFC 9110 §15.5.15": [["414 has its page", `GET /${"x".repeat(70_000)}`, "414 closed", { has: /<p>Error code: 414<\/p>/ }]],
  "RFC 9110 §15.5.18": [["417 has its page", get("Expect: frob"), "417 closed", { has: /<p>Error code: 417<\/p>/ }]],
  "RFC 9110 §15.5.20": [["421 has its page", request("GET https://a/ HTTP/1.1"), "421 closed", { has: /<p>Error code: 421<\/p>/ }]],
  "RFC 9110 §15.6.1": [
    ["a handler that throws is 500, and nothing of the error is told", get(), "500 closed", { ...throws(() => systemError("EIO")), lacks: /secret|EIO/ }],
    ["a handler that throws behind its head cuts the answer, so that the client sees it", get(), "200 cut", { answer: failLate }],
    ["a handler that sends nothing is 500", get(), "500 closed", { answer: () => undefined }],
    ["a handler that does not end its head is 500", get(), "500 closed", { answer: (handler) => handler.sendResponse(200) }],
  ],
  "RFC 9110 §15.6.2": [["501 has its page", request("FROB / HTTP/1.1"), "501 closed", { has: /<p>Error code: 501<\/p>/ }]],
  "RFC 9110 §15.6.4": [["a server without descriptors answers 503", get(), "503 closed", throws(() => systemError("EMFILE"))]],
  "RFC 9110 §15.6.6": [["505 has its page", request("GET / HTTP/2.0"), "505 closed", { has: /<p>Error code: 505<\/p>/ }]],
  "RFC 6585 §5": [["431 has its page", get(`X: ${"y".repeat(70_000)}`), "431 closed", { has: /<p>Error code: 431<\/p>/ }]],
};

/** Fails once a part of the answer has left. */
async function failLate(handler: ProvingHandler): Promise<void> {
  handler.sendResponse(200);
  handler.sendHeader("Content-Length", 9);
  handler.endHeaders();
  handler.wfile.write("he");
  await turn();
  throw new HTTPError(503);
}
