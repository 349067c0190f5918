// Decides on preconditions (RFC 9110 §13). Nothing here knows a file: tags and times, in seconds since 1970, are arguments.
// The values of a repeated field are joined by `, `: lists get longer that way, and two dates become invalid.

import { parseHttpDate } from "./date.ts";
import {
  type EntityTag,
  isOnlyTag,
  matchesStrongly,
  matchesWeakly,
  parseEntityTag,
  parseEntityTags,
} from "./entity-tag.ts";

/** Go on; answer 304 because the client's copy is still good; or answer 412 and do nothing. */
export type PreconditionResult = "pass" | "notModified" | "failed";

/** What decides whether a request is carried out; undefined stands for a missing field. */
export interface Preconditions {
  readonly method: string | null;
  readonly ifMatch: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
}

/** What tells one version of a representation from another; undefined stands for an unknown one. */
export interface Validators {
  readonly etag: EntityTag | undefined;
  /** When the representation changed, in seconds since 1970; fractions are cut off, as `Last-Modified` has none. */
  readonly lastModified: number | undefined;
}

/** The present state of what a request is about. */
export interface TargetState extends Validators {
  /** False if there is no representation: a PUT would make the first one. The validators then do not count. */
  readonly exists: boolean;
}

/** Methods that neither select nor change a representation: conditions do not apply to them (RFC 9110 §13.2.1). */
const UNCONDITIONAL_METHODS: ReadonlySet<string | null> = new Set(["CONNECT", "OPTIONS", "TRACE"]);

/**
 * How old a date must be to name a single version, in seconds: the second it stands for must be over (RFC 9110
 * §8.8.2.2). Apache waits 60, as RFC 7232 did; but here `Date` and `Last-Modified` come from one clock.
 */
const STRONG_DATE_AGE = 1;

/**
 * Decides on all conditions but `If-Range`, in the order of RFC 9110 §13.2.2.
 *
 * Call it only where the answer would be 2xx without them: a 404 or a redirect takes precedence (§13.2.1).
 *
 * A list with a malformed member is "otherwise" in §13.1.1 and §13.1.2: `If-Match` fails, so that nothing is overwritten,
 * and `If-None-Match` does not match, so that the client gets the whole answer. A text that is not an HTTP date is
 * ignored, and so are dates where the target has none. A date later than `now` counts like any other: RFC 2616 §14.25
 * called it invalid, RFC 9110 §13.1.3 does not. `now` only decides the century of two-digit years.
 *
 * Differs from Python: Python knows only `If-Modified-Since`, and takes dates that have comments, other zones, or a year
 * of two digits in place of four.
 */
export function evaluatePreconditions(request: Preconditions, target: TargetState, now: number): PreconditionResult {
  const { method, ifMatch, ifNoneMatch } = request;
  if (UNCONDITIONAL_METHODS.has(method)) return "pass";
  const lastModified = target.exists ? target.lastModified : undefined;
  if (ifMatch !== undefined) {
    if (!ifMatchHolds(ifMatch, target)) return "failed";
  } else if (changedSince(request.ifUnmodifiedSince, lastModified, now) === "later") {
    return "failed";
  }
  const isRetrieval = method === "GET" || method === "HEAD";
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatchHolds(ifNoneMatch, target)) return "pass";
    return isRetrieval ? "notModified" : "failed";
  }
  if (!isRetrieval) return "pass";
  return changedSince(request.ifModifiedSince, lastModified, now) === "notLater" ? "notModified" : "pass";
}

/**
 * Decides on `If-Range` (RFC 9110 §13.1.5): false means that `Range` does not count. A value that is neither a tag nor a
 * date is false: the whole representation is always right.
 *
 * A tag holds by strong comparison. A date holds if it is `lastModified` to the second, neither earlier nor later, and a
 * strong validator: the response's own `date`, in seconds since 1970, is at least one second after it. Before that the
 * representation could change once more and keep its date (§8.8.2.2). Only the client can know that its own copy was not
 * sent within that second: it has the `Date` of that response, and must not send a date that is weak by it.
 */
export function ifRangeHolds(value: string, { etag, lastModified }: Validators, date: number): boolean {
  const tag = parseEntityTag(value);
  if (tag !== undefined) return etag !== undefined && matchesStrongly(tag, etag);
  if (lastModified === undefined) return false;
  const modified = Math.floor(lastModified);
  return parseHttpDate(value, date) === modified && date >= modified + STRONG_DATE_AGE;
}

/** RFC 9110 §13.1.1: strong comparison, as the client wants to be sure that nothing has changed. */
function ifMatchHolds(value: string, { exists, etag }: TargetState): boolean {
  const tags = parseEntityTags(value);
  if (tags === undefined || !exists) return false;
  if (tags === "*") return true;
  return etag !== undefined && tags.some((tag) => matchesStrongly(tag, etag));
}

/** RFC 9110 §13.1.2: weak comparison, as a client with an equivalent copy needs no other. */
function ifNoneMatchHolds(value: string, { exists, etag }: TargetState): boolean {
  if (exists && etag !== undefined && isOnlyTag(value, etag)) return false;
  const tags = parseEntityTags(value);
  if (tags === undefined || !exists) return true;
  if (tags === "*") return false;
  return etag === undefined || !tags.some((tag) => matchesWeakly(tag, etag));
}

/** Says whether the target changed after the date in a field; undefined if either is missing. */
function changedSince(
  field: string | undefined,
  lastModified: number | undefined,
  now: number,
): "later" | "notLater" | undefined {
  if (field === undefined || lastModified === undefined) return undefined;
  const date = parseHttpDate(field, now);
  if (date === undefined) return undefined;
  return Math.floor(lastModified) > date ? "later" : "notLater";
}
