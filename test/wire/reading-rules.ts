// What we take and other parsers refuse, or take for something else.

import { METHODS } from "node:http";
import { isToken } from "./head-text.ts";
import { BOTH, JS, NODE, type Rule } from "./rule.ts";

export const READING_RULES: readonly Rule[] = [
  {
    name: "HTTP/0.9 is a request line and nothing else",
    source: "HTTP as implemented in 1991; CPython's parse_request",
    reason: "As in Python. Others refuse it, or go on to read fields.",
    parsers: BOTH,
    explains: ["theyRefuse", "fields", "body", "isWhole"],
    applies: ({ head, ours }) => head.version === "HTTP/0.9" && ours.fields?.length === 0 && ours.body === "",
  },
  {
    name: "any token is a method",
    source: "RFC 9110 §9.1, §15.6.2",
    reason: "The handler's class knows its methods; others are answered 501, not 400.",
    parsers: BOTH,
    explains: ["theyRefuse"],
    applies: ({ head, theirs }) =>
      isToken(head.method) && (!METHODS.includes(head.method) || theirs.reason === "invalid request method"),
  },
  {
    name: "an unknown minor version is HTTP/1.1",
    source: "RFC 9110 §2.5, RFC 9112 §2.3",
    reason: "Messages of the same major version are understood.",
    parsers: NODE,
    explains: ["theyRefuse"],
    applies: ({ head }) => /^HTTP\/1\.[2-9]$/.test(head.version),
  },
  {
    name: "before HTTP/1.1 several blanks part two words",
    source: "RFC 9112 §3 (MAY)",
    reason: "As in Python.",
    parsers: JS,
    explains: ["theyRefuse"],
    applies: ({ head }) => !head.is11 && / {2}/.test(head.requestLine),
  },
  {
    name: "before HTTP/1.1 a target is any text",
    source: "CPython's parse_request",
    reason: "As in Python; nothing is served under such a path.",
    parsers: NODE,
    explains: ["theyRefuse"],
    applies: ({ head }) => !head.is11 && !/^(?:\/|https?:\/\/)/i.test(head.target),
  },
  {
    name: "a target may have bytes above 0x7F",
    source: "RFC 9112 §3.2 (not in the grammar); Python",
    reason: "Clients send file names unencoded, and Python serves them. They can be read in one way only.",
    parsers: NODE,
    explains: ["theyRefuse"],
    applies: ({ head }) => /[\x80-\xff]/.test(head.target),
  },
  {
    name: "before HTTP/1.1 a lone LF ends a line",
    source: "RFC 9112 §2.2 (MAY)",
    reason: "As in Python.",
    parsers: NODE,
    explains: ["theyRefuse"],
    applies: ({ head }) => !head.is11 && head.hasBareLF,
  },
  {
    name: "HTAB behind a value is no part of it",
    source: "RFC 9110 §5.5, §5.6.3",
    reason: "Optional blanks are SP and HTAB. llhttp knows only SP behind lengths and codings.",
    parsers: NODE,
    explains: ["theyRefuse", "body", "isWhole"],
    applies: ({ head }) => head.fieldLines.some((line) => /^(?:content-length|transfer-encoding):.*\t *$/i.test(line)),
  },
  {
    name: "an absolute target is taken apart",
    source: "RFC 9112 §3.2.2",
    reason: "`path` is a path whoever asked; the authority replaces Host.",
    parsers: BOTH,
    explains: ["target"],
    applies: ({ head, ours, theirs }) =>
      head.authority !== undefined && ours.target === theirs.target?.replace(/^https?:\/\/[^/?#]*\/?/i, "/"),
  },
  {
    name: "whoever asks for another protocol has sent a body of the length announced",
    source: "RFC 9110 §7.8, §9.3.6",
    reason:
      "It is read away, so that it is never taken for a request. Others hand over the connection behind the head.",
    parsers: BOTH,
    explains: ["body", "isWhole"],
    applies: ({ head }) => head.method === "CONNECT" || head.values("upgrade").length > 0,
  },
  {
    name: "a chunk begins with a number in hexadecimal digits and CR LF",
    source: "RFC 9112 §7.1",
    reason: "http-parser-js takes what parseInt takes, however large, and anything else for the last chunk.",
    parsers: JS,
    explains: ["body", "isWhole"],
    applies: ({ head, ours }) =>
      head.values("transfer-encoding").length > 0 && ours.isWhole === false && !/^[0-9a-f]{1,13}\r\n/i.test(head.rest),
  },
];
