// RFC 9112 §5: field lines.

import { get, old, type Requirements } from "./requirement.ts";

// biome-ignore format: a row is a line
export const FIELD_LINES: Requirements = {
  "RFC 9112 §5": [
    ["a field line is a name, a colon and a value, blanks around which are no part of it", get("X-A: \t b c \t"), "200 kept", { answer: (handler) => handler.reply(`[${handler.headers.get("X-A")}]`), has: /\[b c\]$/ }],
    ["a value needs no blank before it", get("X-A:b"), "200 kept", { answer: (handler) => handler.reply(`[${handler.headers.get("X-A")}]`), has: /\[b\]$/ }],
    ["a value may be empty", get("X-A:"), "200 kept", { answer: (handler) => handler.reply(`[${handler.headers.get("X-A")}]`), has: /\[\]$/ }],
    ["a value may have colons", get("X-A: b:c"), "200 kept", { answer: (handler) => handler.reply(`[${handler.headers.get("X-A")}]`), has: /\[b:c\]$/ }],
    ["a line without a colon is refused", get("X-A"), "400 closed"],
    ["a line without a name is refused", get(": a"), "400 closed"],
    ["a second request line among the fields is refused", get("GET /evil HTTP/1.1"), "400 closed"],
    ["a server refuses one field too many with 431", get(...Array<string>(120).fill("X: y")), "431 closed"],
    ["a server reads 90 fields", get(...Array<string>(90).fill("X: y")), "200 kept"],
    ["a server refuses a field line that is too long with 431", get(`X: ${"y".repeat(70_000)}`), "431 closed"],
    ["a server refuses a header section that is too long with 431", get(...Array<string>(9).fill(`X: ${"y".repeat(16_000)}`)), "431 closed"],
    ["a server's limit for a header section can be set", get(`X: ${"y".repeat(200)}`), "431 closed", { limits: { maxHeadBytes: 100 } }],
  ],
  "RFC 9112 §5.1": [
    ["a server refuses a blank between a field name and its colon with 400 and closes", get("X-A : b"), "400 closed"],
    ["a server refuses a tab between a field name and its colon", get("X-A\t: b"), "400 closed"],
    ["a server refuses a blank before the colon of Content-Length", get("Content-Length : 5"), "400 closed"],
    ["a server refuses a blank before the colon of Transfer-Encoding", get("Transfer-Encoding : chunked"), "400 closed"],
    ["a server refuses a blank before the colon of Host", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400 closed"],
    ["a server refuses a blank before the colon in HTTP/1.0 too", old("GET /", "X-A : b"), "400 closed"],
    ["a server refuses a blank inside a field name", get("X A: b"), "400 closed"],
    ["a server refuses a quote in a field name", get('"X": b'), "400 closed"],
    ["a server refuses a slash in a field name", get("X/Y: b"), "400 closed"],
    ["a server refuses an at sign in a field name", get("X@Y: b"), "400 closed"],
    ["a server refuses NUL in a field name", get("X\0Y: b"), "400 closed"],
    ["a server refuses DEL in a field name", get("X\x7fY: b"), "400 closed"],
    ["a server refuses bytes beyond ASCII in a field name", get("X\xe9Y: b"), "400 closed"],
    ["a server refuses a vertical tab before the colon", get("X\v: b"), "400 closed"],
    ["all characters of a token may stand in a field name", get("!#$%&'*+-.^_`|~0aZ: b"), "200 kept"],
  ],
  "RFC 9112 §5.2": [
    ["a server refuses a folded line that begins with a blank", get("X-A: b", " c"), "400 closed"],
    ["a server refuses a folded line that begins with a tab", get("X-A: b", "\tc"), "400 closed"],
    ["a server refuses a folded line that looks like a field", get("X-A: b", " Content-Length: 5"), "400 closed"],
    ["a server refuses a folded Transfer-Encoding", get("Transfer-Encoding:", " chunked"), "400 closed"],
    ["a server refuses a folded Content-Length", get("Content-Length:", " 5"), "400 closed"],
    ["a server refuses a folded Host", "GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n", "400 closed"],
    ["a server refuses a line of nothing but blanks among the fields", get("X-A: b", "  "), "400 closed"],
    ["a server refuses folding in HTTP/1.0 too", old("GET /", "X-A: b", " c"), "400 closed"],
    ["a server never sends a folded line", get(), "500 closed", { answer: (handler) => handler.reply("", 200, ["X-A", "b\r\n c"]), lacks: /X-A/ }],
  ],
};
