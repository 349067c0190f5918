// RFC 9112 §6: whether a message has a body, and how long it is.

import { request } from "../../support/requests.ts";
import type { ProvingHandler } from "./proving-handler.ts";
import { chunked, get, old, post, type Requirement, type Requirements } from "./requirement.ts";

const NEXT = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

/** A Content-Length that is no number of bytes. */
function badLength(what: string, value: string): Requirement {
  return [
    `a server refuses a Content-Length with ${what} and closes`,
    post("hello", `Content-Length: ${value}`),
    "400 closed",
  ];
}

// biome-ignore format: a row is a line
export const BODIES: Requirements = {
  "RFC 9112 §6": [
    ["a request has a body if Content-Length says so, whatever its method", `${request("GET / HTTP/1.1", "Content-Length: 2")}hi`, "200 kept", { echo: "GET / hi" }],
    ["a request has a body if Transfer-Encoding says so, whatever its method", `${request("DELETE / HTTP/1.1", "Transfer-Encoding: chunked")}2\r\nhi\r\n0\r\n\r\n`, "200 kept", { echo: "DELETE / hi" }],
    ["a request without either has no body", request("POST / HTTP/1.1") + NEXT, "200 200 kept", { echo: "GET /smuggled" }],
    ["a body is octets, line ends and NUL included", post("\r\n\0\n\xff", "Content-Length: 5"), "200 kept", { echo: "POST / \r\n\0\n\xff" }],
    ["a body that looks like a request is a body", post(NEXT, `Content-Length: ${NEXT.length}`), "200 kept", { echo: `POST / ${NEXT}`.trimEnd() }],
    ["the body of HEAD is read like any other", `${request("HEAD / HTTP/1.1", "Content-Length: 2")}hi`, "200 kept", { echo: "HEAD / hi" }],
    ["the body of an unknown method is not taken for a request", request("FROB / HTTP/1.1", `Content-Length: ${NEXT.length}`) + NEXT, "501 closed"],
  ],
  "RFC 9112 §6.1": [
    ["a server reads chunked", chunked("2\r\nhi\r\n0\r\n\r\n"), "200 kept", { echo: "POST / hi" }],
    ["the name of a coding ignores case", post("2\r\nhi\r\n0\r\n\r\n", "Transfer-Encoding: ChunKED"), "200 kept", { echo: "POST / hi" }],
    ["blanks around the name of a coding are no part of it", post("0\r\n\r\n", "Transfer-Encoding:  chunked\t"), "200 kept"],
    ["a server refuses a coding it does not know with 501", post("", "Transfer-Encoding: frob"), "501 closed"],
    ["a server refuses a coding it does not know before chunked with 501", post("0\r\n\r\n", "Transfer-Encoding: gzip, chunked"), "501 closed"],
    ["a server refuses the coding identity, which is none any more", post("", "Transfer-Encoding: identity"), "501 closed"],
    ["a server refuses chunked that is not last with 400", post("0\r\n\r\n", "Transfer-Encoding: chunked, gzip"), "400 closed"],
    ["a server refuses chunked that is applied twice", post("0\r\n\r\n", "Transfer-Encoding: chunked, chunked"), "400 closed"],
    ["a server refuses chunked that is applied twice in two lines", chunked("0\r\n\r\n", "Transfer-Encoding: chunked"), "400 closed"],
    ["a server reads two lines as one list: gzip behind chunked", chunked("0\r\n\r\n", "Transfer-Encoding: gzip"), "400 closed"],
    ["a server reads two lines as one list: identity behind chunked", chunked("0\r\n\r\n", "Transfer-Encoding: identity"), "400 closed"],
    ["a server refuses an empty Transfer-Encoding", post("", "Transfer-Encoding:"), "400 closed"],
    ["a server refuses parameters of chunked", post("0\r\n\r\n", "Transfer-Encoding: chunked;q=1"), "501 closed"],
    ["a server refuses a quoted chunked", post("0\r\n\r\n", 'Transfer-Encoding: "chunked"'), "501 closed"],
    ["a server refuses a word that begins with chunked", post("0\r\n\r\n", "Transfer-Encoding: chunkedx"), "501 closed"],
    ["a server refuses a vertical tab before chunked", post("0\r\n\r\n", "Transfer-Encoding: \vchunked"), "400 closed"],
    ["a server refuses a no-break space before chunked", post("0\r\n\r\n", "Transfer-Encoding: \xa0chunked"), "501 closed"],
    ["a server refuses Transfer-Encoding in HTTP/1.0 and closes", `${old("POST /", "Transfer-Encoding: chunked", "Connection: keep-alive")}0\r\n\r\n`, "400 closed"],
    ["a server refuses Transfer-Encoding together with Content-Length and closes", chunked("0\r\n\r\n", "Content-Length: 5"), "400 closed"],
    ["a server refuses both in the other order", post("0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: chunked"), "400 closed"],
    ["a server refuses both with a coding it does not know", post("0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: frob"), "400 closed"],
    ["a server refuses both with Content-Length: 0", chunked("0\r\n\r\n", "Content-Length: 0"), "400 closed"],
    ["a server sends no Transfer-Encoding to an HTTP/1.0 client", old("GET /"), "200 closed", { answer: answerWithoutLength, lacks: /transfer-encoding/i, has: /\r\n\r\nhello$/ }],
    ["a server does not let a handler send Transfer-Encoding to an HTTP/1.0 client", old("GET /"), "500 closed", { answer: (handler) => announce(handler, 200, "Transfer-Encoding", "chunked"), lacks: /transfer-encoding/i }],
    ["a server sends no Transfer-Encoding with 204, whatever the handler says", get(), "204 kept", { answer: (handler) => announce(handler, 204, "Transfer-Encoding", "chunked"), lacks: /transfer-encoding/i }],
    [
      "a server sends no Transfer-Encoding with 1xx, whatever the handler says",
      get(),
      "103 204 kept",
      { answer: (handler) => [announce(handler, 103, "Transfer-Encoding", "chunked"), announce(handler, 204, "X", "y")], lacks: /transfer-encoding/i },
    ],
    ["a server sends no Transfer-Encoding with a 2xx answer to CONNECT", request("CONNECT a:1 HTTP/1.1"), "200 closed", { answer: answerWithoutLength, lacks: /transfer-encoding|content-length/i, has: /\r\n\r\nhello$/ }],
    ["a server chunks once what it sends without a length", get(), "200 kept", { answer: answerWithoutLength, has: /\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/ }],
  ],
  "RFC 9112 §6.2": [
    ["Content-Length is a number of octets", post("hello", "Content-Length: 5"), "200 kept", { echo: "POST / hello" }],
    ["Content-Length may be 0", post("", "Content-Length: 0"), "200 kept", { echo: "POST /" }],
    ["Content-Length may have leading zeros", post("hello", "Content-Length: 0005"), "200 kept", { echo: "POST / hello" }],
    badLength("a plus sign", "+5"),
    badLength("a minus sign", "-5"),
    badLength("a hexadecimal prefix", "0x5"),
    badLength("a fraction", "5.0"),
    badLength("an exponent", "5e0"),
    badLength("a separator", "5_0"),
    badLength("a blank inside", "5 5"),
    badLength("a letter", "5a"),
    badLength("quotes", '"5"'),
    badLength("nothing", ""),
    badLength("a semicolon", "5;"),
    badLength("digits beyond ASCII", "\xb2"),
    badLength("a no-break space", "\xa05"),
    badLength("a list", "5, 5"),
    badLength("an empty list member", "5,"),
    badLength("more than 53 bits", "9007199254740992"),
    badLength("more than 64 bits", "18446744073709551621"),
    badLength("Infinity", "Infinity"),
    ["a server refuses two Content-Length lines that differ", post("hello", "Content-Length: 5", "Content-Length: 6"), "400 closed"],
    ["a server refuses two Content-Length lines that are equal", post("hello", "Content-Length: 5", "Content-Length: 5"), "400 closed"],
    ["a server refuses two Content-Length lines in different case", post("hello", "Content-Length: 5", "content-length: 0"), "400 closed"],
    ["a server refuses an invalid Content-Length in HTTP/1.0 too", `${old("POST /", "Content-Length: -1")}hello`, "400 closed"],
    ["a handler cannot send Content-Length and Transfer-Encoding", get(), "500 closed", { answer: (handler) => handler.reply("", 200, ["Transfer-Encoding", "chunked"]), lacks: /transfer-encoding/i }],
    ["a handler cannot send two lengths", get(), "500 closed", { answer: (handler) => handler.reply("", 200, ["Content-Length", "7"]), lacks: /Content-Length: 7/ }],
    ["a handler cannot send a length that is none", get(), "500 closed", { answer: (handler) => announce(handler, 200, "Content-Length", "five") }],
  ],
  "RFC 9112 §6.3": [
    ["a response to HEAD ends with its head", request("HEAD / HTTP/1.1"), "200 kept", { has: /Content-Length: 6\r\n\r\n$/ }],
    ["204 ends with its head, whatever the handler writes", get(), "204 kept", { answer: (handler) => answerAll(handler, 204), has: /\r\n\r\n$/ }],
    ["304 ends with its head, whatever the handler writes", get(), "304 kept", { answer: (handler) => answerAll(handler, 304), has: /\r\n\r\n$/ }],
    ["103 ends with its head, and the final response follows", get(), "103 204 kept", { answer: (handler) => [announce(handler, 103, "Link", "<a>"), announce(handler, 204, "X", "y")] }],
    ["a body is as long as Content-Length says, and the next request follows it", post("hello", "Content-Length: 5") + NEXT, "200 200 kept", { echo: "GET /smuggled" }],
    ["a request whose body is cut off is answered as wrong, not executed", post("hel", "Content-Length: 5"), "400 ended"],
    ["a request whose chunked body is cut off is answered as wrong", chunked("5\r\nhel"), "400 ended"],
    ["a response is no longer than its Content-Length", get(), "200 kept", { answer: (handler) => [announce(handler, 200, "Content-Length", "2"), handler.wfile.write("hello")], has: /\r\n\r\nhe$/ }],
    ["a response that is shorter than its Content-Length closes the connection", get(), "200 cut", { answer: (handler) => [announce(handler, 200, "Content-Length", "9"), handler.wfile.write("hello")] }],
    ["a response without a length ends with the connection for an HTTP/1.0 client", old("GET /", "Connection: keep-alive"), "200 closed", { answer: answerWithoutLength, has: /Connection: close\r\n\r\nhello$/ }],
  ],
};

/** Sends a head with one field of the handler's. */
function announce(handler: ProvingHandler, status: number, name: string, value: string): void {
  handler.sendResponse(status);
  handler.sendHeader(name, value);
  handler.endHeaders();
}

function answerWithoutLength(handler: ProvingHandler): void {
  answerAll(handler, 200);
}

function answerAll(handler: ProvingHandler, status: number): void {
  handler.sendResponse(status);
  handler.endHeaders();
  handler.wfile.write("hello");
}
