// Finds the requests in some bytes, as a second reader: all bytes at once, one regular expression for each rule, written from the RFCs
// and not from src/. It is the oracle: a request that the server answers and the model does not see was smuggled.

import { isIPv6 } from "node:net";

/** A request with a valid head. */
export interface ModelRequest {
  readonly kind: "request";
  readonly method: string;
  /** As in a handler's `path`. */
  readonly path: string;
  readonly version: string;
  /** The scheme and authority of an absolute target. */
  readonly origin: readonly [scheme: string, authority: string] | undefined;
  /** As they were sent. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** The part of the body that is there, decoded. */
  readonly body: string;
  /** `cut`: the input ended before it did; `broken`: its chunks are malformed. Nothing comes after either. */
  readonly bodyEnd: "whole" | "cut" | "broken";
  /** The expectations, in lower case. */
  readonly expect: readonly string[];
  /** Whether the client and the version of HTTP leave the connection open. */
  readonly persists: boolean;
}

/** A head that must be refused, or one that the input ends in, malformed or not. */
interface ModelEnd {
  readonly kind: "refused" | "unfinished";
  /** The method as far as it can be told: the response to HEAD has no body, whatever its status. */
  readonly method: string | undefined;
}

export type ModelItem = ModelRequest | ModelEnd;

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const TEXT = "[\\t\\x20-\\x7e\\x80-\\xff]";
const FIELD = new RegExp(`^(${TOKEN}):[ \\t]*(${TEXT}*)$`);
/** RFC 9112 §3: one space between the words. Python takes several, which is harmless before HTTP/1.1. */
const REQUEST_LINE = new RegExp(`^(${TOKEN})( +)([\\x21-\\x7e\\x80-\\xff]+)(?:( +)(HTTP/[0-9]\\.[0-9]))?$`);
const HOST =
  /^((?:[\w\-.~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+|\[(?:v[0-9a-f]+\.[\w\-.~!$&'()*+,;=:]+|([0-9a-f:.]+))\])(?::([0-9]{0,5}))?$/i;
/** RFC 9112 §7.1.1: blanks may stand around `;` and `=`, and nowhere else. */
const CHUNK_VALUE = `(?:${TOKEN}|"(?:[^"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]|\\\\${TEXT})*")`;
const CHUNK_SIZE = new RegExp(`^([0-9A-Fa-f]{1,16})(?:[ \\t]*;[ \\t]*${TOKEN}(?:[ \\t]*=[ \\t]*${CHUNK_VALUE})?)*$`);

/** The limits of SECURITY.md: bytes and lines. */
const MAX_LINE_BYTES = 65536;
const MAX_HEAD_BYTES = 131072;
const MAX_FIELDS = 99;
const MAX_EMPTY_LINES = 4;
const MAX_EXTENSION_BYTES = 4096;
const MAX_TRAILER_BYTES = 16384;

/** A malformed head. */
class Refused extends Error {}

/** An input that ends too early. */
class Unfinished extends Error {}

/** Lists the requests of an input in order. The last item may be no request, or one whose body is not whole. */
export function requestsIn(input: string): ModelItem[] {
  const items: ModelItem[] = [];
  for (let at = 0; at < input.length; ) {
    const reader = new Reader(input, at);
    try {
      const item = readRequest(reader);
      items.push(item);
      if (item.bodyEnd !== "whole" || item.version === "HTTP/0.9") break;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unfinished)) throw error;
      const isEmpty = /^[\r\n]*$/.test(input.slice(at));
      if (isEmpty && error instanceof Unfinished) break;
      items.push({ kind: error instanceof Refused ? "refused" : "unfinished", method: reader.method });
      break;
    }
    at = reader.at;
  }
  return items;
}

/** A place in the input. */
class Reader {
  readonly input: string;
  at: number;
  method: string | undefined;
  hasBareLF = false;

  constructor(input: string, at: number) {
    this.input = input;
    this.at = at;
  }

  /** The next line without its end. @throws Unfinished, and Refused for one that is too long. */
  line(maxBytes = MAX_LINE_BYTES): string {
    const end = this.input.indexOf("\n", this.at);
    if ((end === -1 ? this.input.length : end + 1) - this.at > maxBytes) throw new Refused("long line");
    if (end === -1) throw new Unfinished("line");
    const line = this.input.slice(this.at, end);
    this.at = end + 1;
    if (line.endsWith("\r")) return line.slice(0, -1);
    this.hasBareLF = true;
    return line;
  }

  /** The same for a line that may be a request line. That its method is HEAD is known even if it is too long, or never ends. */
  requestLine(): string {
    this.method = this.input.startsWith("HEAD ", this.at) ? "HEAD" : undefined;
    return this.line();
  }

  /** The next bytes; fewer at the end. */
  take(count: number): string {
    const taken = this.input.slice(this.at, this.at + count);
    this.at += taken.length;
    return taken;
  }
}

function readRequest(reader: Reader): ModelRequest {
  let line = reader.requestLine();
  for (let empty = 0; line === ""; line = reader.requestLine())
    if (++empty > MAX_EMPTY_LINES) throw new Refused("empty lines");
  reader.method = /^(\S+) /.exec(line)?.[1];
  const words = REQUEST_LINE.exec(line);
  if (words === null) throw new Refused("request line");
  const [, method, blanks, target, moreBlanks, version = "HTTP/0.9"] = words as unknown as [
    string,
    string,
    string,
    string,
    string?,
    string?,
  ];
  const is11 = version >= "HTTP/1.1";
  if (version >= "HTTP/2" || (is11 && (blanks !== " " || moreBlanks !== " "))) throw new Refused("version or blanks");
  const { path, origin } = readTarget(method, target, is11);
  if (version < "HTTP/1") {
    if (method !== "GET" || target.startsWith("HTTP/")) throw new Refused("0.9");
    const rest = { fields: [], body: "", bodyEnd: "whole", expect: [], persists: false } as const;
    return { kind: "request", method, path, origin, version: "HTTP/0.9", ...rest };
  }
  const fields = readFields(reader, is11);
  checkHost(fields, is11);
  const expect = membersOf(fields, "expect");
  const body = readBody(reader, fields, is11);
  return { kind: "request", method, path, origin, version, fields, ...body, expect, persists: persists(fields, is11) };
}

/** RFC 9112 §3.2. Before HTTP/1.1 a target may be anything, as in Python. */
function readTarget(method: string, target: string, is11: boolean): Pick<ModelRequest, "path" | "origin"> {
  if (/%(?![0-9A-Fa-f]{2})/.test(target)) throw new Refused("percent");
  if (method === "CONNECT") {
    if (!/[^:]:[0-9]+$/.test(target) || !isHost(target)) throw new Refused("authority form");
    return { path: target, origin: undefined };
  }
  const absolute = /^(https?):\/\/([^/?#]*)(.*)$/i.exec(target);
  if (absolute !== null) {
    const [, scheme, authority, rest] = absolute as unknown as [string, string, string, string];
    if (!isHost(authority)) throw new Refused("absolute form");
    const path = rest.startsWith("/") ? rest.replace(/^\/+/, "/") : `/${rest}`;
    return { path, origin: [scheme.toLowerCase(), authority] };
  }
  const isAsterisk = target === "*" && !/^(?:GET|HEAD|POST|PUT|DELETE|PATCH|TRACE)$/.test(method);
  if (target === "*" ? !isAsterisk : is11 && !target.startsWith("/")) throw new Refused("target form");
  return { path: target.replace(/^\/\/+/, "/"), origin: undefined };
}

function isHost(text: string): boolean {
  const parts = HOST.exec(text);
  if (parts === null) return false;
  const [, , address, port = ""] = parts;
  return (address === undefined || isIPv6(address)) && Number(port) <= 65535;
}

function readFields(reader: Reader, is11: boolean): [string, string][] {
  const fields: [string, string][] = [];
  const start = reader.at;
  const mayBeBare = !is11;
  for (;;) {
    if (reader.hasBareLF && !mayBeBare) throw new Refused("bare LF");
    const left = MAX_HEAD_BYTES - (reader.at - start);
    const line = reader.line(Math.min(MAX_LINE_BYTES, left));
    if (reader.hasBareLF && !mayBeBare) throw new Refused("bare LF");
    if (line === "") return fields;
    const parts = FIELD.exec(line);
    if (parts === null || fields.length >= MAX_FIELDS) throw new Refused("field");
    fields.push([parts[1] as string, (parts[2] as string).replace(/[ \t]+$/, "")]);
  }
}

function valuesOf(fields: readonly (readonly [string, string])[], name: string): string[] {
  return fields.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
}

/** The members of a list, in lower case (RFC 9110 §5.6.1). */
function membersOf(fields: readonly (readonly [string, string])[], name: string): string[] {
  const members = valuesOf(fields, name).flatMap((value) => value.split(","));
  return members
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, "").toLowerCase())
    .filter((member) => member !== "");
}

/** RFC 9112 §3.2: one valid Host in HTTP/1.1, at most one before. */
function checkHost(fields: [string, string][], is11: boolean): void {
  const hosts = valuesOf(fields, "host");
  if (hosts.length > 1 || (hosts.length === 0 && is11)) throw new Refused("Host");
  for (const host of hosts) if (host !== "" && !isHost(host)) throw new Refused("Host");
}

/** RFC 9112 §6.3; whatever is ambiguous is refused. */
function readBody(reader: Reader, fields: [string, string][], is11: boolean): Pick<ModelRequest, "body" | "bodyEnd"> {
  const lengths = valuesOf(fields, "content-length");
  const codings = valuesOf(fields, "transfer-encoding");
  if (codings.length > 0) {
    const isChunked = codings.length === 1 && codings[0]?.toLowerCase() === "chunked";
    if (!isChunked || lengths.length > 0 || !is11) throw new Refused("Transfer-Encoding");
    return readChunks(reader);
  }
  if (lengths.length === 0) return { body: "", bodyEnd: "whole" };
  if (lengths.length > 1 || !/^[0-9]+$/.test(lengths[0] as string)) throw new Refused("Content-Length");
  const length = Number(lengths[0]);
  if (length > Number.MAX_SAFE_INTEGER) throw new Refused("Content-Length");
  const body = reader.take(length);
  return { body, bodyEnd: body.length === length ? "whole" : "cut" };
}

/** RFC 9112 §7.1. */
function readChunks(reader: Reader): Pick<ModelRequest, "body" | "bodyEnd"> {
  let body = "";
  let extensionBytes = 0;
  try {
    for (;;) {
      const line = chunkLine(reader);
      const size = CHUNK_SIZE.exec(line);
      const digits = size?.[1] ?? "";
      extensionBytes += line.length - digits.length;
      const length = Number.parseInt(digits, 16);
      if (size === null || extensionBytes > MAX_EXTENSION_BYTES || !Number.isSafeInteger(length))
        throw new Refused("size");
      if (length === 0) break;
      const data = reader.take(length);
      body += data;
      if (data.length < length) throw new Unfinished("data");
      const end = reader.take(2);
      if (end !== "\r\n") throw "\r\n".startsWith(end) ? new Unfinished("data") : new Refused("data");
    }
    readTrailers(reader);
    return { body, bodyEnd: "whole" };
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unfinished)) throw error;
    return { body, bodyEnd: error instanceof Refused ? "broken" : "cut" };
  }
}

function readTrailers(reader: Reader): void {
  const start = reader.at;
  for (let lines = 0; ; lines++) {
    const line = chunkLine(reader);
    if (reader.at - start > MAX_TRAILER_BYTES || lines >= 100) throw new Refused("trailers");
    if (line === "") return;
    if (!FIELD.test(line)) throw new Refused("trailer");
  }
}

/** Inside a body every line ends in CR LF, whatever the version. */
function chunkLine(reader: Reader): string {
  reader.hasBareLF = false;
  const line = reader.line(Number.POSITIVE_INFINITY);
  if (reader.hasBareLF) throw new Refused("bare LF");
  return line;
}

/** RFC 9112 §9.3. */
function persists(fields: readonly (readonly [string, string])[], is11: boolean): boolean {
  const options = membersOf(fields, "connection");
  return !options.includes("close") && (is11 || options.includes("keep-alive"));
}
