import assert from "node:assert/strict";
import { test } from "node:test";
import { ProcessSlots } from "../../src/cgi/slots.ts";

const BOUNDS = { maxProcesses: 1, maxQueued: 2, queueMs: Number.POSITIVE_INFINITY };
const present = (): AbortSignal => new AbortController().signal;

test("slots are given in order of arrival", async () => {
  const slots = new ProcessSlots();
  const order: string[] = [];
  assert.equal(await slots.take(BOUNDS, present()), "taken");
  const second = slots.take(BOUNDS, present()).then((result) => order.push(`second ${result}`));
  const third = slots.take(BOUNDS, present()).then((result) => order.push(`third ${result}`));
  slots.release();
  await second;
  slots.release();
  await third;
  assert.deepEqual(order, ["second taken", "third taken"]);
  slots.release();
  assert.equal(await slots.take(BOUNDS, present()), "taken");
});

test("who is one too many in the queue is refused", async () => {
  const slots = new ProcessSlots();
  await slots.take(BOUNDS, present());
  const waiting = [slots.take(BOUNDS, present()), slots.take(BOUNDS, present())];
  assert.equal(await slots.take(BOUNDS, present()), "full");
  slots.release();
  slots.release();
  assert.deepEqual(await Promise.all(waiting), ["taken", "taken"]);
});

test("who waits too long is refused, and has left the queue", async () => {
  const slots = new ProcessSlots();
  await slots.take(BOUNDS, present());
  assert.equal(await slots.take({ ...BOUNDS, queueMs: 1 }, present()), "late");
  slots.release();
  assert.equal(await slots.take(BOUNDS, present()), "taken");
});

test("a client that leaves leaves the queue", async () => {
  const slots = new ProcessSlots();
  const controller = new AbortController();
  await slots.take(BOUNDS, present());
  const waiting = slots.take(BOUNDS, controller.signal);
  controller.abort();
  assert.equal(await waiting, "gone");
  assert.equal(await slots.take(BOUNDS, controller.signal), "gone");
  slots.release();
  assert.equal(await slots.take(BOUNDS, present()), "taken");
});
