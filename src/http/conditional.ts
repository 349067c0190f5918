// Preconditions (RFC 9110 §13) as decisions. Nothing here knows a file: times and tags are arguments, in seconds since 1970.
// A field that came more than once is joined by `, `: lists then are longer, and two dates are no date.

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

/** What of a request decides whether it is carried out; undefined is a field that is not there. */
export interface Preconditions {
  readonly method: string | null;
  readonly ifMatch: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
}

/** What tells one version of a representation from another; undefined is one that is not known. */
export interface Validators {
  readonly etag: EntityTag | undefined;
  /** When the representation changed, in seconds since 1970; fractions are cut off, as `Last-Modified` has none. */
  readonly lastModified: number | undefined;
}

/** What a request is about, as it is now. */
export interface TargetState extends Validators {
  /** False if there is no representation: a PUT would make the first one. Validators do not count then. */
  readonly exists: boolean;
}

/** Methods that neither select nor change a representation: conditions say nothing to them (RFC 9110 §13.2.1). */
const UNCONDITIONAL_METHODS: ReadonlySet<string | null> = new Set(["CONNECT", "OPTIONS", "TRACE"]);

/**
 * How old a date must be to name one version only, in seconds: the clock must have left the second it stands for (RFC
 * 9110 §8.8.2.2). Apache waits 60, as RFC 7232 did; but date and `Last-Modified` come from one clock here.
 */
const STRONG_DATE_AGE = 1;

/**
 * Decides on all conditions but `If-Range`, in the order of RFC 9110 §13.2.2.
 *
 * Call it only where the answer would be 2xx without them: a 404 or a redirect goes first (§13.2.1).
 *
 * A list with a malformed member is "otherwise" in §13.1.1 and §13.1.2: `If-Match` fails, so that nothing is overwritten,
 * and `If-None-Match` does not match, so that the client gets the whole answer. What is no HTTP date is ignored, and so
 * are dates where the target has none. A date later than `now` is a date like others: RFC 2616 §14.25 called it
 * invalid, RFC 9110 §13.1.3 does not. `now` decides on the century of two-digit years only.
 *
 * Differs from Python: it knows `If-Modified-Since` only, and takes dates with comments, other zones, or two digits in a form that has four.
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
 * Decides on `If-Range` (RFC 9110 §13.1.5): false means that `Range` does not count. What is neither a tag nor a date is
 * false: the whole representation is always right.
 *
 * A tag holds by strong comparison. A date holds if it is `lastModified` to the second, neither earlier nor later, and a
 * strong validator: the response's own `date`, in seconds since 1970, is at least one second after it. Before that the
 * representation could change once more and keep its date (§8.8.2.2). That its first version was not sent within that
 * second is the client's to know: it has that response's `Date`, and must not send a date that is weak by it.
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

/** RFC 9110 §13.1.2: weak comparison, as a copy that is as good need not be sent again. */
function ifNoneMatchHolds(value: string, { exists, etag }: TargetState): boolean {
  if (exists && etag !== undefined && isOnlyTag(value, etag)) return false;
  const tags = parseEntityTags(value);
  if (tags === undefined || !exists) return true;
  if (tags === "*") return false;
  return etag === undefined || !tags.some((tag) => matchesWeakly(tag, etag));
}

/** Says whether the target changed after the date in a field; undefined if one of the two is not there. */
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
