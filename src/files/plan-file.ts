// What to answer to a request for a file, as a value. Nothing here reads the file or the clock, or sends anything.

import { evaluatePreconditions, ifRangeHolds, type Preconditions } from "../http/conditional.ts";
import { contentRange, unsatisfiedRange } from "../http/content-range.ts";
import { formatHttpDate } from "../http/date.ts";
import { formatEntityTag } from "../http/entity-tag.ts";
import { planMultipart } from "../http/multipart-byteranges.ts";
import { type BytePart, type RangeSelection, selectRanges } from "../http/ranges.ts";
import type { RepresentationFacts } from "./representation.ts";
import type { BodyPiece } from "./stored-file.ts";

/** What a plan needs to know of a request. `HTTPMessage` is such `headers`. */
export interface PlannedRequest {
  readonly method: string | null;
  /** Undefined if there is neither a `Range` nor a field that begins with `If-`. */
  readonly headers: { getAll(name: string): string[] | null } | undefined;
}

/** What a plan takes from outside. */
export interface PlanSurroundings {
  /** In seconds since 1970: the latest that Last-Modified may say (RFC 9110 §8.8.2.1). */
  readonly now: number;
  /** Makes up a boundary for a body of several parts, that nobody can foresee. */
  makeBoundary(): string;
}

/** The answer to a request for a file. */
export interface FilePlan {
  readonly status: 200 | 206 | 304 | 412 | 416;
  /** The fields that follow `Server` and `Date`, in order. */
  readonly headers: readonly Field[];
  /** What to send, in order; nothing where the client has it already, or does not get it. */
  readonly pieces: readonly BodyPiece[];
}

/** A header field. */
export type Field = readonly [name: string, value: string];

/** 0001-01-01: an HTTP date has four digits for the year. */
const FIRST_SECOND = -62135596800;
const NS_PER_S = 1_000_000_000n;

const WHOLE: RangeSelection = { kind: "whole" };
const FAILED: FilePlan = { status: 412, headers: [], pieces: [] };

/**
 * Plans the answer to a request for a representation that exists: its preconditions first, then its ranges (RFC 9110 §13.2.2).
 *
 * `Range` counts for GET only (§14.2), and only if an `If-Range` beside it holds. A field that came more than once is one list.
 */
export function planFile(
  request: PlannedRequest,
  facts: RepresentationFacts,
  surroundings: PlanSurroundings,
): FilePlan {
  const { now } = surroundings;
  if (request.headers === undefined && facts.wholePlan !== undefined) return facts.wholePlan;
  const lastModified = secondOf(facts.mtimeNs);
  const result = evaluatePreconditions(preconditionsOf(request), { exists: true, etag: facts.etag, lastModified }, now);
  if (result === "failed") return FAILED;
  if (result === "notModified") return { status: 304, headers: validatorFields(facts), pieces: [] };
  const selection = selectionOf(request, facts, lastModified, now);
  if (selection.kind === "unsatisfiable") {
    return { status: 416, headers: [["Content-Range", unsatisfiedRange(facts.size ?? 0)]], pieces: [] };
  }
  const shownTime = Math.min(lastModified, now);
  if (selection.kind === "whole") return planWhole(facts, shownTime);
  return planParts(selection.parts, facts, shownTime, surroundings);
}

function planWhole(facts: RepresentationFacts, shownTime: number): FilePlan {
  const { size } = facts;
  const headers: Field[] = [["Content-type", facts.contentType]];
  if (size !== undefined) headers.push(["Content-Length", String(size)]);
  headers.push(...commonFields(facts, shownTime));
  const plan: FilePlan = { status: 200, headers, pieces: [{ start: 0, end: size ?? Number.POSITIVE_INFINITY }] };
  facts.wholePlan = plan;
  return plan;
}

/** One part is sent as it is, several as a body of parts (RFC 9110 §15.3.7). */
function planParts(
  parts: readonly BytePart[],
  facts: RepresentationFacts,
  shownTime: number,
  { makeBoundary }: PlanSurroundings,
): FilePlan {
  const { size = 0, contentType } = facts;
  const [first, second] = parts;
  if (first !== undefined && second === undefined) {
    const headers: Field[] = [
      ["Content-type", contentType],
      ["Content-Range", contentRange(first, size)],
      ["Content-Length", String(first.end - first.start)],
      ...commonFields(facts, shownTime),
    ];
    return { status: 206, headers, pieces: parts };
  }
  const multipart = planMultipart(parts, { size, contentType }, makeBoundary());
  const headers: Field[] = [
    ["Content-type", multipart.contentType],
    ["Content-Length", String(multipart.contentLength)],
    ...commonFields(facts, shownTime),
  ];
  return { status: 206, headers, pieces: multipart.pieces };
}

/** The fields that all of it and a part of it have. */
function commonFields(facts: RepresentationFacts, shownTime: number): readonly Field[] {
  if (facts.commonFields !== undefined) return facts.commonFields;
  const fields: Field[] = [];
  if (facts.contentEncoding !== undefined) fields.push(["Content-Encoding", facts.contentEncoding]);
  if (shownTime >= FIRST_SECOND) fields.push(["Last-Modified", formatHttpDate(shownTime)]);
  fields.push(...validatorFields(facts));
  if (facts.acceptsRanges) fields.push(["Accept-Ranges", "bytes"]);
  facts.commonFields = fields;
  return fields;
}

/** What a 304 has to repeat, too (RFC 9110 §15.4.5). */
function validatorFields({ etag, vary }: RepresentationFacts): Field[] {
  const headers: Field[] = [];
  if (etag !== undefined) headers.push(["ETag", formatEntityTag(etag)]);
  if (vary !== undefined) headers.push(["Vary", vary]);
  return headers;
}

function preconditionsOf({ method, headers }: PlannedRequest): Preconditions {
  return {
    method,
    ifMatch: joined(headers, "If-Match"),
    ifUnmodifiedSince: joined(headers, "If-Unmodified-Since"),
    ifNoneMatch: joined(headers, "If-None-Match"),
    ifModifiedSince: joined(headers, "If-Modified-Since"),
  };
}

function selectionOf(
  { method, headers }: PlannedRequest,
  facts: RepresentationFacts,
  lastModified: number,
  now: number,
): RangeSelection {
  if (method !== "GET" || !facts.acceptsRanges || facts.size === undefined) return WHOLE;
  const range = joined(headers, "Range");
  if (range === undefined) return WHOLE;
  const ifRange = joined(headers, "If-Range");
  const holds = ifRange === undefined || ifRangeHolds(ifRange, { etag: facts.etag, lastModified }, now);
  return holds ? selectRanges(range, facts.size) : WHOLE;
}

function joined(headers: PlannedRequest["headers"], name: string): string | undefined {
  return headers?.getAll(name)?.join(", ");
}

/** Returns the second that a time in nanoseconds falls into; before 1970 too, that is the one that began before it. */
function secondOf(ns: bigint): number {
  const second = ns / NS_PER_S;
  return Number(ns < 0n && second * NS_PER_S !== ns ? second - 1n : second);
}
