// How long a body is: the one place where Content-Length and Transfer-Encoding are read or chosen (RFC 9112 §6).

import { ProtocolError } from "./errors.ts";
import { listMembers } from "./grammar.ts";
import type { VersionNumber } from "./request-line.ts";

/** The length of a request body in bytes, or `CHUNKED`. */
export type BodyLength = number;

/** Stands for the length of a chunked body, which only its chunks tell. */
export const CHUNKED = -1;

const DIGITS = /^[0-9]+$/;

/** What decides the framing of a request's body; the values of a repeated field are joined by `, `. */
export interface FramingFields {
  readonly versionNumber: VersionNumber;
  readonly contentLength: string | undefined;
  readonly transferEncoding: string | undefined;
}

/**
 * Says how long the body of a request is; 0 if there is none (RFC 9112 §6.3).
 *
 * @throws ProtocolError 400 if the fields are malformed or contradict each other, 501 for an unknown coding.
 *
 * Differs from Python: Python does not look at the fields, and takes an unread body for the next request. Here `rfile`
 * ends with the body, and decodes a chunked one. Malformed or contradictory fields are answered 400, a transfer coding
 * other than chunked 501.
 */
export function bodyLength(fields: FramingFields): BodyLength {
  if (fields.transferEncoding !== undefined) {
    if (fields.contentLength !== undefined) throw badFraming("Content-Length and Transfer-Encoding exclude each other");
    return codedLength(fields.transferEncoding, fields.versionNumber);
  }
  return fields.contentLength === undefined ? 0 : parseContentLength(fields.contentLength);
}

function parseContentLength(value: string): number {
  const length = DIGITS.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(length)) throw badFraming("Content-Length must be one decimal number, sent once");
  return length;
}

function codedLength(value: string, versionNumber: VersionNumber): BodyLength {
  if (versionNumber < 11) throw badFraming("HTTP/1.0 has no Transfer-Encoding");
  if (value.toLowerCase() === "chunked") return CHUNKED;
  const codings = listMembers(value);
  const hasEmpty = codings.length !== value.split(",").length;
  if (hasEmpty || codings.slice(0, -1).includes("chunked")) {
    throw badFraming("Transfer-Encoding must be a list of codings that ends in a single chunked");
  }
  throw new ProtocolError(501, "Unsupported transfer coding", "The only transfer coding this server knows is chunked");
}

function badFraming(explain: string): ProtocolError {
  return new ProtocolError(400, "Bad request framing", explain);
}

/** What decides how the body of a response is framed. */
export interface ResponseFacts {
  readonly status: number;
  readonly isHead: boolean;
  /** True when the request is CONNECT: a 2xx answer to it opens a tunnel. */
  readonly isConnect: boolean;
  /** True when the request is HTTP/1.1. */
  readonly clientSpeaks11: boolean;
  /** True when the status line says HTTP/1.1. */
  readonly speaks11: boolean;
  /** The Content-Length the handler announced. */
  readonly contentLength: number | undefined;
  /** The Transfer-Encoding the handler announced: the handler then encodes the body itself. */
  readonly transferEncoding: string | undefined;
}

/**
 * How a response body ends: `length` after the announced bytes, `chunked` with the last chunk, `close` with the
 * connection, `own` where the handler ends it; with `none` there is no body.
 */
export type ResponseFraming = "none" | "length" | "chunked" | "close" | "own";

/** Decides how the body of a response is framed (RFC 9112 §6.3; 205 has no content, RFC 9110 §15.3.6). */
export function responseFraming(facts: ResponseFacts): ResponseFraming {
  if (facts.isConnect && facts.status >= 200 && facts.status < 300) return "close";
  if (facts.isHead || hasNoContent(facts.status)) return "none";
  if (facts.transferEncoding !== undefined) return endsInChunked(facts.transferEncoding) ? "own" : "close";
  if (facts.contentLength !== undefined) return "length";
  return facts.speaks11 && facts.clientSpeaks11 ? "chunked" : "close";
}

function endsInChunked(transferEncoding: string): boolean {
  return listMembers(transferEncoding).at(-1) === "chunked";
}

/** Tells whether responses of this status are sent without a body: a 205 has an empty one (RFC 9110 §15.3.6), the others none (§6.4.1). */
export function hasNoContent(status: number): boolean {
  return status < 200 || status === 204 || status === 205 || status === 304;
}

/**
 * Tells whether a response must not announce a body with the program's own Content-Length or Transfer-Encoding (RFC 9110 §8.6, RFC 9112
 * §6.1). For a 205 the handler adds its own.
 */
export function hasNoAnnouncement(status: number, isConnect: boolean): boolean {
  return status === 204 || status === 205 || (isConnect && status < 300);
}
