import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  evaluatePreconditions,
  ifRangeHolds,
  type PreconditionResult,
  type Preconditions,
  type TargetState,
} from "../../src/http/conditional.ts";
import { formatHttpDate } from "../../src/http/date.ts";
import { type EntityTag, formatEntityTag } from "../../src/http/entity-tag.ts";
import { anyLatin1 } from "./any-text.ts";
import { countWork, hostileTexts } from "./count-work.ts";

/** 14 Nov 2023 22:13:20 UTC */
const MODIFIED = 1700000000;
const NOW = 1795215502;

/** Decides on `If-Modified-Since` alone. */
function evaluate(ifModifiedSince: string | undefined, modified = MODIFIED): string {
  const request = { method: "GET", ifMatch: undefined, ifUnmodifiedSince: undefined, ifNoneMatch: undefined };
  const target = { exists: true, etag: undefined, lastModified: modified };
  return evaluatePreconditions({ ...request, ifModifiedSince }, target, NOW);
}

test("a file as old as the date, or older, is not modified", () => {
  assert.equal(evaluate("Tue, 14 Nov 2023 22:13:20 GMT"), "notModified");
  assert.equal(evaluate("Tue, 14 Nov 2023 22:13:21 GMT"), "notModified");
  assert.equal(evaluate("Tue, 14 Nov 2023 22:13:19 GMT"), "pass");
});

test("fractions of the file's second do not count", () => {
  assert.equal(evaluate("Tue, 14 Nov 2023 22:13:20 GMT", MODIFIED + 0.999), "notModified");
  assert.equal(evaluate("Wed, 31 Dec 1969 23:59:59 GMT", -0.5), "notModified");
});

test("a date in the future is a date like others", () => {
  assert.equal(evaluate("Fri, 31 Dec 9999 23:59:59 GMT"), "notModified");
});

test("all three forms of an HTTP date are understood", () => {
  assert.equal(evaluate("Tuesday, 14-Nov-23 22:13:20 GMT"), "notModified");
  assert.equal(evaluate("Tue Nov 14 22:13:20 2023"), "notModified");
  assert.equal(evaluate("Tuesday, 14-Nov-22 22:13:20 GMT"), "pass");
});

test("the century of a two-digit year is the present one, up to 50 years ahead", () => {
  assert.equal(evaluate("Monday, 14-Nov-77 22:13:20 GMT"), "pass", "1977");
  assert.equal(evaluate("Monday, 14-Nov-76 22:13:20 GMT"), "notModified", "2076");
});

test("anything that is no HTTP date is ignored", () => {
  const dates = [
    "",
    "x",
    "0",
    "1700000000",
    "Tue, 14 Nov 2023 22:13:20",
    "Tue, 14 Nov 2023 22:13:20 UTC",
    "Tue, 14 Nov 2023 22:13:20 +0000",
    "Tue, 14 Nov 23 22:13:20 GMT",
    "14 Nov 2023 22:13:20 GMT",
    '"Tue, 14 Nov 2023 22:13:20 GMT"',
    "Tue, 14 Nov 2023 22:13:20 GMT (comment)",
    "Tue, 14 Nov 2023 22:13:20 GMT; length=5",
    "tue, 14 nov 2023 22:13:20 gmt",
  ];
  for (const date of dates) assert.equal(evaluate(date), "pass", date);
});

test("without the field there is no condition, with two of them neither counts", () => {
  const date = "Tue, 14 Nov 2023 22:13:20 GMT";
  assert.equal(evaluate(undefined), "pass");
  assert.equal(evaluate(`${date}, ${date}`), "pass");
});

const ETAG: EntityTag = { isWeak: false, opaque: "v1" };
const WEAK_ETAG: EntityTag = { isWeak: true, opaque: "v1" };
const FILE: TargetState = { exists: true, etag: ETAG, lastModified: MODIFIED };
const WEAK_FILE: TargetState = { ...FILE, etag: WEAK_ETAG };
const UNTAGGED: TargetState = { ...FILE, etag: undefined };
const UNDATED: TargetState = { ...FILE, lastModified: undefined };
const NOTHING: TargetState = { exists: false, etag: undefined, lastModified: undefined };

