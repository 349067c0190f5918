import { equal as looselyEqual } from "node:assert";
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { HTTPMethod } from "../../src/http/method.ts";

test("the members are Python's nine, in its order, each with a description", () => {
  assert.deepEqual(
    [...HTTPMethod].map((method) => [method.name, method.value, method.description]),
    [
      ["CONNECT", "CONNECT", "Establish a connection to the server."],
      ["DELETE", "DELETE", "Remove the target."],
      ["GET", "GET", "Retrieve the target."],
      ["HEAD", "HEAD", "Same as GET, but only retrieve the status line and header section."],
      ["OPTIONS", "OPTIONS", "Describe the communication options for the target."],
      ["PATCH", "PATCH", "Apply partial modifications to a target."],
      ["POST", "POST", "Perform target-specific processing with the request payload."],
      ["PUT", "PUT", "Replace the target with the request payload."],
      ["TRACE", "TRACE", "Perform a message loop-back test along the path to the target."],
    ],
  );
});

test("a member compares, prints and serializes as its string", () => {
  const loose: unknown = HTTPMethod.GET;
  looselyEqual(loose, "GET");
  assert.equal(`do_${HTTPMethod.GET}`, "do_GET");
  assert.equal(JSON.stringify([HTTPMethod.PUT]), '["PUT"]');
  assert.equal(HTTPMethod.GET.length, 3);
});

test("a method shows itself as Python's repr does", () => {
  assert.equal(inspect(HTTPMethod.GET), "<HTTPMethod.GET>");
});

test("the lookup of a method takes a string or a member and minds the case", () => {
  assert.equal(HTTPMethod("GET"), HTTPMethod.GET);
  assert.equal(HTTPMethod(HTTPMethod.GET), HTTPMethod.GET);
  assert.throws(() => HTTPMethod("FOO"), { name: "RangeError", message: "'FOO' is not a valid HTTPMethod" });
  assert.throws(() => HTTPMethod("get"), { message: "'get' is not a valid HTTPMethod" });
  assert.throws(() => HTTPMethod("constructor"), RangeError);
});

test("methods are frozen instances of HTTPMethod", () => {
  assert.ok(HTTPMethod.GET instanceof HTTPMethod);
  assert.throws(() => Object.assign(HTTPMethod.GET, { description: "" }), TypeError);
});
