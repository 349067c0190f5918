import assert from "node:assert/strict";
import { test } from "node:test";
import { EntryHold } from "../../../src/files/listing/entry-hold.ts";

test("a listing that would be too much with the others is refused with 503, until they are released", () => {
  const first = new EntryHold(100);
  const second = new EntryHold(100);
  first.grow(80);
  second.grow(20);
  assert.throws(() => second.grow(21), { status: 503 });
  first.release();
  second.grow(100);
  second.release();
  second.release();
  first.grow(100);
  first.release();
});

test("a listing alone may hold more than the limit", () => {
  const hold = new EntryHold(100);
  hold.grow(1000);
  assert.throws(() => new EntryHold(100).grow(1), { status: 503 });
  hold.release();
});