const BEFORE = "Tue, 14 Nov 2023 22:13:19 GMT";
const SAME = "Tue, 14 Nov 2023 22:13:20 GMT";
const AFTER = "Tue, 14 Nov 2023 22:13:21 GMT";
const FUTURE = "Fri, 31 Dec 9999 23:59:59 GMT";

type Fields = Partial<Omit<Preconditions, "method">>;

const NO_FIELDS = {
  ifMatch: undefined,
  ifUnmodifiedSince: undefined,
  ifNoneMatch: undefined,
  ifModifiedSince: undefined,
};

type ConditionRow = readonly [fields: Fields, target: TargetState, result: PreconditionResult];

/** Rules that are the same for GET and HEAD. */
const RETRIEVALS: Readonly<Record<string, readonly ConditionRow[]>> = {
  "without a condition a request passes": [
    [{}, FILE, "pass"],
    [{}, UNDATED, "pass"],
    [{}, NOTHING, "pass"],
  ],
  "If-None-Match that has the tag, weak or strong, is not modified (RFC 9110 §13.1.2)": [
    [{ ifNoneMatch: '"v1"' }, FILE, "notModified"],
    [{ ifNoneMatch: 'W/"v1"' }, FILE, "notModified"],
    [{ ifNoneMatch: '"v1"' }, WEAK_FILE, "notModified"],
    [{ ifNoneMatch: 'W/"v1"' }, WEAK_FILE, "notModified"],
    [{ ifNoneMatch: '"v0", "v1"' }, FILE, "notModified"],
    [{ ifNoneMatch: ' , W/"v1",, "v0",' }, FILE, "notModified"],
    [{ ifNoneMatch: '"a,b", "v1"' }, FILE, "notModified"],
  ],
  "If-None-Match that lacks the tag passes (RFC 9110 §13.1.2)": [
    [{ ifNoneMatch: '"v0"' }, FILE, "pass"],
    [{ ifNoneMatch: '"V1"' }, FILE, "pass"],
    [{ ifNoneMatch: '"v1"' }, UNTAGGED, "pass"],
    [{ ifNoneMatch: '"v1"' }, NOTHING, "pass"],
    [{ ifNoneMatch: "" }, FILE, "pass"],
    [{ ifNoneMatch: '"a,v1"' }, FILE, "pass"],
  ],
  "If-None-Match: * is not modified where there is anything (RFC 9110 §13.1.2)": [
    [{ ifNoneMatch: "*" }, FILE, "notModified"],
    [{ ifNoneMatch: " * " }, FILE, "notModified"],
    [{ ifNoneMatch: "*" }, UNTAGGED, "notModified"],
    [{ ifNoneMatch: "*" }, NOTHING, "pass"],
  ],
  "a malformed If-None-Match matches nothing, and the client gets the whole answer (RFC 9110 §13.1.2)": [
    [{ ifNoneMatch: "v1" }, FILE, "pass"],
    [{ ifNoneMatch: '"v1", v1' }, FILE, "pass"],
    [{ ifNoneMatch: '"v1' }, FILE, "pass"],
    [{ ifNoneMatch: 'w/"v1"' }, FILE, "pass"],
    [{ ifNoneMatch: "*, *" }, FILE, "pass"],
    [{ ifNoneMatch: '*, "v1"' }, FILE, "pass"],
    [{ ifNoneMatch: '"v1" "v0"' }, FILE, "pass"],
  ],
  "If-Match that lacks the very tag fails (RFC 9110 §13.1.1)": [
    [{ ifMatch: '"v0"' }, FILE, "failed"],
    [{ ifMatch: 'W/"v1"' }, FILE, "failed"],
    [{ ifMatch: '"v1"' }, WEAK_FILE, "failed"],
    [{ ifMatch: 'W/"v1"' }, WEAK_FILE, "failed"],
    [{ ifMatch: '"v1"' }, UNTAGGED, "failed"],
    [{ ifMatch: '"v1"' }, NOTHING, "failed"],
    [{ ifMatch: "" }, FILE, "failed"],
  ],
  "If-Match that has the tag passes, and * where there is anything (RFC 9110 §13.1.1)": [
    [{ ifMatch: '"v1"' }, FILE, "pass"],
    [{ ifMatch: '"v0", \t"v1" , "v2"' }, FILE, "pass"],
    [{ ifMatch: "*" }, FILE, "pass"],
    [{ ifMatch: "*" }, WEAK_FILE, "pass"],
    [{ ifMatch: "*" }, UNTAGGED, "pass"],
    [{ ifMatch: "*" }, NOTHING, "failed"],
  ],
  "a malformed If-Match fails, so that nothing is overwritten (RFC 9110 §13.1.1)": [
    [{ ifMatch: "v1" }, FILE, "failed"],
    [{ ifMatch: '"v1", v1' }, FILE, "failed"],
    [{ ifMatch: '*, "v1"' }, FILE, "failed"],
    [{ ifMatch: "*,*" }, FILE, "failed"],
  ],
  "If-Unmodified-Since fails where the target is later than the date (RFC 9110 §13.1.4)": [
    [{ ifUnmodifiedSince: BEFORE }, FILE, "failed"],
    [{ ifUnmodifiedSince: SAME }, FILE, "pass"],
    [{ ifUnmodifiedSince: AFTER }, FILE, "pass"],
    [{ ifUnmodifiedSince: SAME }, { ...FILE, lastModified: MODIFIED + 0.9 }, "pass"],
    [{ ifUnmodifiedSince: "Tuesday, 14-Nov-23 22:13:19 GMT" }, FILE, "failed"],
    [{ ifUnmodifiedSince: "Tue Nov 14 22:13:19 2023" }, FILE, "failed"],
  ],
  "If-Unmodified-Since is ignored where it is no date, or the target has none (RFC 9110 §13.1.4)": [
    [{ ifUnmodifiedSince: "yesterday" }, FILE, "pass"],
    [{ ifUnmodifiedSince: "" }, FILE, "pass"],
    [{ ifUnmodifiedSince: `${BEFORE}, ${BEFORE}` }, FILE, "pass"],
    [{ ifUnmodifiedSince: BEFORE }, UNDATED, "pass"],
    [{ ifUnmodifiedSince: BEFORE }, NOTHING, "pass"],
    [{ ifUnmodifiedSince: BEFORE }, { ...FILE, exists: false }, "pass"],
  ],
  "If-Modified-Since is not modified where the target is not later than the date (RFC 9110 §13.1.3)": [
    [{ ifModifiedSince: BEFORE }, FILE, "pass"],
    [{ ifModifiedSince: SAME }, FILE, "notModified"],
    [{ ifModifiedSince: AFTER }, FILE, "notModified"],
    [{ ifModifiedSince: SAME }, { ...FILE, lastModified: MODIFIED + 0.9 }, "notModified"],
    [{ ifModifiedSince: "Tuesday, 14-Nov-23 22:13:20 GMT" }, FILE, "notModified"],
    [{ ifModifiedSince: "Tue Nov 14 22:13:20 2023" }, FILE, "notModified"],
    [{ ifModifiedSince: FUTURE }, FILE, "notModified"],
  ],
  "If-Modified-Since is ignored where it is no date, or the target has none (RFC 9110 §13.1.3)": [
    [{ ifModifiedSince: "1700000000" }, FILE, "pass"],
    [{ ifModifiedSince: "" }, FILE, "pass"],
    [{ ifModifiedSince: `${SAME}, ${SAME}` }, FILE, "pass"],
    [{ ifModifiedSince: `${SAME}; length=5` }, FILE, "pass"],
    [{ ifModifiedSince: SAME }, UNDATED, "pass"],
    [{ ifModifiedSince: SAME }, NOTHING, "pass"],
  ],
  "If-Match goes before If-Unmodified-Since (RFC 9110 §13.2.2 steps 1 and 2)": [
    [{ ifMatch: '"v1"', ifUnmodifiedSince: BEFORE }, FILE, "pass"],
    [{ ifMatch: "*", ifUnmodifiedSince: BEFORE }, FILE, "pass"],
    [{ ifMatch: '"v0"', ifUnmodifiedSince: AFTER }, FILE, "failed"],
    [{ ifMatch: "", ifUnmodifiedSince: AFTER }, FILE, "failed"],
  ],
  "If-None-Match goes before If-Modified-Since, even where it is empty or malformed (RFC 9110 §13.1.3)": [
    [{ ifNoneMatch: '"v0"', ifModifiedSince: SAME }, FILE, "pass"],
    [{ ifNoneMatch: "", ifModifiedSince: SAME }, FILE, "pass"],
    [{ ifNoneMatch: "v1", ifModifiedSince: SAME }, FILE, "pass"],
    [{ ifNoneMatch: '"v1"', ifModifiedSince: SAME }, UNTAGGED, "pass"],
    [{ ifNoneMatch: '"v1"', ifModifiedSince: BEFORE }, FILE, "notModified"],
  ],
  "conditions for changes go before those for copies (RFC 9110 §13.2.2)": [
    [{ ifMatch: '"v1"', ifNoneMatch: '"v1"' }, FILE, "notModified"],
    [{ ifMatch: '"v0"', ifNoneMatch: '"v1"' }, FILE, "failed"],
    [{ ifMatch: '"v1"', ifModifiedSince: SAME }, FILE, "notModified"],
    [{ ifMatch: '"v0"', ifModifiedSince: SAME }, FILE, "failed"],
    [{ ifUnmodifiedSince: SAME, ifModifiedSince: SAME }, FILE, "notModified"],
    [{ ifUnmodifiedSince: BEFORE, ifModifiedSince: SAME }, FILE, "failed"],
    [{ ifUnmodifiedSince: BEFORE, ifNoneMatch: '"v1"' }, FILE, "failed"],
    [{ ifUnmodifiedSince: "x", ifNoneMatch: '"v1"' }, FILE, "notModified"],
  ],
};

