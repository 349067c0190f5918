// What can go wrong with bytes in transit, and what attackers do to them. All text is latin-1.

import type { Random } from "./random.ts";

/** Pieces that have broken HTTP parsers before. */
const HOSTILE = [
  ...'\r\n\0\t :;,="\\%#?/*<>@[]{}\x0b\x0c\x1b\x7f\x80\x85\xa0\xad\xff'.split(""),
  ..."\r\n, \n\r, \r\r\n, \n\n, \r\n\r\n, \n\r\n, \r\n \r\n, \r\n\t, \r\n x, \x0d\x0a\x20".split(", "),
  ..."0 1 -1 +1 00 007 0x10 1e3 1.0 1_0 65536 4294967296 9007199254740991 9007199254740992".split(" "),
  ..."18446744073709551616 99999999999999999999999999999999 ffffffffffffffff 10000000000000000 0x1 -0 +0".split(" "),
  ..."\xb2 \xbd \xef\xbc\x91 \xd9\xa1 \xc2\xa0 \xe2\x80\xae \xef\xbb\xbf \xc0\xae \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80".split(
    " ",
  ),
  ..."%00 %0a %0d%0a %2e%2e %2f %5c %252e %c0%ae %ff %zz % %u002e .. ../ /../ ..\\ // /./ ...".split(" "),
  ..."HTTP/1.1 HTTP/1.0 HTTP/0.9 HTTP/2.0 HTTP/1.10 HTTP/01.1 HTTP/ http/1.1 HTTP/1.1\r HTTP/9.9".split(" "),
  ..."chunked Chunked chunked,chunked xchunked chunked;a chunked\x0b \x0bchunked identity gzip,chunked chunked,gzip".split(
    " ",
  ),
  ..."close keep-alive upgrade 100-continue localhost a:99999 [::1 ::1] a@b a/b a,b".split(" "),
  ..."GET POST HEAD PRI CONNECT get G\xcbT __proto__ constructor toString".split(" "),
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET /smuggled HTTP/1.0\r\n\r\n",
  "0\r\n\r\n",
  "5\r\nabcde\r\n0\r\n\r\n",
  "5;",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
];

/** Field lines that matter to framing, and lines that are not field lines. */
const HOSTILE_LINES = [
  ..."0 5 +5 -5 5,5 0x5 5.0 05 | 5 ".split(" ").map((length) => `Content-Length: ${length}`),
  "Content-Length:",
  "Content-Length : 5",
  "Content_Length: 5",
  "Content-Length: 9007199254740993",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding : chunked",
  "Transfer-Encoding:\tchunked ",
  "Transfer-Encoding: chunked, chunked",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding: chunked, identity",
  "Transfer-Encoding: \x0bchunked",
  "Transfer-Encoding:",
  "Transfer-Encoding: ,chunked",
  "Transfer\xadEncoding: chunked",
  "Host: a",
  "Host: b c",
  "Host:",
  "Connection: close",
  "Connection: Transfer-Encoding, Host",
  "Expect: 100-continue",
  "Upgrade: websocket",
  " folded",
  "\tfolded: b",
  "no colon",
  ": no name",
  "a\0b: c",
  "a: b\0c",
  "a: b\rX: c",
  "a : b",
  "GET / HTTP/1.1",
];

type Mutation = (text: string, random: Random, other: string) => string;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  setByte,
  insertHostile,
  insertHostile,
  insertHostileAtBoundary,
  insertHostileAtBoundary,
  insertHostileAtBoundary,
  replaceWithHostile,
  addLine,
  addLine,
  addLine,
  deleteSpan,
  duplicateSpan,
  swapSpans,
  deleteLine,
  duplicateLine,
  swapLines,
  changeLineEnd,
  changeNumber,
  changeCase,
  truncate,
  splice,
];

/** Changes a text in one to four places; `other` is what may be spliced into it. */
export function mutate(text: string, random: Random, other: string): string {
  let mutated = text;
  for (let times = random.pick([1, 1, 1, 2, 2, 3, 4]); times > 0; times--) mutated = mutateOnce(mutated, random, other);
  return mutated;
}

/** Changes a text in one place. */
export function mutateOnce(text: string, random: Random, other: string): string {
  return random.pick(MUTATIONS)(text, random, other);
}

/** Makes something longer than a server should accept. */
export function oversize(text: string, random: Random): string {
  const [at] = boundary(text, random);
  const filler = random.pick(["a", " ", "\t", "\0", "0", "\r\n", "a: b\r\n", "a,", "%41", "/..", ";a", "0\r\n"]);
  return insert(text, at, filler.repeat(Math.ceil(random.pick([300, 5000, 20_000, 66_000, 140_000]) / filler.length)));
}

