// Ranges and conditions gathered from the tests of Go and nginx, where that collection is at hand.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { evaluatePreconditions } from "../../src/http/conditional.ts";
import { contentRange } from "../../src/http/content-range.ts";
import { selectRanges } from "../../src/http/ranges.ts";

interface Tables {
  readonly go_ranges: {
    readonly parse: readonly {
      readonly header: string;
      readonly size: number;
      readonly ranges: readonly (readonly [start: number, length: number])[] | null;
    }[];
    readonly serve_file_of_11_bytes: readonly {
      readonly header: string;
      readonly status: number;
      readonly start_end: readonly (readonly [start: number, end: number])[];
    }[];
  };
  readonly nginx: {
    readonly range_on_1000_bytes: readonly {
      readonly header: string;
      readonly status: number;
      readonly content_range?: string;
      readonly length?: number;
      readonly parts?: readonly string[];
    }[];
    readonly conditional: readonly {
      readonly path?: string;
      readonly if_match?: string;
      readonly if_none_match?: string;
      readonly status: number;
    }[];
  };
}

const PATH = join(process.cwd(), "..", "shared", "corpus", "tables.json");
const skip = existsSync(PATH) ? false : "the collection is not here";

function tables(): Tables {
  return JSON.parse(readFileSync(PATH, "utf8")) as Tables;
}

/** The headers whose outcome is not what their source wants, and why. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  "bytes=15-,0-5": "one satisfiable range is enough (RFC 9110 §14.1.1)",
  "bytes=   1 -2   ,  4- 5, 7 - 8 , ,,":
    "blanks inside a range are Apache's laxity, not the grammar's (RFC 9110 §14.1.1)",
  "bytes=alpha": "what is malformed is ignored, not refused (RFC 9110 §14.2 allows both)",
  "bytes=10-alpha": "what is malformed is ignored, not refused (RFC 9110 §14.2 allows both)",
  "bytes=10": "what is malformed is ignored, not refused (RFC 9110 §14.2 allows both)",
  "bytes=10-11 12-": "what is malformed is ignored, not refused (RFC 9110 §14.2 allows both)",
};

function statusOf(header: string, size: number): number {
  const { kind } = selectRanges(header, size);
  return kind === "parts" ? 206 : kind === "whole" ? 200 : 416;
}

/** The bytes that are sent, in ascending order: ranges that touch are one part here, and two in Go and nginx. */
function bytesOf(header: string, size: number): number[] {
  const selection = selectRanges(header, size);
  return selection.kind === "parts" ? positions(selection.parts.map(({ start, end }) => [start, end])) : [];
}

function positions(parts: readonly (readonly [start: number, end: number])[]): number[] {
  const bytes = new Set(parts.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i)));
  return [...bytes].sort((a, b) => a - b);
}

test("ranges are read as in Go's tests", { skip }, () => {
  for (const { header, size, ranges } of tables().go_ranges.parse) {
    const isSent = ranges !== null && !(header in DEVIATIONS);
    if (!isSent && header !== "bytes=15-,0-5") assert.notEqual(statusOf(header, size), 206, header);
    if (isSent)
      assert.deepEqual(
        bytesOf(header, size),
        positions(ranges.map(([start, length]) => [start, start + length])),
        header,
      );
  }
});

test("ranges of a small file are answered as in Go's tests", { skip }, () => {
  for (const { header, status, start_end } of tables().go_ranges.serve_file_of_11_bytes) {
    assert.equal(statusOf(header, 11), status, header);
    assert.deepEqual(bytesOf(header, 11), positions(start_end), header);
  }
});

test("ranges are answered as in nginx's tests", { skip }, () => {
  for (const { header, status, content_range, length, parts } of tables().nginx.range_on_1000_bytes) {
    assert.equal(statusOf(header, 1000), header in DEVIATIONS ? 200 : status, header);
    const selection = selectRanges(header, 1000);
    if (selection.kind !== "parts") continue;
    if (content_range !== undefined) assert.equal(contentRange(selection.parts[0]!, 1000), content_range, header);
    if (length !== undefined) assert.equal(bytesOf(header, 1000).length, length, header);
    if (parts === undefined) continue;
    const wanted = parts.map((part) => part.split("-").map(Number) as [number, number]);
    assert.deepEqual(bytesOf(header, 1000), positions(wanted.map(([first, last]) => [first, last + 1])), header);
  }
});

test("conditions are decided as in nginx's tests", { skip }, () => {
  const own = (text: string | undefined): string | undefined =>
    text?.replaceAll("{etag}", '"v1"').replaceAll("\\t", "\t");
  const statuses = { pass: 200, notModified: 304, failed: 412 };
  const target = { exists: true, etag: { isWeak: false, opaque: "v1" }, lastModified: 1700000000 };
  for (const { path, if_match, if_none_match, status } of tables().nginx.conditional) {
    if (path !== undefined) continue; // answered 404 before a condition is looked at (RFC 9110 §13.2.1)
    const fields = { ifMatch: own(if_match), ifNoneMatch: own(if_none_match) };
    const request = { method: "GET", ifUnmodifiedSince: undefined, ifModifiedSince: undefined, ...fields };
    assert.equal(statuses[evaluatePreconditions(request, target, 1795215502)], status, JSON.stringify(fields));
  }
});
