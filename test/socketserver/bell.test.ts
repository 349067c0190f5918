import assert from "node:assert/strict";
import { test } from "node:test";
import { Bell, timerDelay } from "../../src/socketserver/bell.ts";

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

test("a delay is whole, and no longer than a timer of Node can be", () => {
  assert.equal(timerDelay(0.2), 1);
  assert.equal(timerDelay(Number.POSITIVE_INFINITY), 2 ** 31 - 1);
});
