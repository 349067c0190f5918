// What to answer to a request for a file, as a value. Nothing here reads the file or the clock, or sends anything.

import { evaluateIfModifiedSince } from "../http/conditional.ts";
import { formatHttpDate } from "../http/date.ts";
import type { BytePart } from "../http/ranges.ts";

/** What a plan needs to know of a request. `HTTPMessage` is such `headers`. */
export interface PlannedRequest {
  readonly method: string | null;
  readonly headers: {
    getAll(name: string): string[] | null;
    has(name: string): boolean;
  };
}

/** What a plan needs to know of a file; `Stats` has it. */
export interface FileFacts {
  readonly size: number;
  readonly mtimeMs: number;
}

/** The answer to a request for a file. */
export interface FilePlan {
  readonly status: 200 | 304;
  /** The fields that follow `Server` and `Date`, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What to send of the file, in order; none when the client has it already. */
  readonly parts: readonly BytePart[];
}

/** 0001-01-01: an HTTP date has four digits for the year. */
const FIRST_SECOND = -62135596800;

const NOT_MODIFIED: FilePlan = { status: 304, headers: [], parts: [] };

/**
 * Plans the answer: the whole file, or 304 where `If-Modified-Since` of a GET or HEAD allows it.
 *
 * `type` is the complete Content-Type. `now`, in seconds since 1970, is the latest that Last-Modified may say (RFC 9110 §8.8.2.1).
 */
export function planFile(request: PlannedRequest, file: FileFacts, type: string, now: number): FilePlan {
  const modified = file.mtimeMs / 1000;
  if (isUnmodified(request, modified, now)) return NOT_MODIFIED;
  const headers: [string, string][] = [
    ["Content-type", type],
    ["Content-Length", String(file.size)],
  ];
  const shown = Math.min(modified, now);
  if (shown >= FIRST_SECOND) headers.push(["Last-Modified", formatHttpDate(shown)]);
  return { status: 200, headers, parts: [{ start: 0, end: file.size }] };
}

function isUnmodified({ method, headers }: PlannedRequest, modified: number, now: number): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const fields = {
    ifModifiedSince: headers.getAll("If-Modified-Since") ?? [],
    hasIfNoneMatch: headers.has("If-None-Match"),
  };
  return evaluateIfModifiedSince(fields, modified, now) === "notModified";
}
