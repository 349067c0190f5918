import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeptPlans } from "../../src/files/kept-plans.ts";
import { type FilePlan, type PlanSurroundings, planFile } from "../../src/files/plan-file.ts";
import type { RepresentationFacts } from "../../src/files/representation.ts";
import { formatHttpDate } from "../../src/http/date.ts";
import { parseEntityTag } from "../../src/http/entity-tag.ts";
import type { Field } from "../../src/http/field-block.ts";
import { HTTPMessage } from "../../src/http/message.ts";
import { NO_CONDITIONS } from "../../src/http/request-conditions.ts";

const NS = 1_000_000_000n;
const NOW = 1795215502;
const DATE = "Tue, 14 Nov 2023 22:13:20 GMT";
const EARLIER = "Tue, 14 Nov 2023 22:13:19 GMT";

const FILE: RepresentationFacts = {
  size: 30,
  contentType: "text/plain",
  mtimeNs: 1700000000n * NS + 750_000_000n,
  etag: parseEntityTag('"v1"'),
  acceptsRanges: true,
};

const SURROUNDINGS: PlanSurroundings = { now: () => NOW, makeBoundary: () => "BOUNDARY" };

/** A plan with its fields one by one. */
interface Answer {
  readonly status: number;
  readonly headers: readonly Field[];
  readonly pieces: FilePlan["pieces"];
}

function answerOf({ status, headers, pieces }: FilePlan): Answer {
  return { status, headers: headers.flatMap(({ fields }) => fields), pieces };
}

function plan(
  fields: Readonly<Record<string, string>>,
  method = "GET",
  facts: Partial<RepresentationFacts> = {},
): Answer {
  const headers = new HTTPMessage();
  for (const [name, value] of Object.entries(fields)) {
    for (const line of value.split("\n")) headers.append(name, line);
  }
  const { conditions } = headers;
  return answerOf(planFile({ method, conditions }, { ...FILE, ...facts }, SURROUNDINGS));
}

function field(answer: Answer, name: string): string | undefined {
  return answer.headers.find(([found]) => found === name)?.[1];
}

test("a file is sent as a whole, with Python's fields in Python's order, then its validators", () => {
  assert.deepEqual(plan({}), {
    status: 200,
    headers: [
      ["Content-type", "text/plain"],
      ["Content-Length", "30"],
      ["Last-Modified", DATE],
      ["ETag", '"v1"'],
      ["Accept-Ranges", "bytes"],
    ],
    pieces: [{ start: 0, end: 30 }],
  });
});

test("an empty file has a piece without bytes", () => {
  assert.deepEqual(plan({}, "GET", { size: 0 }).pieces, [{ start: 0, end: 0 }]);
});

test("a representation whose bytes are not counted has no length, and its coding and Vary are said", () => {
  const facts = { size: undefined, contentEncoding: "br", vary: "Accept-Encoding", acceptsRanges: false };
  const answer = plan({ Range: "bytes=0-1" }, "GET", facts);
  assert.deepEqual(answer, {
    status: 200,
    headers: [
      ["Content-type", "text/plain"],
      ["Content-Encoding", "br"],
      ["Last-Modified", DATE],
      ["ETag", '"v1"'],
      ["Vary", "Accept-Encoding"],
    ],
    pieces: [{ start: 0, end: Number.POSITIVE_INFINITY }],
  });
});

test("304 repeats ETag and Vary and nothing else (RFC 9110 §15.4.5)", () => {
  for (const method of ["GET", "HEAD"]) {
    const answer = plan({ "If-None-Match": 'W/"v1"' }, method, { vary: "Accept-Encoding" });
    const headers = [
      ["ETag", '"v1"'],
      ["Vary", "Accept-Encoding"],
    ];
    assert.deepEqual(answer, { status: 304, headers, pieces: [] });
  }
  const python = plan({ "If-Modified-Since": DATE }, "GET", { etag: undefined });
  assert.deepEqual(python, { status: 304, headers: [], pieces: [] });
});

