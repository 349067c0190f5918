// RFC 9112 §8, §9 and §11: incomplete messages, connections, and what attackers make of them.

import { request } from "../../support/requests.ts";
import { sleep } from "../../support/waiting.ts";
import type { ProvingHandler } from "./proving-handler.ts";
import { chunked, get, old, post, type Requirements } from "./requirement.ts";

const GET = get();

// biome-ignore format: a row is a line
export const CONNECTIONS: Requirements = {
  "RFC 9112 §8": [
    ["a server does not execute a request whose line is cut off", "GET /", "cut off silently"],
    ["a server does not execute a request without its blank line", "GET / HTTP/1.1\r\nHost: a\r\n", "cut off silently"],
    ["a server does not execute a request that is cut off inside its blank line", "GET / HTTP/1.1\r\nHost: a\r\n\r", "cut off silently"],
    ["a server does not execute a request that is cut off in a field", "GET / HTTP/1.1\r\nHost: a\r\nX: y", "cut off silently"],
    ["a connection that is closed before any request is no error", "", "cut off silently"],
    ["empty lines alone are no request", "\r\n\r\n", "cut off silently"],
    ["a server answers what came whole before a request that is cut off", `${GET}GET /b HTT`, "200 ended", { echo: "GET /" }],
    ["a body that is shorter than its length is answered 400", post("he", "Content-Length: 5"), "400 ended"],
    ["a chunked body that is cut off inside a size is answered 400", chunked("1"), "400 ended"],
    ["a chunked body that is cut off inside its trailers is answered 400", chunked("0\r\nX: y\r\n"), "400 ended"],
  ],
  "RFC 9112 §9.2": [
    ["responses come in the order of the requests, however long a method takes", `${request("GET /1 HTTP/1.1")}${request("GET /2 HTTP/1.1")}${request("GET /3 HTTP/1.1")}`, "200 200 200 kept", { answer: answerLater, has: /\/1HTTP.*\/2HTTP.*\/3$/s }],
    ["an informational response belongs to the request that is being answered", `${post("", "Expect: 100-continue", "Content-Length: 0")}${GET}`, "100 200 200 kept"],
  ],
  "RFC 9112 §9.3": [
    ["a 1.1 connection persists", GET + GET, "200 200 kept", { lacks: /^connection:/im }],
    ["a 1.1 connection closes when the client says close", get("Connection: close"), "200 closed", { has: /\r\nConnection: close\r\n/ }],
    ["close is found in a list", get("Connection: keep-alive, close"), "200 closed"],
    ["close is found in a second line", get("Connection: keep-alive", "Connection: close"), "200 closed"],
    ["close is found in a list with empty members", get("Connection: ,, close,"), "200 closed"],
    ["close ignores case", get("Connection: CLOSE"), "200 closed"],
    ["a word that begins with close is not close", get("Connection: closed"), "200 kept"],
    ["close counts when it is beside keep-alive, whichever comes first", get("Connection: close, keep-alive"), "200 closed"],
    ["keep-alive says nothing new in 1.1", get("Connection: keep-alive"), "200 kept", { lacks: /^connection:/im }],
    ["an option that a server does not know changes nothing", get("Connection: frob"), "200 kept"],
    ["an empty Connection changes nothing", get("Connection:"), "200 kept"],
    ["a 1.0 connection closes", old("GET /"), "200 closed"],
    ["a 1.0 connection persists when the client says keep-alive, and is told so", old("GET /", "Connection: keep-alive"), "200 kept", { has: /\r\nConnection: keep-alive\r\n/ }],
    ["keep-alive ignores case", old("GET /", "Connection: Keep-Alive"), "200 kept"],
    ["a 1.0 connection closes on close beside keep-alive", old("GET /", "Connection: close, keep-alive"), "200 closed"],
    ["Proxy-Connection keeps no connection", old("GET /", "Proxy-Connection: keep-alive"), "200 closed"],
    ["Keep-Alive alone keeps no connection", old("GET /", "Keep-Alive: timeout=5"), "200 closed"],
    ["a server that has no persistent connections closes each (HTTP/1.0)", GET, "200 closed", { protocolVersion: "HTTP/1.0" }],
    ["a server that reads no more says close in its answer", GET, "200 closed", { limits: { maxRequests: 1 }, has: /\r\nConnection: close\r\n/ }],
    ["a handler that says close is taken at its word", GET, "200 closed", { answer: (handler) => handler.reply("", 200, ["Connection", "close"]) }],
    ["a server reads away a short body nobody read", post("hello", "Content-Length: 5"), "200 kept", { answer: (handler) => handler.reply("no") }],
    ["a server reads away a short chunked body nobody read", chunked("5\r\nhello\r\n0\r\nX: y\r\n\r\n"), "200 kept", { answer: (handler) => handler.reply("no") }],
    ["a server reads away what is left of a body that was half read", post("hello", "Content-Length: 5"), "200 kept", { answer: async (handler) => [await handler.rfile.read(2), handler.reply("no")] }],
    ["a server reads away the body of a GET", `${request("GET / HTTP/1.1", "Content-Length: 5")}hello`, "200 kept", { answer: (handler) => handler.reply("no") }],
    ["a chunked body nobody read that proves to be wrong ends the connection: what follows is not looked at", chunked("5\r\nhello\r\nzz\r\n"), "200 dropped", { answer: (handler) => handler.reply("no") }],
  ],
  "RFC 9112 §9.3.1": [
    ["a request that came whole is answered though the client closed its side", GET, "200 ended"],
    ["requests that came whole are all answered though the client closed its side", GET + GET, "200 200 ended"],
  ],
  "RFC 9112 §9.3.2": [
    ["pipelined requests are answered in order", `${request("GET /1 HTTP/1.1")}${post("hi", "Content-Length: 2")}${request("HEAD /3 HTTP/1.1")}`, "200 200 200 kept", { echo: "HEAD /3", has: /GET \/1HTTP.*POST \/ hiHTTP/s }],
    ["many pipelined requests are answered", GET.repeat(50), Array<string>(50).fill("200").join(" ").concat(" kept")],
    ["no request behind one that is refused is looked at", `${GET}${get("X : y")}${GET}`, "200 400 closed"],
    ["no request behind one that says close is looked at", `${get("Connection: close")}${GET}`, "200 closed"],
    ["no request behind a failure is looked at", `${GET}${GET}`, "500 closed", { answer: failing }],
  ],
  "RFC 9112 §9.6": [
    ["a server closes after the response to a request that says close", `${GET}${get("Connection: close")}${GET}`, "200 200 closed"],
    ["a server that refuses a request says close", get("X : y"), "400 closed", { has: /\r\nConnection: close\r\n/ }],
    ["a server that does not know a method says close", request("FROB / HTTP/1.1"), "501 closed", { has: /\r\nConnection: close\r\n/ }],
    ["a server says close once", get("Connection: close"), "200 closed", { lacks: /connection:.*connection:/is }],
    ["a server says close where its handler said keep-alive and the body has no length", old("GET /", "Connection: keep-alive"), "200 closed", {
      answer: (handler) => [handler.sendResponse(200), handler.sendHeader("Connection", "keep-alive"), handler.endHeaders()],
      lacks: /keep-alive/,
    }],
  ],
  "RFC 9112 §11.1": [
    ["a value with CR LF is not sent", GET, "500 closed", { answer: (handler) => handler.reply("", 200, ["X-A", "b\r\nX-Evil: 1"]), lacks: /Evil/ }],
    ["a value with LF is not sent", GET, "500 closed", { answer: (handler) => handler.reply("", 200, ["X-A", "b\nX-Evil: 1"]), lacks: /Evil/ }],
    ["a value with CR is not sent", GET, "500 closed", { answer: (handler) => handler.reply("", 200, ["X-A", "b\rX-Evil: 1"]), lacks: /Evil/ }],
    ["a value with NUL is not sent", GET, "500 closed", { answer: (handler) => handler.reply("", 200, ["X-A", "b\0"]), lacks: /X-A/ }],
    ["a value with a character that becomes LF in latin-1 is not sent", GET, "500 closed", { answer: (handler) => handler.reply("", 200, ["X-A", "b\u010aX-Evil: 1"]), lacks: /Evil/ }],
    ["a name with a line end is not sent", GET, "500 closed", { answer: (handler) => handler.reply("", 200, ["X-A: b\r\nX-Evil", "1"]), lacks: /Evil/ }],
    ["a trailer with a line end is not sent", GET, "200 cut", { answer: splittingTrailer, lacks: /Evil/ }],
    ["a line end in an error's message becomes no line end", GET, "400 closed", { answer: (handler) => handler.sendError(400, "a\r\nX-Evil: 1"), has: /^HTTP\/1\.1 400 a\?\?X-Evil: 1\r\n/ }],
  ],
  "RFC 9112 §11.2": [
    ["a body is never taken for a request: its length is what the head says (CL.0)", post(request("GET /evil HTTP/1.1"), `Content-Length: ${request("GET /evil HTTP/1.1").length}`), "200 kept", { answer: (handler) => handler.reply("no"), echo: "POST /" }],
    ["two lengths never disagree: Content-Length with chunked is refused (CL.TE)", chunked(`0\r\n\r\n${request("GET /evil HTTP/1.1")}`, "Content-Length: 6"), "400 closed"],
    ["two lengths never disagree: chunked behind Content-Length is refused (TE.CL)", post(`5c\r\n${request("GET /evil HTTP/1.1")}0\r\n\r\n`, "Content-Length: 4", "Transfer-Encoding: chunked"), "400 closed"],
    ["a Transfer-Encoding is not hidden by a blank before its colon (TE.TE)", post("0\r\n\r\n", "Transfer-Encoding : chunked", "Content-Length: 5"), "400 closed"],
    ["a Transfer-Encoding is not hidden by a tab behind chunked (TE.TE)", chunked("0\r\n\r\n", "Transfer-Encoding: x\tchunked"), "400 closed"],
    ["a Transfer-Encoding is not hidden by an underscore: that is another field", post("hi", "Transfer_Encoding: chunked", "Content-Length: 2"), "200 kept", { echo: "POST / hi" }],
    ["a size of a chunk is not hidden in an extension", chunked(`2;a=\n5\r\nhi\r\n0\r\n\r\n${request("GET /evil HTTP/1.1")}`), "400 closed"],
    ["what follows a body without a line end is the next request, not more body", `${post("hi", "Content-Length: 2")}X`, "200 ended", { echo: "POST / hi" }],
  ],
};

/** Answers the earlier requests later. */
async function answerLater(handler: ProvingHandler): Promise<void> {
  await sleep(4 - Number(handler.path.slice(1)));
  handler.reply(handler.path);
}

function failing(): never {
  throw Object.assign(new Error("no such thing"), { code: "EIO", syscall: "read" });
}

function splittingTrailer(handler: ProvingHandler): void {
  handler.sendResponse(200);
  handler.endHeaders();
  handler.wfile.write("x".repeat(70_000));
  handler.sendTrailer("X-A", "b\r\nX-Evil: 1");
}
