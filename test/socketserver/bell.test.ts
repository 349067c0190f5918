import assert from "node:assert/strict";
import { test } from "node:test";
import { Bell } from "../../src/socketserver/bell.ts";

test("a ring wakes all who sleep, once", async () => {
  const bell = new Bell();
  const sleepers = [bell.wait(), bell.wait(10_000), bell.wait()];
  bell.ring();
  await Promise.all(sleepers);
  let isAwake = false;
  void bell.wait().then(() => {
    isAwake = true;
  });
  await Promise.resolve();
  assert.equal(isAwake, false);
  bell.ring();
  await Promise.resolve();
  assert.equal(isAwake, true);
});

test("nobody sleeps longer than said", async () => {
  const start = performance.now();
  await new Bell().wait(20);
  assert.ok(performance.now() - start >= 19);
});
