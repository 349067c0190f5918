// Makes valid requests, of every kind that a server must understand. All text is latin-1.

import type { Random } from "./random.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const TOKEN_CHARACTERS = `${LETTERS}ABCXYZ0123456789!#$%&'*+-.^_\`|~`;
const VALUE_CHARACTERS = `${LETTERS}  \t,;:="()<>@/[]?{}\\~\x80\xe4\xff0123456789`;
const DATA_CHARACTERS = `${LETTERS}\r\n\0\x80\xff 0123456789`;

const METHODS = ["GET", "GET", "GET", "GET", "POST", "POST", "POST", "PUT", "PUT", "HEAD", "OPTIONS", "DELETE"];
const UNKNOWN_METHODS = ["TRACE", "PATCH", "SPAM", "M-SEARCH", "get", "PROPFIND", "__proto__", "constructor"];
const HOSTS = [
  "localhost",
  "a",
  "example.com:8000",
  "127.0.0.1:80",
  "[::1]:8080",
  "[::ffff:1.2.3.4]",
  "",
  "a%20b:",
  "A_b.c",
];

/** Paths to what is there, and paths that try to lead out of the served folder. */
const PATHS = [
  "/",
  "/hello.txt",
  "/page.html",
  "/big.bin",
  "/sub",
  "/sub/",
  "/sub/a%20b.txt",
  "/sub/../hello.txt",
  "/missing",
  "/hello.txt/",
  "/link/secret.txt",
  "/../secret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e/secret.txt",
  "/sub/%2e%2e/%2e%2e/secret.txt",
  "/..\\secret.txt",
  "//secret.txt",
  "/hello.txt%00",
  "/%c3%a9/\xc3\xa9",
  "/%ff\xff",
  "/caf%C3%A9?q=%20#f",
];
/** Here the handler throws, before and after the head of its response. */
const FAILING_PATHS = ["/boom", "/boom-late"];

const FIELDS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ["Accept", ["*/*", "text/html;q=0.9, */*;q=0.1"]],
  ["Accept-Encoding", ["gzip, deflate, br", "identity;q=0"]],
  ["User-Agent", ["curl/8", "Mozilla/5.0 (X11; Linux x86_64)"]],
  ["Cookie", ["a=b; c=d"]],
  ["If-Modified-Since", ["Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 2100 23:59:59 GMT", "yesterday"]],
  ["If-None-Match", ["*", '"a", W/"b"']],
  ["Range", ["bytes=0-0", "bytes=-1", "bytes=5-2,1-", "lines=1"]],
  ["Referer", ["http://a/b?c"]],
  ["Proxy", ["http://evil"]],
  ["__proto__", ["x"]],
  ["X-Empty", [""]],
];

/** A body with the fields that frame it. */
interface Framed {
  readonly fields: readonly string[];
  readonly bytes: string;
}

/** Makes a valid request. `mark` is unique to it, and stands in its target and body. */
export function validRequest(random: Random, mark: string): string {
  const version = random.pick(["1.1", "1.1", "1.1", "1.1", "1.1", "1.1", "1.1", "1.0", "1.0", "1.0", "1.2", "0.9"]);
  if (version === "0.9") return `GET ${target(random, mark)}${random.pick([" HTTP/0.9", "", ""])}\r\n`;
  const method = random.onceIn(25) ? random.pick(UNKNOWN_METHODS) : random.pick(METHODS);
  const { fields: framing, bytes } = body(random, mark, method, version);
  const fields = [...hostFields(random, version), ...connectionFields(random, version), ...framing];
  for (let more = random.below(5); more > 0; more--) fields.push(anyField(random));
  if (random.onceIn(30)) fields.push(`Expect: ${random.pick(["100-continue", "100-Continue", "nothing"])}`);
  return `${requestLine(random, mark, method, version)}\r\n${shuffled(random, fields).join("\r\n")}\r\n\r\n${bytes}`;
}

function requestLine(random: Random, mark: string, method: string, version: string): string {
  if (random.onceIn(60)) return `CONNECT example.com:${random.below(65536)} HTTP/${version}`;
  if (random.onceIn(60)) return `OPTIONS * HTTP/${version}`;
  const absolute = random.onceIn(20) ? random.pick(["http://localhost", "HTTP://a:80", "https://[::1]:443"]) : "";
  return `${method} ${absolute}${target(random, mark)} HTTP/${version}`;
}