/** Fields, and the status they lead to. */
const CONDITIONS: readonly (readonly [fields: Record<string, string>, status: number, section: string])[] = [
  [{ "If-Match": '"v1"' }, 200, "§13.1.1"],
  [{ "If-Match": '"v0", "v1"' }, 200, "§13.1.1 a list"],
  [{ "If-Match": '"v0"\n"v1"' }, 200, "§5.3 several fields are one list"],
  [{ "If-Match": "*" }, 200, "§13.1.1 anything"],
  [{ "If-Match": '"v0"' }, 412, "§13.1.1"],
  [{ "If-Match": 'W/"v1"' }, 412, "§13.1.1 strong comparison"],
  [{ "If-None-Match": '"v0"' }, 200, "§13.1.2"],
  [{ "If-None-Match": '"v0", W/"v1"' }, 304, "§13.1.2 weak comparison"],
  [{ "If-None-Match": "*" }, 304, "§13.1.2 anything"],
  [{ "If-Unmodified-Since": EARLIER }, 412, "§13.1.4"],
  [{ "If-Unmodified-Since": DATE }, 200, "§13.1.4"],
  [{ "If-Modified-Since": DATE }, 304, "§13.1.3"],
  [{ "If-Modified-Since": "Tuesday, 14-Nov-23 22:13:20 GMT" }, 304, "§5.6.7 the form of RFC 850"],
  [{ "If-Modified-Since": "Tue Nov 14 22:13:20 2023" }, 304, "§5.6.7 asctime's form"],
  [{ "If-Modified-Since": EARLIER }, 200, "§13.1.3"],
  [{ "If-Modified-Since": "yesterday" }, 200, "§13.1.3 no date"],
  [{ "If-Modified-Since": `${DATE}\n${DATE}` }, 200, "two dates are no date"],
  [{ "If-Match": '"v1"', "If-Unmodified-Since": EARLIER }, 200, "§13.2.2 step 1 goes before 2"],
  [{ "If-None-Match": '"v0"', "If-Modified-Since": DATE }, 200, "§13.2.2 step 3 goes before 4"],
  [{ "If-None-Match": "", "If-Modified-Since": DATE }, 200, "§13.1.3 an empty one is one, as in Python"],
  [{ "If-Match": '"v0"', "If-None-Match": '"v1"' }, 412, "§13.2.2 step 1 goes before 3"],
  [{ "If-Match": '"v1"', "If-None-Match": '"v1"' }, 304, "§13.2.2 both"],
  [{ "If-None-Match": '"v1"', Range: "bytes=0-1" }, 304, "§13.2.2 conditions go before Range"],
  [{ "If-Match": '"v0"', Range: "bytes=99-" }, 412, "§13.2.2 conditions go before Range"],
];

for (const [fields, status, section] of CONDITIONS) {
  test(`${JSON.stringify(fields)} is answered ${status} (RFC 9110 ${section})`, () => {
    assert.equal(plan(fields).status, status);
  });
}

test("conditions on dates count for GET and HEAD only", () => {
  assert.equal(plan({ "If-Modified-Since": DATE }, "POST").status, 200);
});

/** A Range of a file of 30 bytes, and what is sent of it. */
const RANGES: readonly (readonly [range: string, contentRange: string])[] = [
  ["bytes=0-0", "bytes 0-0/30"],
  ["bytes=5-9", "bytes 5-9/30"],
  ["bytes=25-", "bytes 25-29/30"],
  ["bytes=25-99", "bytes 25-29/30"],
  ["bytes=-5", "bytes 25-29/30"],
  ["bytes=-99", "bytes 0-29/30"],
  ["bytes=0-4,5-9", "bytes 0-9/30"],
  ["bytes=3-7,5-9", "bytes 3-9/30"],
  ["bytes=5-9,99-", "bytes 5-9/30"],
];

for (const [range, contentRange] of RANGES) {
  test(`Range: ${range} is answered 206 with Content-Range: ${contentRange} (RFC 9110 §14.1.2)`, () => {
    const answer = plan({ Range: range });
    const [, start, last] = /([0-9]+)-([0-9]+)/.exec(contentRange) ?? [];
    const part = { start: Number(start), end: Number(last) + 1 };
    assert.equal(answer.status, 206);
    assert.equal(field(answer, "Content-Range"), contentRange);
    assert.equal(field(answer, "Content-Length"), String(part.end - part.start));
    assert.equal(field(answer, "ETag"), '"v1"');
    assert.deepEqual(answer.pieces, [part]);
  });
}

test("a Range that is malformed, of another unit, or for a method other than GET is ignored (RFC 9110 §14.2)", () => {
  for (const range of ["bytes=9-5", "bytes=a-b", "lines=0-1", "bytes", "bytes=", "0-1"]) {
    assert.deepEqual(plan({ Range: range }), plan({}), range);
  }
  for (const method of ["HEAD", "POST"]) assert.equal(plan({ Range: "bytes=0-1" }, method).status, 200);
  assert.equal(plan({ Range: "bytes=0-1" }, "GET", { acceptsRanges: false }).status, 200);
});

test("a Range beyond the end is 416 with the size (RFC 9110 §15.5.17)", () => {
  for (const range of ["bytes=30-", "bytes=99-100", "bytes=-0"]) {
    const answer = plan({ Range: range });
    assert.deepEqual(answer, { status: 416, headers: [["Content-Range", "bytes */30"]], pieces: [] }, range);
  }
});

