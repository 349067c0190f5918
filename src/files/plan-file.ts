// What to answer to a request for a file, as a value. Nothing here reads the file or the clock, or sends anything.

import { evaluatePreconditions, ifRangeHolds } from "../http/conditional.ts";
import { PartBlock, unsatisfiedRange } from "../http/content-range.ts";
import { formatHttpDate } from "../http/date.ts";
import { formatEntityTag } from "../http/entity-tag.ts";
import { type Field, type FieldBlock, fieldBlock, keptBlock } from "../http/field-block.ts";
import { planMultipart } from "../http/multipart-byteranges.ts";
import { type BytePart, type RangeSelection, selectRanges } from "../http/ranges.ts";
import { NO_CONDITIONS, type RequestConditions } from "../http/request-conditions.ts";
import { NS_PER_S } from "./file-stats.ts";
import { KeptPlans } from "./kept-plans.ts";
import type { RepresentationFacts } from "./representation.ts";
import type { BodyPiece } from "./stored-file.ts";

/** What a plan needs to know of a request. */
export interface PlannedRequest {
  readonly method: string | null;
  readonly conditions: RequestConditions;
}

/** What a plan takes from outside. */
export interface PlanSurroundings {
  /** The present time, in seconds since 1970: the latest that Last-Modified may say (RFC 9110 §8.8.2.1). */
  now(): number;
  /** Makes an unpredictable boundary for a multipart body. */
  makeBoundary(): string;
}

/** The answer to a request for a file. */
export interface FilePlan {
  readonly status: 200 | 206 | 304 | 412 | 416;
  /** The fields that follow `Server` and `Date`, in order. */
  readonly headers: readonly FieldBlock[];
  /** What to send, in order; empty if the client has it already, or does not get it. */
  readonly pieces: readonly BodyPiece[];
}

/** 0001-01-01: an HTTP date has four digits for the year. */
const FIRST_SECOND = -62135596800;

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
  const { method, conditions } = request;
  if (conditions === NO_CONDITIONS && facts.kept?.whole !== undefined) return facts.kept.whole;
  const { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince } = conditions;
  const now = surroundings.now();
  const lastModified = facts.kept?.lastModified ?? secondOf(facts.mtimeNs);
  // A time in the future is shown as the present time, and that cannot be kept.
  const kept = facts.kept === undefined || lastModified > now ? new KeptPlans() : facts.kept;
  const makeBlock = kept === facts.kept ? keptBlock : fieldBlock;
  kept.lastModified = lastModified;
  const result = evaluatePreconditions(
    { method, ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince },
    { exists: true, etag: facts.etag, lastModified },
    now,
  );
  if (result === "failed") return FAILED;
  if (result === "notModified") {
    kept.notModified ??= { status: 304, headers: [makeBlock(validatorFields(facts))], pieces: [] };
    return kept.notModified;
  }
  const selection = selectionOf(request, facts, lastModified, now);
  if (selection.kind === "unsatisfiable") {
    return { status: 416, headers: [fieldBlock([["Content-Range", unsatisfiedRange(facts.size ?? 0)]])], pieces: [] };
  }
  kept.common ??= makeBlock(commonFields(facts, Math.min(lastModified, now)));
  if (selection.kind === "whole") {
    kept.whole ??= planWhole(facts, kept.common, makeBlock);
    return kept.whole;
  }
  const { parts } = selection;
  if (parts.length > 1) return planSeveral(parts, facts, kept.common, surroundings.makeBoundary());
  kept.type ??= makeBlock([["Content-type", facts.contentType]]);
  const own = new PartBlock(parts[0] as BytePart, facts.size ?? 0);
  return { status: 206, headers: [kept.type, own, kept.common], pieces: parts };
}

function planWhole(
  { contentType, size }: RepresentationFacts,
  common: FieldBlock,
  makeBlock: typeof fieldBlock,
): FilePlan {
  const headers = [makeBlock([["Content-type", contentType]], size), common];
  return { status: 200, headers, pieces: [{ start: 0, end: size ?? Number.POSITIVE_INFINITY }] };
}

/** Several parts are sent as multipart/byteranges (RFC 9110 §15.3.7). */
function planSeveral(
  parts: readonly BytePart[],
  { size = 0, contentType }: RepresentationFacts,
  common: FieldBlock,
  boundary: string,
): FilePlan {
  const multipart = planMultipart(parts, { size, contentType }, boundary);
  const own = fieldBlock([["Content-type", multipart.contentType]], multipart.contentLength);
  return { status: 206, headers: [own, common], pieces: multipart.pieces };
}

function commonFields(facts: RepresentationFacts, shownTime: number): Field[] {
  const fields: Field[] = [];
  if (facts.contentEncoding !== undefined) fields.push(["Content-Encoding", facts.contentEncoding]);
  if (shownTime >= FIRST_SECOND) fields.push(["Last-Modified", formatHttpDate(shownTime)]);
  fields.push(...validatorFields(facts));
  if (facts.acceptsRanges) fields.push(["Accept-Ranges", "bytes"]);
  return fields;
}

/** The fields that a 304 repeats, too (RFC 9110 §15.4.5). */
function validatorFields({ etag, vary }: RepresentationFacts): Field[] {
  const headers: Field[] = [];
  if (etag !== undefined) headers.push(["ETag", formatEntityTag(etag)]);
  if (vary !== undefined) headers.push(["Vary", vary]);
  return headers;
}

function selectionOf(
  { method, conditions }: PlannedRequest,
  facts: RepresentationFacts,
  lastModified: number,
  now: number,
): RangeSelection {
  const { range, ifRange } = conditions;
  if (range === undefined || method !== "GET" || !facts.acceptsRanges || facts.size === undefined) return WHOLE;
  const holds = ifRange === undefined || ifRangeHolds(ifRange, { etag: facts.etag, lastModified }, now);
  return holds ? selectRanges(range, facts.size) : WHOLE;
}

/** Returns the second that a time in nanoseconds falls into: the time rounded down, before 1970 too. */
function secondOf(ns: bigint): number {
  const second = ns / NS_PER_S;
  return Number(ns < 0n && second * NS_PER_S !== ns ? second - 1n : second);
}