for (const [rule, rows] of Object.entries(RETRIEVALS)) {
  test(rule, () => {
    for (const [fields, target, result] of rows) {
      for (const method of ["GET", "HEAD"]) {
        const request = { ...NO_FIELDS, ...fields, method };
        assert.equal(evaluatePreconditions(request, target, NOW), result, JSON.stringify([method, fields, target]));
      }
    }
  });
}

const CHANGES: Readonly<Record<string, readonly ConditionRow[]>> = {
  "for other methods If-None-Match that matches fails (RFC 9110 §13.1.2)": [
    [{ ifNoneMatch: '"v1"' }, FILE, "failed"],
    [{ ifNoneMatch: 'W/"v1"' }, FILE, "failed"],
    [{ ifNoneMatch: "*" }, FILE, "failed"],
    [{ ifNoneMatch: "*" }, NOTHING, "pass"],
    [{ ifNoneMatch: '"v0"' }, FILE, "pass"],
  ],
  "for other methods If-Modified-Since is ignored (RFC 9110 §13.1.3)": [
    [{ ifModifiedSince: SAME }, FILE, "pass"],
    [{ ifModifiedSince: FUTURE }, FILE, "pass"],
  ],
  "for other methods If-Match and If-Unmodified-Since mean the same as for GET (RFC 9110 §13.1.1, §13.1.4)": [
    [{ ifMatch: '"v1"' }, FILE, "pass"],
    [{ ifMatch: '"v0"' }, FILE, "failed"],
    [{ ifMatch: "*" }, NOTHING, "failed"],
    [{ ifUnmodifiedSince: BEFORE }, FILE, "failed"],
    [{ ifUnmodifiedSince: SAME }, FILE, "pass"],
  ],
};

