// What a requirement is: bytes in, and what must come of them.

import type { Limits } from "../../../src/server/limits.ts";
import { head, request } from "../../support/requests.ts";
import type { ProvingHandler } from "./proving-handler.ts";

/** What an answer is besides its statuses. */
export interface Details {
  /** What the method saw of the last request but the probe: `METHOD path body`. */
  readonly echo?: string;
  /** What all that was sent must show, the answer to the probe excepted. */
  readonly has?: RegExp;
  /** What it must not show. */
  readonly lacks?: RegExp;
  /** Answers every method, in place of the echo. */
  readonly answer?: (handler: ProvingHandler) => unknown;
  readonly protocolVersion?: string;
  readonly limits?: Partial<Limits>;
}

/**
 * A sentence, the bytes a client sends, and what comes of them: the statuses in order and how the connection is left.
 *
 * - `200 kept`: one answer, and the next request is answered too
 * - `400 closed`: the next request is not looked at; the answer says `Connection: close`
 * - `200 dropped`: the same, found out too late to say so
 * - `200 ended`: the client closes its side after its bytes; with `silently`, as in `cut off silently`: no answer, no method called
 * - `200 cut`: the connection is cut, or the body shorter than announced: the client sees it
 * - `unframed closed`: raw bytes, such as HTTP/0.9 answers
 */
export type Requirement = readonly [sentence: string, input: string, outcome: string, details?: Details];

/** Requirements under the sections that make them. */
export type Requirements = Readonly<Record<string, readonly Requirement[]>>;

/** A GET with the given fields. */
export function get(...fields: readonly string[]): string {
  return request("GET / HTTP/1.1", ...fields);
}

/** A POST with the given fields and body; framing is among the fields. */
export function post(body: string, ...fields: readonly string[]): string {
  return request("POST / HTTP/1.1", ...fields) + body;
}

/** A POST with a chunked body as given. */
export function chunked(coded: string, ...fields: readonly string[]): string {
  return post(coded, "Transfer-Encoding: chunked", ...fields);
}

/** An HTTP/1.0 request head, without Host. */
export function old(line: string, ...fields: readonly string[]): string {
  return head(`${line} HTTP/1.0`, ...fields);
}
