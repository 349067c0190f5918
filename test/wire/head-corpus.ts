// Request heads to be parsed: a quarter valid, a quarter nearly so, half of them mangled. The same seed makes the same heads.

import { mutate, mutateOnce } from "../../fuzz/mutation.ts";
import { Random } from "../../fuzz/random.ts";
import { validRequest } from "../../fuzz/valid-request.ts";

/** What stands behind every head: a body in the chunked coding, or as many bytes of one as a length may want. */
const BEHIND = `2\r\nab\r\n0\r\n\r\n${"x".repeat(40)}`;

const TARGETS = [
  "*",
  "foo",
  "",
  "http://",
  "http://a",
  "http://a@b/",
  "https://a:99999/",
  "ftp://a/",
  "a:80",
  "[::1]:1",
  "/%",
  "/%4",
  "//",
];
const VERSIONS = [
  "HTTP/1.2",
  "HTTP/1.9",
  "HTTP/2.0",
  "HTTP/3.1",
  "HTTP/0.9",
  "HTTP/0.1",
  "HTTP/1.10",
  "HTTP/01.1",
  "HTTP/1",
  "http/1.1",
  "",
];
const METHODS = ["get", "SPAM", "M-SEARCH", "MSEARCH", "CONNECT", "G@T", "G\0T", "!#$%", "QUERY", "PRI", "SOURCE", ""];
const LINES = [
  ..."a,a b,[::1],[::1]:8,[:1],[::1%25eth0],a:,a:65536,a@b,a/b,\xe4,%41,%4,[v1.a],999.1.1.1,a_b"
    .split(",")
    .map((host) => `Host: ${host}`),
  ..."0 5 005 +5 -5 5.0 0x5 5e0 5,5 5_0 \xb2 9007199254740991 9007199254740992 1\t2"
    .split(" ")
    .map((length) => `Content-Length: ${length}`),
  ...'chunked|CHUNKED|gzip|gzip, chunked|chunked, chunked|chunked;a=b|xchunked|identity|,chunked|chunked,|"chunked"|'
    .split("|")
    .map((coding) => `Transfer-Encoding: ${coding}`),
  "Content-Length:",
  "Content-Length : 5",
  "Transfer-Encoding : chunked",
  "Transfer-Encoding:\tchunked\t",
  " folded: a",
  "\tfolded",
  "Expect: 100-continue",
  "Expect: nothing",
  "Upgrade: x\r\nConnection: upgrade",
  "a\0: b",
  "a: b\x7fc",
  "a:\x0bb",
  "a b: c",
  "a",
  ": a",
  ":",
  "(a): b",
  "\xe4: b",
];

/** One thing that is wrong, or unusual, with a head. */
const TWISTS: readonly ((head: string, random: Random) => string)[] = [
  (head, random) => replaceWord(head, 0, random.pick(METHODS)),
  (head, random) => replaceWord(head, 1, random.pick(TARGETS)),
  (head, random) => replaceWord(head, 2, random.pick(VERSIONS)),
  (head, random) => head.replace(" ", random.pick(["  ", "\t", " \t", "\x0b", "\xa0", ""])),
  (head, random) => random.pick(["\r\n", "\n", "\r", " ", "\r\n\n"]).repeat(random.between(1, 6)) + head,
  (head, random) => head.replaceAll("\r\n", random.pick(["\n", "\r", "\r\r\n"])),
  (head, random) => head.replace(/\r\n(?!.*\r\n)/s, random.pick(["\n", "\r", ""])),
  (head) => withoutHost(head),
  (head, random) => addLine(head, random.pick(LINES)),
  (head, random) => addLine(head, random.pick(LINES)),
  (head, random) => addLine(head, random.pick(LINES)),
  (head, random) => addLine(addLine(head, random.pick(LINES)), random.pick(LINES)),
  (head, random) => addLine(withoutHost(head), random.pick(LINES)),
  (head) => withoutHost(head.replace(/^.*(?= HTTP)/, "CONNECT a:80")),
];

/** Makes heads, each with the same bytes behind it. */
export function makeHeads(seed: number, count: number): Buffer[] {
  return Array.from({ length: count }, (_, number) =>
    Buffer.from(makeHead(new Random(seed, number)) + BEHIND, "latin1"),
  );
}

function makeHead(random: Random): string {
  const head = validHead(random);
  switch (random.below(4)) {
    case 0:
      return head;
    case 1:
      return random.pick(TWISTS)(head, random);
    case 2:
      return mutateOnce(head, random, validHead(random));
    default:
      return mutate(head, random, validHead(random));
  }
}

function validHead(random: Random): string {
  const request = validRequest(random, "q");
  const end = request.indexOf("\r\n\r\n");
  return end === -1 ? request : request.slice(0, end + 4);
}

/** Replaces a word of the request line. */
function replaceWord(head: string, index: number, word: string): string {
  const [line = "", ...rest] = head.split("\r\n");
  const words = line.split(" ");
  words[index] = word;
  return [words.join(" "), ...rest].join("\r\n");
}

function withoutHost(head: string): string {
  return head.replace(/\r\nhost:.*/i, "");
}

/** Adds a line before the blank one. */
function addLine(head: string, line: string): string {
  return head.replace(/\r\n$/, `${line}\r\n\r\n`);
}