function insert(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

function replace(text: string, [start, end]: readonly [number, number], piece: string): string {
  return text.slice(0, start) + piece + text.slice(end);
}

/** A stretch of a text, short ones more often than long ones. */
function span(text: string, random: Random): [start: number, end: number] {
  const start = random.below(text.length + 1);
  return [start, Math.min(text.length, start + random.pick([1, 1, 1, 2, 3, 5, 10, 50]))];
}

/** The bounds of a random line near the beginning, its line end included; most requests have few lines and long bodies. */
function line(text: string, random: Random): [start: number, end: number] {
  const ends = [...text.slice(0, 3000).matchAll(/\n/g)].map((found) => found.index + 1);
  const which = random.below(ends.length + 1);
  return [ends[which - 1] ?? 0, ends[which] ?? text.length];
}

/** A place where the grammar changes: beside a blank, colon, line end or the like. */
function boundary(text: string, random: Random): [start: number, end: number] {
  const found = [...text.slice(0, 3000).matchAll(/[\r\n :;,/]/g)].map((match) => match.index);
  const at = found.length === 0 ? 0 : random.pick(found);
  return random.onceIn(2) ? [at, at + 1] : [at + 1, at + 2];
}

function flipBit(text: string, random: Random): string {
  const at = random.below(text.length);
  return replace(text, [at, at + 1], String.fromCharCode((text.charCodeAt(at) ^ (1 << random.below(8))) & 0xff));
}

function setByte(text: string, random: Random): string {
  const at = random.below(text.length);
  return replace(text, [at, at + 1], String.fromCharCode(random.below(256)));
}

function insertHostile(text: string, random: Random): string {
  return insert(text, random.below(text.length + 1), random.pick(HOSTILE));
}

function insertHostileAtBoundary(text: string, random: Random): string {
  return insert(text, boundary(text, random)[0], random.pick(HOSTILE));
}

function replaceWithHostile(text: string, random: Random): string {
  return replace(text, random.onceIn(2) ? boundary(text, random) : span(text, random), random.pick(HOSTILE));
}

function addLine(text: string, random: Random): string {
  const lineEnd = random.pick(["\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r"]);
  return insert(text, line(text, random)[1], random.pick(HOSTILE_LINES) + lineEnd);
}

function deleteSpan(text: string, random: Random): string {
  return replace(text, span(text, random), "");
}

function duplicateSpan(text: string, random: Random): string {
  const [start, end] = span(text, random);
  return insert(text, end, text.slice(start, end));
}

function swapSpans(text: string, random: Random): string {
  const first = span(text, random);
  const second = span(text, random);
  if (first[1] > second[0]) return text;
  const between = text.slice(first[1], second[0]);
  return replace(text, [first[0], second[1]], text.slice(...second) + between + text.slice(...first));
}

function deleteLine(text: string, random: Random): string {
  return replace(text, line(text, random), "");
}

function duplicateLine(text: string, random: Random): string {
  const [start, end] = line(text, random);
  return insert(text, random.onceIn(2) ? end : line(text, random)[1], text.slice(start, end));
}

function swapLines(text: string, random: Random): string {
  const [start, end] = line(text, random);
  return insert(replace(text, [start, end], ""), line(text, random)[0], text.slice(start, end));
}

function changeLineEnd(text: string, random: Random): string {
  const lineEnd = random.pick(["\n", "\r", "\n\r", "\r\r\n", "\r\n\r\n", " \r\n", "\r\n ", "\0\r\n", ""]);
  if (random.onceIn(6)) return text.replaceAll("\r\n", lineEnd);
  const ends = [...text.slice(0, 3000).matchAll(/\r\n/g)].map((found) => found.index);
  const at = ends.length === 0 ? 0 : random.pick(ends);
  return replace(text, [at, at + 2], lineEnd);
}

/** Replaces a number by another one. */
function changeNumber(text: string, random: Random): string {
  const numbers = [...text.slice(0, 3000).matchAll(/[0-9]+/g)];
  if (numbers.length === 0) return text;
  const found = random.pick(numbers);
  const value = Number(found[0]);
  const changed = random.pick([
    value + 1,
    value - 1,
    `+${value}`,
    `${value} `,
    `0${value}`,
    value * 10,
    "",
    "4294967297",
  ]);
  return replace(text, [found.index, found.index + found[0].length], String(changed));
}

function changeCase(text: string, random: Random): string {
  const [start, end] = line(text, random);
  const part = text.slice(start, end);
  const changed = random.onceIn(2)
    ? part.replace(/[a-z]/g, (letter) => letter.toUpperCase())
    : part.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return replace(text, [start, end], changed);
}

function truncate(text: string, random: Random): string {
  return text.slice(0, random.below(text.length + 1));
}

function splice(text: string, random: Random, other: string): string {
  return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
}
