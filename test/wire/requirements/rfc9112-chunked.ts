// RFC 9112 §7: transfer codings.

import { request } from "../../support/requests.ts";
import { chunked, get, post, type Requirement, type Requirements } from "./requirement.ts";

const HI = { echo: "POST / hi" };
const END = "0\r\n\r\n";

/** A chunked body that is none. */
function refused(what: string, coded: string): Requirement {
  return [`a server refuses ${what} and closes`, chunked(coded), "400 closed"];
}

// biome-ignore format: a row is a line
export const TRANSFER_CODINGS: Requirements = {
  "RFC 9112 §7": [
    ["a server knows chunked", chunked(`2\r\nhi\r\n${END}`), "200 kept", HI],
    ["the body of a request ends where its coding ends", chunked(`${END}${get()}`), "200 200 kept", { echo: "GET /" }],
  ],
  "RFC 9112 §7.1": [
    ["chunks are put together", chunked(`1\r\nh\r\n1\r\ni\r\n${END}`), "200 kept", HI],
    ["a body may have no chunk but the last", chunked(END), "200 kept", { echo: "POST /" }],
    ["a size has hexadecimal digits of either case", chunked(`a\r\n0123456789\r\nA\r\n0123456789\r\n${END}`), "200 kept", { echo: "POST / 01234567890123456789" }],
    ["a size may have leading zeros", chunked(`0002\r\nhi\r\n${END}`), "200 kept", HI],
    ["the last chunk may have several zeros", chunked("2\r\nhi\r\n000\r\n\r\n"), "200 kept", HI],
    ["data is octets: line ends, zeros and NUL are its own", chunked(`6\r\n\r\n0\r\n\0\r\n${END}`), "200 kept", { echo: "POST / \r\n0\r\n\0" }],
    ["data that looks like a request is data", chunked(`${get().length.toString(16)}\r\n${get()}\r\n${END}`), "200 kept", { echo: `POST / ${get()}`.trimEnd() }],
    refused("a size with 0x", `0x2\r\nhi\r\n${END}`),
    refused("a size with a plus sign", `+2\r\nhi\r\n${END}`),
    refused("a size with a minus sign", `-2\r\nhi\r\n${END}`),
    refused("a size with a separator", `0_2\r\nhi\r\n${END}`),
    refused("a size with a blank before it", ` 2\r\nhi\r\n${END}`),
    refused("a size with a blank behind it and no extension", `2 \r\nhi\r\n${END}`),
    refused("a size with a letter beyond f", `2g\r\nhi\r\n${END}`),
    refused("a size of no digits", `\r\nhi\r\n${END}`),
    refused("a size with digits beyond ASCII", `\xb2\r\nhi\r\n${END}`),
    refused("a size with NUL", `2\0\r\nhi\r\n${END}`),
    refused("a size of more than 53 bits", `20000000000000\r\nhi\r\n${END}`),
    refused("a size of more than 64 bits, which would be 2 in 64", `10000000000000002\r\nhi\r\n${END}`),
    refused("a size of zeros without end", `${"0".repeat(40)}2\r\nhi\r\n${END}`),
    refused("a bare LF behind a size", `2\nhi\r\n${END}`),
    refused("a bare CR behind a size", `2\rhi\r\n${END}`),
    refused("a CR CR LF behind a size", `2\r\r\nhi\r\n${END}`),
    refused("a bare LF behind data", `2\r\nhi\n${END}`),
    refused("a bare CR behind data", `2\r\nhi\r${END}`),
    refused("data that is longer than its size", `2\r\nhiya\r\n${END}`),
    refused("data that is shorter than its size", `3\r\nhi\r\n${END}`),
    refused("data without a line end", `2\r\nhi${END}`),
    refused("any two bytes in place of the line end behind data", `2\r\nhixx${END}`),
    refused("a bare LF behind the last chunk", "2\r\nhi\r\n0\n\r\n"),
    refused("a bare LF in place of the last line", "2\r\nhi\r\n0\r\n\n"),
    ["a chunked body without its last chunk is incomplete", chunked("2\r\nhi\r\n"), "400 ended"],
    ["a chunked body without its last line is incomplete", chunked("2\r\nhi\r\n0\r\n"), "400 ended"],
    ["a server's limit for bodies holds for chunks", chunked(`2\r\nhi\r\n2\r\nho\r\n${END}`), "413 closed", { limits: { maxBodyBytes: 3 } }],
  ],
  "RFC 9112 §7.1.1": [
    ["a server ignores extensions it does not know", chunked(`2;a\r\nhi\r\n0;b=c\r\n\r\n`), "200 kept", HI],
    ["an extension may have a value in quotes, with what looks like an extension", chunked(`2;a="b;c\\"=0"\r\nhi\r\n${END}`), "200 kept", HI],
    ["a server reads bad whitespace before an extension", chunked(`2 \t;a=b\r\nhi\r\n${END}`), "200 kept", HI],
    ["a server reads bad whitespace around the parts of an extension", chunked(`2; a = b ;\tc\r\nhi\r\n${END}`), "200 kept", HI],
    refused("an extension without a name", `2;\r\nhi\r\n${END}`),
    refused("an extension with a value and no name", `2;=b\r\nhi\r\n${END}`),
    refused("an extension with no value behind its equals sign", `2;a=\r\nhi\r\n${END}`),
    refused("blanks at the end of an extension", `2;a=b \r\nhi\r\n${END}`),
    refused("a bare LF at the end of an extension", `2;a=b\nhi\r\n${END}`),
    refused("a bare CR in an extension", `2;a=b\rc\r\nhi\r\n${END}`),
    refused("a line end inside quotes", `2;a="b\r\nhi\r\n${END}"`),
    refused("NUL in an extension", `2;a=\0\r\nhi\r\n${END}`),
    ["a server bounds the extensions of a body", chunked(`2;${"a".repeat(5000)}\r\nhi\r\n${END}`), "413 closed"],
    ["a server bounds them over all chunks", chunked(`${`1;${"a".repeat(90)}\r\nx\r\n`.repeat(50)}${END}`), "413 closed"],
  ],
  "RFC 9112 §7.1.2": [
    ["a body may have trailer fields", chunked("2\r\nhi\r\n0\r\nX-A: b\r\nX-C: d\r\n\r\n"), "200 kept", HI],
    [
      "trailer fields are kept apart from the header fields",
      chunked("2\r\nhi\r\n0\r\nX-A: b\r\n\r\n"),
      "200 kept",
      { answer: async (handler) => [await handler.rfile.read(), handler.reply(`${handler.headers.get("X-A")} ${handler.trailers.get("X-A")}`)], has: /\r\n\r\nnull b$/ },
    ],
    ["a Content-Length among the trailers frames nothing", chunked(`0\r\nContent-Length: 99\r\n\r\n${get()}`), "200 200 kept", { echo: "GET /" }],
    ["a Connection among the trailers changes nothing", chunked("0\r\nConnection: close\r\n\r\n"), "200 kept"],
    ["a Host among the trailers changes nothing", chunked("0\r\nHost: evil\r\nHost: evil\r\n\r\n"), "200 kept"],
    refused("a trailer line without a colon", `0\r\nGET /evil HTTP/1.1\r\n\r\n`),
    refused("a trailer line without a name", "0\r\n: a\r\n\r\n"),
    refused("a blank before the colon of a trailer", "0\r\nX : a\r\n\r\n"),
    refused("a folded trailer", "0\r\nX: a\r\n b\r\n\r\n"),
    refused("NUL in a trailer", "0\r\nX: \0\r\n\r\n"),
    refused("a bare CR in a trailer", "0\r\nX: a\rb\r\n\r\n"),
    refused("a bare LF at the end of a trailer", "0\r\nX: a\n\r\n"),
    ["a server bounds the trailer section with 431", chunked(`0\r\nX: ${"a".repeat(17_000)}\r\n\r\n`), "431 closed"],
    ["a server bounds the number of trailers with 431", chunked(`0\r\n${"X: a\r\n".repeat(120)}\r\n`), "431 closed"],
    [
      "a server sends the trailers of a handler behind its chunks",
      get("TE: trailers"),
      "200 kept",
      { answer: (handler) => [handler.sendResponse(200), handler.endHeaders(), handler.sendTrailer("X-Sum", "1")], has: /\r\n\r\n0\r\nX-Sum: 1\r\n\r\n$/ },
    ],
  ],
  "RFC 9112 §7.1.3": [
    [
      "a handler reads the decoded body, and its end",
      chunked(`2\r\nhi\r\n${END}`),
      "200 kept",
      { answer: async (handler) => handler.reply(`${await handler.rfile.read(1)}${await handler.rfile.read()}${(await handler.rfile.read()).length}`), has: /\r\n\r\nhi0$/ },
    ],
  ],
  "RFC 9112 §7.2": [
    ["a server without compress refuses it with 501", post("", "Transfer-Encoding: compress"), "501 closed"],
    ["a server without deflate refuses it with 501", post("", "Transfer-Encoding: deflate"), "501 closed"],
    ["a server without gzip refuses it with 501", post("", "Transfer-Encoding: gzip"), "501 closed"],
    ["a server refuses gzip in its old name with 501", post(END, "Transfer-Encoding: x-gzip, chunked"), "501 closed"],
  ],
  "RFC 9112 §7.4": [
    ["a server may ignore the codings a client would take", get("TE: gzip;q=1.0, trailers", "Connection: TE"), "200 kept", { lacks: /transfer-encoding/i }],
    ["an empty TE is no error", get("TE:", "Connection: TE"), "200 kept"],
    ["TE does not make a server chunk what has a length", request("GET / HTTP/1.1", "TE: chunked"), "200 kept", { has: /Content-Length: 5/ }],
  ],
};