for (const [rule, rows] of Object.entries(CHANGES)) {
  test(rule, () => {
    for (const [fields, target, result] of rows) {
      for (const method of ["PUT", "POST", "DELETE", "PATCH", "get", "SPAM", null]) {
        const request = { ...NO_FIELDS, ...fields, method };
        assert.equal(evaluatePreconditions(request, target, NOW), result, JSON.stringify([method, fields, target]));
      }
    }
  });
}

test("methods without a representation have no conditions (RFC 9110 §13.2.1)", () => {
  for (const method of ["CONNECT", "OPTIONS", "TRACE"]) {
    for (const fields of [{ ifMatch: '"v0"' }, { ifNoneMatch: "*" }, { ifUnmodifiedSince: BEFORE }]) {
      assert.equal(evaluatePreconditions({ ...NO_FIELDS, ...fields, method }, FILE, NOW), "pass");
    }
  }
});

test("the century of a two-digit year is decided by the clock, for all dates", () => {
  const at = (fields: Fields): string => evaluatePreconditions({ ...NO_FIELDS, ...fields, method: "GET" }, FILE, NOW);
  assert.equal(at({ ifModifiedSince: "Monday, 14-Nov-76 22:13:20 GMT" }), "notModified", "2076");
  assert.equal(at({ ifModifiedSince: "Monday, 14-Nov-77 22:13:20 GMT" }), "pass", "1977");
  assert.equal(at({ ifUnmodifiedSince: "Monday, 14-Nov-77 22:13:20 GMT" }), "failed", "1977");
});

