import assert from "node:assert/strict";
import { test } from "node:test";
import { type FilePlan, planFile } from "../../src/files/plan-file.ts";
import { HTTPMessage } from "../../src/http/message.ts";

/** 14 Nov 2023 22:13:20.75 UTC */
const FILE = { size: 30, mtimeMs: 1700000000750 };
const NOW = 1795215502;

function plan(fields: Readonly<Record<string, string>>, method = "GET", file = FILE): FilePlan {
  const headers = new HTTPMessage();
  for (const [name, value] of Object.entries(fields)) headers.append(name, value);
  return planFile({ method, headers }, file, "text/plain", NOW);
}

test("a file is sent as a whole, with Python's fields in Python's order", () => {
  assert.deepEqual(plan({}), {
    status: 200,
    headers: [
      ["Content-type", "text/plain"],
      ["Content-Length", "30"],
      ["Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT"],
    ],
    parts: [{ start: 0, end: 30 }],
  });
});

test("an empty file has a part without bytes", () => {
  assert.deepEqual(plan({}, "GET", { size: 0, mtimeMs: 0 }).parts, [{ start: 0, end: 0 }]);
});

test("a file that was not modified is 304 without fields or parts", () => {
  for (const method of ["GET", "HEAD"]) {
    const answer = plan({ "If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT" }, method);
    assert.deepEqual(answer, { status: 304, headers: [], parts: [] });
  }
});

test("If-Modified-Since counts for GET and HEAD only", () => {
  assert.equal(plan({ "If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT" }, "POST").status, 200);
});

test("an If-None-Match, be it empty, takes the place of If-Modified-Since", () => {
  for (const tag of ["", '"x"', "*"]) {
    const answer = plan({ "If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT", "If-None-Match": tag });
    assert.equal(answer.status, 200);
  }
});

test("Last-Modified is never later than the present", () => {
  const future = { size: 1, mtimeMs: (NOW + 86400) * 1000 };
  assert.deepEqual(plan({}, "GET", future).headers[2], ["Last-Modified", "Fri, 20 Nov 2026 22:58:22 GMT"]);
  assert.equal(plan({ "If-Modified-Since": "Fri, 20 Nov 2026 22:58:22 GMT" }, "GET", future).status, 200);
});

test("a time before 1970 is rounded down, one before the year 1 is left out", () => {
  const old = plan({}, "GET", { size: 1, mtimeMs: -500 });
  assert.deepEqual(old.headers[2], ["Last-Modified", "Wed, 31 Dec 1969 23:59:59 GMT"]);
  assert.equal(plan({}, "GET", { size: 1, mtimeMs: -1e15 }).headers.length, 2);
});
