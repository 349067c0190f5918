import { equal as looselyEqual } from "node:assert";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { HTTPStatus, RESPONSES, statusValue } from "../../src/http/status.ts";
import { PYTHON_STATUSES } from "./status-cases.ts";

test("every status of Python 3.13 is a member, with its name, phrase and description", () => {
  assert.equal(PYTHON_STATUSES.length, 62);
  for (const [code, name, phrase, description] of PYTHON_STATUSES) {
    const status = HTTPStatus(code);
    const { value, name: ownName, phrase: ownPhrase, description: ownDescription } = status;
    assert.deepEqual([value, ownName, ownPhrase, ownDescription], [code, name, phrase, description]);
    assert.equal((HTTPStatus as unknown as Record<string, unknown>)[name], status);
  }
});

test("the only member Python 3.13 lacks is 104", () => {
  const known = new Set(PYTHON_STATUSES.map(([code]) => code));
  const added = [...HTTPStatus].filter((status) => !known.has(status.value));
  assert.deepEqual(
    added.map((status) => [status.value, status.name, status.phrase]),
    [[104, "UPLOAD_RESUMPTION_SUPPORTED", "Upload Resumption Supported"]],
  );
});

test("iteration visits each member once, in order of codes", () => {
  const codes = [...HTTPStatus].map((status) => status.value);
  assert.equal(codes.length, 63);
  assert.deepEqual(
    codes,
    [...new Set(codes)].sort((a, b) => a - b),
  );
});

test("the names of Python 3.12 are aliases of today's members", () => {
  assert.equal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.CONTENT_TOO_LARGE);
  assert.equal(HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.URI_TOO_LONG);
  assert.equal(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, HTTPStatus.RANGE_NOT_SATISFIABLE);
  assert.equal(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.UNPROCESSABLE_CONTENT);
  assert.equal(HTTPStatus.UNPROCESSABLE_ENTITY.name, "UNPROCESSABLE_CONTENT");
});

test("a member compares, adds up, prints and serializes as its number", () => {
  const loose: unknown = HTTPStatus.OK;
  looselyEqual(loose, 200);
  assert.equal((loose as number) + 1, 201);
  assert.equal(String(HTTPStatus.OK), "200");
  assert.equal(`${HTTPStatus.NOT_FOUND}`, "404");
  assert.equal(JSON.stringify({ status: HTTPStatus.OK }), '{"status":200}');
  assert.equal(typeof HTTPStatus.OK, "object");
  assert.ok(HTTPStatus.OK instanceof Number);
});

test("a member shows itself as Python's repr does", () => {
  assert.equal(inspect(HTTPStatus.OK), "<HTTPStatus.OK: 200>");
});

test("the lookup takes a number or a member, with and without new", () => {
  assert.equal(HTTPStatus(404), HTTPStatus.NOT_FOUND);
  assert.equal(HTTPStatus(HTTPStatus.NOT_FOUND), HTTPStatus.NOT_FOUND);
  const constructible = HTTPStatus as unknown as new (code: number) => HTTPStatus;
  assert.equal(new constructible(404), HTTPStatus.NOT_FOUND);
});

test("the lookup of an unknown code throws in Python's words", () => {
  assert.throws(() => HTTPStatus(299), { name: "RangeError", message: "299 is not a valid HTTPStatus" });
  assert.throws(() => HTTPStatus("404" as unknown as number), { message: "'404' is not a valid HTTPStatus" });
  assert.throws(() => HTTPStatus(306), { message: "306 is not a valid HTTPStatus" });
});

test("members are instances of HTTPStatus, and of nobody's making", () => {
  assert.ok(HTTPStatus.OK instanceof HTTPStatus);
  assert.ok(!((404 as unknown) instanceof HTTPStatus));
  assert.equal(HTTPStatus.name, "HTTPStatus");
});

test("members and the enumeration are frozen", () => {
  assert.throws(() => Object.assign(HTTPStatus.OK, { phrase: "Fine" }), TypeError);
  assert.throws(() => Object.assign(HTTPStatus, { OK: 1 }), TypeError);
});

test("the five classes follow the first digit", () => {
  const classOf = (status: HTTPStatus) => [
    status.isInformational,
    status.isSuccess,
    status.isRedirection,
    status.isClientError,
    status.isServerError,
  ];
  for (const status of HTTPStatus) {
    assert.equal(classOf(status).indexOf(true) + 1, Math.floor(status.value / 100), status.name);
    assert.equal(classOf(status).filter(Boolean).length, 1);
  }
});

test("RESPONSES maps every code to its phrase and description, and nothing else", () => {
  assert.equal(Object.keys(RESPONSES).length, 63);
  for (const [code, , phrase, description] of PYTHON_STATUSES) assert.deepEqual(RESPONSES[code], [phrase, description]);
  assert.equal(Object.getPrototypeOf(RESPONSES), null);
  assert.equal((RESPONSES as Record<string, unknown>)["constructor"], undefined);
  assert.ok(Object.isFrozen(RESPONSES) && Object.isFrozen(RESPONSES[200]));
});

test("statusValue gives the number of either form", () => {
  assert.equal(statusValue(299), 299);
  assert.equal(statusValue(HTTPStatus.CREATED), 201);
});
