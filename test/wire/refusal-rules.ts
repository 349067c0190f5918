// What we refuse and other parsers take. The first rule that is broken counts.

import { FIELD_LINE_START, isHost } from "./head-text.ts";
import { BOTH, JS, NODE, type Rule } from "./rule.ts";

const SMUGGLING = "Two servers that read it differently let requests be smuggled.";

type Refusal = Omit<Rule, "explains">;

const REFUSALS: readonly Refusal[] = [
  {
    name: "at most four empty lines come before a request",
    source: "RFC 9112 §2.2 (at least one)",
    reason: "More are no accident.",
    parsers: BOTH,
    applies: ({ head }) => head.leading.split("\n").length > 5,
  },
  {
    name: "empty lines before a request end in LF",
    source: "RFC 9112 §2.2",
    reason: "A lone CR is no line end anywhere.",
    parsers: NODE,
    applies: ({ head }) => /\r(?!\n)/.test(head.leading),
  },
  {
    name: "HTTP/2 and later are answered 505",
    source: "RFC 9110 §15.6.6",
    reason: "Another major version has another framing.",
    parsers: BOTH,
    applies: ({ head }) => /^HTTP\/[2-9]\./.test(head.version),
  },
  {
    name: "HTTP/0.9 has only GET",
    source: "HTTP as implemented in 1991; CPython's parse_request",
    reason: "As in Python.",
    parsers: BOTH,
    applies: ({ head }) => head.version === "HTTP/0.9" && head.method !== "GET",
  },
  {
    name: "the words of a request line are parted by one blank",
    source: "RFC 9112 §3",
    reason: "Who splits elsewhere sees another target. Before HTTP/1.1 several blanks are let pass, as in Python.",
    parsers: NODE,
    applies: ({ head: { version, requestLine, is11 } }) =>
      version !== "HTTP/0.9" &&
      !/^[^ ]+ +[^ ]+ +HTTP\/[0-9]\.[0-9]$/.test(is11 ? requestLine.replace(/ {2,}/g, "") : requestLine),
  },
  {
    name: "a target has no control characters",
    source: "RFC 9112 §3.2, RFC 3986 §2",
    reason: "They forge log lines and header fields.",
    parsers: JS,
    applies: ({ head }) => /[\x00-\x1f\x7f]/.test(head.target),
  },
  {
    name: "% begins two hexadecimal digits",
    source: "RFC 3986 §2.1",
    reason: "Decoders disagree about what else it means.",
    parsers: BOTH,
    applies: ({ head }) => /%(?![0-9a-f]{2})/i.test(head.target),
  },
  {
    name: "a target has one of four forms",
    source: "RFC 9112 §3.2",
    reason: "No path, no meaning. Before HTTP/1.1 it is let pass, as in Python.",
    parsers: BOTH,
    applies: ({ head: { target, method, is11 } }) => {
      const isAsterisk = target === "*" && !/^(?:GET|HEAD|POST|PUT|DELETE|PATCH|TRACE|CONNECT)$/.test(method);
      return target === "*" ? !isAsterisk : is11 && method !== "CONNECT" && !/^(?:\/|https?:\/\/)/i.test(target);
    },
  },
  {
    name: "the authority in a target is a host and perhaps a port",
    source: "RFC 9112 §3.2.2, §3.2.3",
    reason: "It takes the place of Host, which is checked too.",
    parsers: BOTH,
    applies: ({ head: { authority, method } }) =>
      authority !== undefined && (!isHost(authority) || (method === "CONNECT" && !/:[0-9]+$/.test(authority))),
  },
  {
    name: "no line begins with a blank",
    source: "RFC 9112 §5.2, §2.2",
    reason: "A folded line is a field to one and a value to another.",
    parsers: JS,
    applies: ({ head }) => head.fieldLines.some((line) => /^[ \t]/.test(line)),
  },
  {
    name: "no blank stands before the colon",
    source: "RFC 9112 §5.1",
    reason: SMUGGLING,
    parsers: JS,
    applies: ({ head }) => head.fieldLines.some((line) => /^[^ \t:]+[ \t]+:/.test(line)),
  },
  {
    name: "every line is a name, a colon and a value",
    source: "RFC 9112 §5",
    reason: "Others skip what is none, and take any bytes for a name.",
    parsers: JS,
    applies: ({ head }) => head.fieldLines.some((line) => !FIELD_LINE_START.test(line)),
  },
  {
    name: "a value has no control characters",
    source: "RFC 9110 §5.5",
    reason: "NUL ends strings, CR ends lines for others.",
    parsers: JS,
    applies: ({ head }) => head.fieldLines.some((line) => /[\x00-\x08\x0b-\x1f\x7f]/.test(line)),
  },
  {
    name: "lines of HTTP/1.1 end in CR LF",
    source: "RFC 9112 §2.2 (MAY take a lone LF)",
    reason: SMUGGLING,
    parsers: BOTH,
    applies: ({ head }) => head.is11 && head.hasBareLF,
  },
  {
    name: "Host is sent once",
    source: "RFC 9112 §3.2",
    reason: "MUST be answered 400: who routes by the other one routes elsewhere.",
    parsers: BOTH,
    applies: ({ head }) => head.values("host").length > 1,
  },
  {
    name: "HTTP/1.1 has Host",
    source: "RFC 9112 §3.2",
    reason: "MUST be answered 400. node:http lets CONNECT pass.",
    parsers: BOTH,
    applies: ({ head }) => head.is11 && head.values("host").length === 0,
  },
  {
    name: "Host is a host and perhaps a port",
    source: "RFC 9112 §3.2, RFC 3986 §3.2.2",
    reason: "MUST be answered 400.",
    parsers: BOTH,
    applies: ({ head }) => head.values("host").some((host) => host !== "" && !isHost(host)),
  },
  {
    name: "Transfer-Encoding came with HTTP/1.1",
    source: "RFC 9112 §6.1",
    reason: SMUGGLING,
    parsers: BOTH,
    applies: ({ head }) => !head.is11 && head.values("transfer-encoding").length > 0,
  },
  {
    name: "chunked is the only transfer coding, and is applied once",
    source: "RFC 9112 §6.1, §7",
    reason: "Who does not undo the others has no body. MUST be answered 400 or 501.",
    parsers: BOTH,
    applies: ({ head }) => {
      const codings = head.values("transfer-encoding");
      return codings.length > 1 || (codings.length === 1 && codings[0]?.toLowerCase() !== "chunked");
    },
  },
  {
    name: "Transfer-Encoding and Content-Length exclude each other",
    source: "RFC 9112 §6.1, §6.3",
    reason: SMUGGLING,
    parsers: JS,
    applies: ({ head }) => head.values("transfer-encoding").length > 0 && head.values("content-length").length > 0,
  },
  {
    name: "Content-Length is digits, sent once, and at most 2^53 - 1",
    source: "RFC 9112 §6.2, §6.3, RFC 9110 §8.6",
    reason: "Larger numbers lose digits in JavaScript; signs, blanks and lists are read differently elsewhere.",
    parsers: BOTH,
    applies: ({ head }) => {
      const lengths = head.values("content-length");
      const isNumber = /^[0-9]+$/.test(lengths[0] ?? "") && Number.isSafeInteger(Number(lengths[0]));
      return lengths.length > 1 || (lengths.length === 1 && !isNumber);
    },
  },
];

export const REFUSAL_RULES: readonly Rule[] = REFUSALS.map((rule) => ({ ...rule, explains: ["weRefuse"] }));
