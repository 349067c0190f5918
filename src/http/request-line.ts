// Parses a request line. Nothing here waits; a line that is not HTTP throws ProtocolError.

import { ProtocolError } from "./errors.ts";
import { isTargetText, isToken } from "./grammar.ts";
import { isAuthority, isAuthorityWithPort } from "./host.ts";
import { shortRepr } from "./short-repr.ts";

/** A protocol version as one number: 9 for HTTP/0.9, 10 for HTTP/1.0, 11 for HTTP/1.1. */
export type VersionNumber = number;

/** A request line in parts (RFC 9112 §3). */
export interface RequestLine {
  readonly method: string;
  /** The target as Python's `path` shows it: origin form, `*`, or an authority for CONNECT. */
  readonly target: string;
  /** The authority of an absolute-form target, which replaces Host (RFC 9112 §3.2.2). */
  readonly authority: string | undefined;
  /** As it was sent: `HTTP/1.1`; `HTTP/0.9` when the line has no version. */
  readonly version: string;
  readonly versionNumber: VersionNumber;
}

const VERSION = /^HTTP\/([0-9]{1,10})\.([0-9]{1,10})$/;
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)([^]*)$/i;
const SLASH = 0x2f;
const BAD_PERCENT = /%(?![0-9A-Fa-f]{2})/;
/** Methods whose target is never `*`; extension methods such as M-SEARCH define their own use of it. */
const NEVER_ASTERISK = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"]);

/**
 * Parses a request line (latin-1, without its line end).
 *
 * Several spaces between the words are accepted before HTTP/1.1, as Python accepts them; a 1.1 line has exactly one
 * (RFC 9112 §3). A line of two words is HTTP/0.9 and only ever a GET.
 *
 * @throws ProtocolError 400 or 505, with Python's messages.
 *
 * Differs from Python: only the space separates words; blanks before the first or after the last word are refused; a
 * version is one digit, a dot and one digit; the method is a token; a target has no control characters and no malformed
 * percent-encoding; and a 1.1 target has one of the four forms of RFC 9112 §3.2.
 */
export function parseRequestLine(line: string): RequestLine {
  return parsePlainLine(line) ?? parseUnusualLine(line);
}

/** Parses a line of the form that nearly all have; undefined for any other. `#` is let through: the target is cut there later. */
function parsePlainLine(line: string): RequestLine | undefined {
  const methodEnd = line.indexOf(" ");
  const targetEnd = line.length - " HTTP/1.1".length;
  if (methodEnd < 1 || methodEnd >= targetEnd || line.charCodeAt(methodEnd + 1) !== SLASH) return undefined;
  const is11 = line.endsWith(" HTTP/1.1");
  if (!is11 && !line.endsWith(" HTTP/1.0")) return undefined;
  const method = line.startsWith("GET ") ? "GET" : line.slice(0, methodEnd);
  const target = line.slice(methodEnd + 1, targetEnd);
  if (method === "CONNECT" || !isToken(method) || !isTargetText(target)) return undefined;
  if (target.includes("%") && BAD_PERCENT.test(target)) return undefined;
  return {
    method,
    target,
    authority: undefined,
    version: is11 ? "HTTP/1.1" : "HTTP/1.0",
    versionNumber: is11 ? 11 : 10,
  };
}

function parseUnusualLine(line: string): RequestLine {
  if (line.startsWith(" ") || line.endsWith(" ")) throw badSyntax(line);
  const words = line.split(/ +/);
  const version = words.length >= 3 ? (words.at(-1) as string) : "HTTP/0.9";
  const versionNumber = parseVersion(version);
  const [method, target] = words as [string, string?];
  if ((words.length !== 2 && words.length !== 3) || target === undefined || !isToken(method) || !isTargetText(target)) {
    throw badSyntax(line);
  }
  if (versionNumber >= 11 && line !== words.join(" ")) throw badSyntax(line);
  if (versionNumber === 9) {
    if (target.startsWith("HTTP/")) throw badSyntax(line);
    if (method !== "GET") throw new ProtocolError(400, `Bad HTTP/0.9 request type (${shortRepr(method)})`);
  }
  return { method, ...parseTarget(line, method, target, versionNumber), version, versionNumber };
}

function parseVersion(version: string): VersionNumber {
  const parts = VERSION.exec(version);
  if (parts === null) throw new ProtocolError(400, `Bad request version (${shortRepr(version)})`);
  const [, major, minor] = parts as unknown as [string, string, string];
  if (Number(major) >= 2) throw new ProtocolError(505, `Invalid HTTP version (${version.slice("HTTP/".length)})`);
  if (major.length !== 1 || minor.length !== 1) {
    throw new ProtocolError(400, `Bad request version (${shortRepr(version)})`);
  }
  return major === "0" ? 9 : 10 + Number(minor);
}

function parseTarget(
  line: string,
  method: string,
  target: string,
  versionNumber: VersionNumber,
): Pick<RequestLine, "target" | "authority"> {
  if (BAD_PERCENT.test(target)) throw badSyntax(line);
  if (method === "CONNECT") {
    if (!isAuthorityWithPort(target)) throw badSyntax(line);
    return { target, authority: target };
  }
  if (target.startsWith("/")) return { target, authority: undefined };
  if (target === "*") {
    if (NEVER_ASTERISK.has(method)) throw badSyntax(line);
    return { target, authority: undefined };
  }
  const absolute = ABSOLUTE_FORM.exec(target);
  if (absolute !== null) {
    const [, authority, rest] = absolute as unknown as [string, string, string];
    if (!isAuthority(authority) || authority === "") throw badSyntax(line);
    return { target: rest.startsWith("/") ? rest : `/${rest}`, authority };
  }
  if (versionNumber >= 11) throw badSyntax(line);
  return { target, authority: undefined };
}

/** Replaces the slashes at the start of a target with one: a redirect to `//host` would lead elsewhere. */
export function withOneSlash(target: string): string {
  return target.startsWith("//") ? target.replace(/^\/+/, "/") : target;
}

function badSyntax(line: string): ProtocolError {
  return new ProtocolError(400, `Bad request syntax (${shortRepr(line)})`);
}
