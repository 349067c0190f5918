import assert from "node:assert/strict";
import { test } from "node:test";
import { percentFormat } from "../../src/http/percent-format.ts";
import { FORMATTED, REFUSED } from "./percent-format-cases.ts";

for (const [format, args, result] of FORMATTED) {
  test(`${JSON.stringify(format)} is formatted as Python does: ${JSON.stringify(result).slice(0, 60)}`, () => {
    assert.equal(percentFormat(format, args), result);
  });
}

for (const [format, args, name, message] of REFUSED) {
  test(`${JSON.stringify(format)} is refused as Python does: ${message}`, () => {
    assert.throws(() => percentFormat(format, args), { name, message });
  });
}

test("undefined is None, as null is", () => {
  assert.equal(percentFormat("%s %r", [undefined, undefined]), "None None");
});

test("an error prints its message with %s, and its kind too with %r", () => {
  const error = new TypeError("it's gone");
  assert.equal(percentFormat("%s", [error]), "it's gone");
  assert.equal(percentFormat("%r", [error]), `TypeError("it's gone")`);
});

test("a bigint is a whole number everywhere", () => {
  assert.equal(percentFormat("%s %d %x %.1f %c", [10n, 10n, 255n, 2n, 65n]), "10 10 ff 2.0 A");
});

test("a width that is too large is refused", () => {
  assert.throws(() => percentFormat("%99999999999d", [1]), { name: "RangeError", message: "width too big" });
  assert.throws(() => percentFormat("%*d", [2 ** 31, 1]), { message: "width too big" });
});

test("names are own properties only", () => {
  assert.throws(() => percentFormat("%(toString)s", {}), { message: "KeyError: 'toString'" });
  const noPrototype = Object.assign(Object.create(null) as Record<string, unknown>, { a: 1 });
  assert.equal(percentFormat("%(a)s", noPrototype), "1");
});

test("a class's name stands in the message where Python names the type", () => {
  assert.throws(() => percentFormat("%d", [new Date(0)]), {
    message: "%d format: a real number is required, not Date",
  });
  assert.throws(() => percentFormat("%d", [() => 1]), {
    message: "%d format: a real number is required, not function",
  });
  assert.throws(() => percentFormat("%d", [Object.create(null)]), { message: /not dict$/ });
});