type RangeRow = readonly [value: string, target: TargetState, date: number, holds: boolean];

const IF_RANGES: Readonly<Record<string, readonly RangeRow[]>> = {
  "If-Range holds for the very tag, by strong comparison (RFC 9110 §13.1.5)": [
    ['"v1"', FILE, NOW, true],
    [' "v1"\t', FILE, NOW, true],
    ['"v1"', UNDATED, NOW, true],
    ['"v0"', FILE, NOW, false],
    ['W/"v1"', FILE, NOW, false],
    ['"v1"', WEAK_FILE, NOW, false],
    ['W/"v1"', WEAK_FILE, NOW, false],
    ['"v1"', UNTAGGED, NOW, false],
  ],
  "If-Range holds for the very date of the target, neither earlier nor later (RFC 9110 §13.1.5)": [
    [SAME, FILE, NOW, true],
    [SAME, UNTAGGED, NOW, true],
    [SAME, { ...FILE, lastModified: MODIFIED + 0.9 }, NOW, true],
    ["Tuesday, 14-Nov-23 22:13:20 GMT", FILE, NOW, true],
    ["Tue Nov 14 22:13:20 2023", FILE, NOW, true],
    [BEFORE, FILE, NOW, false],
    [AFTER, FILE, NOW, false],
    [FUTURE, FILE, NOW, false],
    [SAME, UNDATED, NOW, false],
  ],
  "If-Range does not hold for a date within whose second the target may still change (RFC 9110 §8.8.2.2)": [
    [SAME, FILE, MODIFIED, false],
    [SAME, FILE, MODIFIED + 0.999, false],
    [SAME, { ...FILE, lastModified: MODIFIED + 0.9 }, MODIFIED + 0.95, false],
    [SAME, { ...FILE, lastModified: MODIFIED + 0.9 }, MODIFIED + 1, true],
    [SAME, FILE, MODIFIED + 1, true],
    [SAME, FILE, MODIFIED - 100, false],
  ],
  "If-Range that is neither a tag nor a date does not hold": [
    ["", FILE, NOW, false],
    ["*", FILE, NOW, false],
    ["v1", FILE, NOW, false],
    ['"v1', FILE, NOW, false],
    ['w/"v1"', FILE, NOW, false],
    ['"v1", "v1"', FILE, NOW, false],
    [`${SAME}, ${SAME}`, FILE, NOW, false],
    ["1700000000", FILE, NOW, false],
  ],
};

for (const [rule, rows] of Object.entries(IF_RANGES)) {
  test(rule, () => {
    for (const [value, target, date, holds] of rows) {
      assert.equal(ifRangeHolds(value, target, date), holds, JSON.stringify([value, target, date]));
    }
  });
}

/** A condition as it is meant; `null` is one that is malformed. */
type MeantTags = "*" | readonly EntityTag[] | null | undefined;
type MeantDate = number | null | undefined;

interface Meant {
  readonly method: string;
  readonly ifMatch: MeantTags;
  readonly ifUnmodifiedSince: MeantDate;
  readonly ifNoneMatch: MeantTags;
  readonly ifModifiedSince: MeantDate;
}

function writeTags(tags: MeantTags): string | undefined {
  if (tags === null) return '"v1", v1';
  return tags === undefined || tags === "*" ? tags : tags.map(formatEntityTag).join(", ");
}

function writeDate(date: MeantDate): string | undefined {
  if (date === null) return "today";
  return date === undefined ? undefined : formatHttpDate(date);
}

