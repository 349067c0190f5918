import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOffsets } from "../../src/http/raw-fields.ts";

/** Names and values at the offsets. */
function fields(text: string): string[] {
  const offsets = fieldOffsets(text);
  return Array.from({ length: offsets.length / 2 }, (_, i) => text.slice(offsets[2 * i], offsets[2 * i + 1]));
}

test("every field has four offsets: where its name and its trimmed value begin and end", () => {
  assert.deepEqual(fieldOffsets("A: b\r\nCd:\te f \r\n\r\n"), [0, 1, 3, 4, 6, 8, 10, 13]);
});

test("values lose blanks at both ends, whichever line end follows", () => {
  assert.deepEqual(fields("A: \t b\t \r\nB:c\nC: \nD:\r\n\r\n"), ["A", "b", "B", "c", "C", "", "D", ""]);
});

test("a colon in a value belongs to the value", () => {
  assert.deepEqual(fields("A: b:c\r\nD::\r\n\r\n"), ["A", "b:c", "D", ":"]);
});

test("a section without fields, and one without its blank line, have what they have", () => {
  assert.deepEqual(fields(""), []);
  assert.deepEqual(fields("\r\n"), []);
  assert.deepEqual(fields("\n"), []);
  assert.deepEqual(fields("A: b\r\n"), ["A", "b"]);
});