function target(random: Random, mark: string): string {
  const path = random.onceIn(60) ? random.pick(FAILING_PATHS) : random.pick(PATHS);
  const [beforeFragment, fragment] = path.split("#") as [string, string?];
  const query = `${beforeFragment.includes("?") ? "&" : "?"}${mark}`;
  return `${beforeFragment}${query}${fragment === undefined ? "" : `#${fragment}`}`;
}

function hostFields(random: Random, version: string): string[] {
  return version === "1.0" && random.onceIn(2) ? [] : [field(random, "Host", random.pick(HOSTS))];
}

function connectionFields(random: Random, version: string): string[] {
  if (version === "1.0") return random.onceIn(2) ? ["Connection: keep-alive"] : [];
  if (random.onceIn(15)) return [field(random, "Connection", random.pick(["close", "Close, x", "x, ,close"]))];
  return random.onceIn(8) ? [field(random, "Connection", random.pick(["keep-alive", "upgrade", "", "TE"]))] : [];
}

function anyField(random: Random): string {
  if (random.onceIn(3)) {
    const name = random.text(random.between(1, 12), TOKEN_CHARACTERS);
    return field(random, `X-${name}`, random.text(random.below(40), VALUE_CHARACTERS));
  }
  const [name, values] = random.pick(FIELDS);
  return field(random, name, random.pick(values));
}

/** A field line: the case of the name and the blanks around the value mean nothing. */
function field(random: Random, name: string, value: string): string {
  const spelt = random.pick([name, name, name, name.toLowerCase(), name.toUpperCase()]);
  const [before, after] = random.pick([
    [" ", ""],
    [" ", ""],
    [" ", ""],
    ["", ""],
    ["\t ", " "],
    ["  ", "\t"],
  ] as const);
  return `${spelt}:${before}${value}${after}`;
}

function body(random: Random, mark: string, method: string, version: string): Framed {
  const hasBody = method === "POST" || method === "PUT" ? !random.onceIn(8) : random.onceIn(8);
  if (!hasBody) return { fields: [], bytes: "" };
  const size = random.pick([0, 1, 10, 100, 100, 1000, 1000, 5000, random.onceIn(20) ? 100_000 : 20]);
  const data = `<${mark}>${size < 5000 ? random.text(size, DATA_CHARACTERS) : "0123456789".repeat(size / 10)}`;
  if (version === "1.0" || random.onceIn(2)) {
    return { fields: [field(random, "Content-Length", String(data.length))], bytes: data };
  }
  const coding = random.pick(["chunked", "chunked", "Chunked"]);
  return { fields: [field(random, "Transfer-Encoding", coding)], bytes: chunked(random, data) };
}

/** Data in the chunked coding, with extensions and trailers now and then. */
function chunked(random: Random, data: string): string {
  let coded = "";
  for (let at = 0; at < data.length; ) {
    const size = random.between(1, Math.max(1, Math.ceil(data.length / random.between(1, 5))));
    const chunk = data.slice(at, at + size);
    coded += `${hex(random, chunk.length)}${extension(random)}\r\n${chunk}\r\n`;
    at += chunk.length;
  }
  const trailers = random.onceIn(5) ? random.pick(["X-Trailer: a\r\n", "Host: b\r\nContent-Length: 3\r\n"]) : "";
  return `${coded}0${extension(random)}\r\n${trailers}\r\n`;
}

function hex(random: Random, size: number): string {
  const digits = size.toString(16);
  return random.pick([digits, digits, digits.toUpperCase(), digits.padStart(4, "0")]);
}

function extension(random: Random): string {
  return random.onceIn(6) ? random.pick([";a", ";a=b", ';a="b;\\"c"', " ; a\t= b ;c", ";a=1;b=2"]) : "";
}

function shuffled<Value>(random: Random, values: readonly Value[]): Value[] {
  const left = [...values];
  return values.map(() => left.splice(random.below(left.length), 1)[0] as Value);
}