test("several ranges are a body of parts, whose length is right (RFC 9110 §14.6)", () => {
  const answer = plan({ Range: "bytes=0-1,10-12" });
  assert.equal(answer.status, 206);
  assert.equal(field(answer, "Content-type"), "multipart/byteranges; boundary=BOUNDARY");
  assert.equal(field(answer, "Content-Range"), undefined);
  const lengths = answer.pieces.map((piece) => (typeof piece === "string" ? piece.length : piece.end - piece.start));
  assert.equal(field(answer, "Content-Length"), String(lengths.reduce((sum, length) => sum + length, 0)));
  assert.deepEqual(
    answer.pieces.filter((piece) => typeof piece !== "string"),
    [
      { start: 0, end: 2 },
      { start: 10, end: 13 },
    ],
  );
});

/** What If-Range says, and whether the Range beside it counts. */
const IF_RANGES: readonly (readonly [ifRange: string, status: number, why: string])[] = [
  ['"v1"', 206, "the same version"],
  ['"v0"', 200, "another version"],
  ['W/"v1"', 200, "a weak tag"],
  [DATE, 206, "the same date"],
  [EARLIER, 200, "an earlier date"],
  ["Tue, 14 Nov 2023 22:13:21 GMT", 200, "a later date: exact match only"],
  ["v1", 200, "neither tag nor date"],
];

for (const [ifRange, status, why] of IF_RANGES) {
  test(`If-Range with ${why} (${ifRange}) is answered ${status} (RFC 9110 §13.1.5)`, () => {
    assert.equal(plan({ Range: "bytes=0-1", "If-Range": ifRange }).status, status);
  });
}

test("If-Range without Range says nothing", () => {
  assert.deepEqual(plan({ "If-Range": '"v0"' }), plan({}));
});

test("Last-Modified is never later than the present", () => {
  const future = { mtimeNs: BigInt(NOW + 86400) * NS };
  assert.equal(field(plan({}, "GET", future), "Last-Modified"), "Fri, 20 Nov 2026 22:58:22 GMT");
  assert.equal(plan({ "If-Modified-Since": "Fri, 20 Nov 2026 22:58:22 GMT" }, "GET", future).status, 200);
});

test("a time before 1970 is rounded down, one before the year 1 is left out", () => {
  const old = plan({}, "GET", { mtimeNs: -500_000_000n });
  assert.equal(field(old, "Last-Modified"), "Wed, 31 Dec 1969 23:59:59 GMT");
  const whole = plan({}, "GET", { mtimeNs: -NS });
  assert.equal(field(whole, "Last-Modified"), "Wed, 31 Dec 1969 23:59:59 GMT");
  assert.equal(field(plan({}, "GET", { mtimeNs: -(10n ** 21n) }), "Last-Modified"), undefined);
});

test("a second is cut off exactly, however many nanoseconds there are", () => {
  const late = plan({}, "GET", { mtimeNs: 1700000000n * NS + 999_999_999n });
  assert.equal(field(late, "Last-Modified"), DATE);
});

test("a representation that is sent again and again gets the plans that any other gets, whatever was asked for before", () => {
  const kept: RepresentationFacts = { ...FILE, kept: new KeptPlans() };
  const value = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
  const request = fc.record({
    method: fc.constantFrom("GET", "HEAD"),
    ifMatch: value('"v1"', '"v2"', "*"),
    ifNoneMatch: value('"v1"', 'W/"v1"', '"v2"', "*", "x"),
    ifModifiedSince: value(DATE, EARLIER, "x"),
    ifUnmodifiedSince: value(DATE, EARLIER),
    ifRange: value('"v1"', DATE, EARLIER),
    range: value("bytes=0-4", "bytes=0-4,8-9", "bytes=40-", "x"),
  });
  fc.assert(
    fc.property(request, ({ method, ...conditions }) => {
      const asked = { method, conditions };
      assert.deepEqual(planFile(asked, kept, SURROUNDINGS), planFile(asked, FILE, SURROUNDINGS));
    }),
  );
});

test("without conditions the plan of a kept representation is made once, and nobody looks at the clock again", () => {
  const kept: RepresentationFacts = { ...FILE, kept: new KeptPlans() };
  const request = { method: "GET", conditions: NO_CONDITIONS };
  const first = planFile(request, kept, SURROUNDINGS);
  const now = (): number => assert.fail();
  assert.equal(planFile(request, kept, { ...SURROUNDINGS, now }), first);
});

test("of a time in the future the present one is shown, and not kept for later", () => {
  const kept = new KeptPlans();
  const shownAt = (now: number): string | undefined => {
    const facts = { ...FILE, mtimeNs: BigInt(NOW + 10) * NS, kept };
    const plan = planFile({ method: "GET", conditions: new HTTPMessage().conditions }, facts, {
      ...SURROUNDINGS,
      now: () => now,
    });
    return field(answerOf(plan), "Last-Modified");
  };
  assert.equal(shownAt(NOW), formatHttpDate(NOW));
  assert.equal(shownAt(NOW + 5), formatHttpDate(NOW + 5));
  for (const later of [20, 30]) assert.equal(shownAt(NOW + later), formatHttpDate(NOW + 10));
});
