import assert from "node:assert/strict";
import { test } from "node:test";
import { afterReading, timerDelay } from "../../src/io/timer.ts";
import { turn } from "../support/waiting.ts";

test("a delay is whole, and no longer than a timer of Node can be", () => {
  assert.equal(timerDelay(0.2), 1);
  assert.equal(timerDelay(Number.POSITIVE_INFINITY), 2 ** 31 - 1);
});

test("what is to be done after reading can be called off, before its time and in the turn after it", async () => {
  let calls = 0;
  const act = (): void => void calls++;
  afterReading(10_000, act)();
  const callOff = afterReading(1, act);
  setTimeout(callOff, 1);
  for (const end = performance.now() + 5; performance.now() < end; ); // so that both are due, one right after the other
  for (let i = 0; i < 3; i++) await turn();
  assert.equal(calls, 0);
  await new Promise<void>((resolve) => afterReading(0, resolve));
});
