import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { FieldList } from "../../src/http/field-list.ts";

const RAW = { text: "Host:  a \r\nX:1\r\n", offsets: [0, 4, 7, 8, 11, 12, 13, 14] };

test("a raw list finds, counts and lists its fields", () => {
  const list = new FieldList(RAW);
  assert.equal(list.size, 2);
  assert.equal(list.get("host"), "a");
  assert.equal(list.has("X"), true);
  assert.equal(list.has("Y"), false);
  assert.deepEqual(list.items(), [
    ["Host", "a"],
    ["X", "1"],
  ]);
  assert.equal(list.get("host"), "a");
});

test("deleting an absent name leaves a raw list raw", () => {
  const list = new FieldList(RAW);
  list.delete("nope");
  assert.deepEqual(list.values(), ["a", "1"]);
});

test("console.log shows the pairs", () => {
  assert.equal(inspect(new FieldList(RAW)), "[ [ 'Host', 'a' ], [ 'X', '1' ] ]");
});

test("JSON.stringify shows the pairs, repeated names too", () => {
  const list = new FieldList(RAW);
  list.append("x", "2");
  assert.equal(JSON.stringify({ list }), '{"list":[["Host","a"],["X","1"],["x","2"]]}');
});