/** RFC 9110 §13.2.2 word by word, with the evaluations of §13.1.1 to §13.1.4. */
function precedence(meant: Meant, target: TargetState): PreconditionResult {
  const { method, ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince } = meant;
  const { etag, lastModified, exists } = target;
  const isOneOf = (tags: MeantTags, isStrong: boolean): boolean =>
    Array.isArray(tags) &&
    tags.some((tag) => tag.opaque === etag?.opaque && !(isStrong && (tag.isWeak || etag?.isWeak === true)));
  // 1. When ... If-Match is present, evaluate the If-Match precondition
  if (ifMatch !== undefined) {
    const isTrue = ifMatch === "*" ? exists : isOneOf(ifMatch, true);
    if (!isTrue) return "failed";
  }
  // 2. When ... If-Match is not present, and If-Unmodified-Since is present
  if (ifMatch === undefined && typeof ifUnmodifiedSince === "number" && lastModified !== undefined) {
    const isTrue = lastModified <= ifUnmodifiedSince;
    if (!isTrue) return "failed";
  }
  // 3. When If-None-Match is present
  if (ifNoneMatch !== undefined) {
    const isFalse = ifNoneMatch === "*" ? exists : isOneOf(ifNoneMatch, false);
    if (isFalse) return method === "GET" || method === "HEAD" ? "notModified" : "failed";
  }
  // 4. When the method is GET or HEAD, If-None-Match is not present, and If-Modified-Since is present
  if ((method === "GET" || method === "HEAD") && ifNoneMatch === undefined) {
    if (typeof ifModifiedSince === "number" && lastModified !== undefined) {
      const isFalse = lastModified <= ifModifiedSince;
      if (isFalse) return "notModified";
    }
  }
  // 6. Otherwise, perform the requested method
  return "pass";
}

test("the result is that of RFC 9110 §13.2.2, whatever conditions stand together", () => {
  const anyTag = fc.record({ isWeak: fc.boolean(), opaque: fc.constantFrom("v1", "v2", "") });
  const anyTags = fc.oneof(
    fc.constantFrom<MeantTags>(undefined, undefined, "*", null),
    fc.array(anyTag, { maxLength: 3 }),
  );
  const anyDate = fc.constantFrom<MeantDate>(undefined, undefined, null, MODIFIED - 1, MODIFIED, MODIFIED + 1);
  const anyMeant = fc.record({
    method: fc.constantFrom("GET", "HEAD", "PUT", "DELETE"),
    ifMatch: anyTags,
    ifUnmodifiedSince: anyDate,
    ifNoneMatch: anyTags,
    ifModifiedSince: anyDate,
  });
  const anyTarget = fc.oneof(
    fc.constant(NOTHING),
    fc.record({
      exists: fc.constant(true),
      etag: fc.option(anyTag, { nil: undefined }),
      lastModified: fc.constantFrom(undefined, MODIFIED, MODIFIED + 1),
    }),
  );
  fc.assert(
    fc.property(anyMeant, anyTarget, (meant, target) => {
      const request = {
        method: meant.method,
        ifMatch: writeTags(meant.ifMatch),
        ifUnmodifiedSince: writeDate(meant.ifUnmodifiedSince),
        ifNoneMatch: writeTags(meant.ifNoneMatch),
        ifModifiedSince: writeDate(meant.ifModifiedSince),
      };
      assert.equal(evaluatePreconditions(request, target, NOW), precedence(meant, target), JSON.stringify(request));
    }),
    { numRuns: 2000 },
  );
});

test("no text makes the evaluation throw", () => {
  const anyText = fc.option(fc.oneof(anyLatin1, fc.constantFrom("*", '"v1"', SAME)), {
    nil: undefined,
  });
  fc.assert(
    fc.property(anyText, anyText, anyText, anyText, (ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince) => {
      const request = { method: "GET", ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince };
      assert.ok(["pass", "notModified", "failed"].includes(evaluatePreconditions(request, FILE, NOW)));
      assert.equal(typeof ifRangeHolds(ifMatch ?? "", FILE, NOW), "boolean");
    }),
  );
});

test("every character of a condition is looked at a few times at most", () => {
  for (const text of hostileTexts(1000)) {
    const request = {
      method: "GET",
      ifMatch: undefined,
      ifUnmodifiedSince: text,
      ifNoneMatch: text,
      ifModifiedSince: text,
    };
    const work = countWork(() => {
      evaluatePreconditions(request, FILE, NOW);
      evaluatePreconditions({ ...request, ifMatch: text }, FILE, NOW);
      ifRangeHolds(text, FILE, NOW);
    });
    assert.ok(work <= 24 * text.length, `${work} for ${JSON.stringify(text.slice(0, 20))}`);
  }
});
