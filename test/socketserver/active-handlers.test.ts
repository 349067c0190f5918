// When handlers look at their time limits.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ActiveHandlers } from "../../src/socketserver/active-handlers.ts";
import type { RequestHandler } from "../../src/socketserver/handler-maker.ts";

const SECOND_MS = 1000;

function makeHandler(tick: () => void): RequestHandler {
  return { setup() {}, handle() {}, finish() {}, tick };
}

/** Handlers that count their looks, and a clock that goes when the test says so. */
function countingHandlers(t: TestContext, count: number) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const active = new ActiveHandlers<number>();
  const looks: number[] = Array.from({ length: count }, () => 0);
  const handlers = looks.map((_, index) =>
    active.add(
      makeHandler(() => looks[index]!++),
      index,
      false,
    ),
  );
  const total = (): number => looks.reduce((sum, number) => sum + number, 0);
  return { active, handlers, looks, total };
}

test("all handlers look once a second, some of them in each turn of the event loop", async (t) => {
  const { looks, total } = countingHandlers(t, 500);
  t.mock.timers.tick(SECOND_MS);
  let most = total();
  for (let turns = 0; total() < 500; turns++) {
    const before = total();
    await nextTurn();
    most = Math.max(most, total() - before);
    assert.ok(turns < 500, `${total()} have looked`);
  }
  assert.ok(most <= 64, `${most} in one turn`);
  for (let turns = 0; turns < 3; turns++) await nextTurn();
  t.mock.timers.tick(SECOND_MS);
  while (total() < 1000) await nextTurn();
  assert.ok(looks.every((number) => number === 2));
});

test("a second that passes before all have looked makes none look twice", async (t) => {
  const { looks } = countingHandlers(t, 100);
  t.mock.timers.tick(3 * SECOND_MS);
  for (let turns = 0; turns < 10; turns++) await nextTurn();
  assert.deepEqual(new Set(looks), new Set([1]));
});

test("a handler that has ended before its turn does not look, and disturbs no other", async (t) => {
  const { active, handlers, looks } = countingHandlers(t, 100);
  t.mock.timers.tick(SECOND_MS);
  for (const handler of handlers.slice(50, 90)) active.delete(handler);
  for (let turns = 0; turns < 10; turns++) await nextTurn();
  assert.deepEqual(
    looks,
    looks.map((_, index) => (index >= 50 && index < 90 ? 0 : 1)),
  );
});

test("a handler that fails when it learns, after a long setup, of a stop is at work no more", async () => {
  const active = new ActiveHandlers<number>();
  let endSetup = (): void => undefined;
  let calls = 0;
  const handler: RequestHandler = {
    ...makeHandler(() => undefined),
    setup: () => new Promise((resolve) => (endSetup = resolve)),
    serverStopping() {
      if (++calls === 2) throw new Error("not now");
    },
  };
  const running = active.run(handler, 1, false);
  active.stop();
  endSetup();
  await assert.rejects(running, /not now/);
  assert.equal(active.size, 0);
});

test("a handler is at work until its finish is done, however that ends", async () => {
  const active = new ActiveHandlers<number>();
  for (const fails of [false, true]) {
    let end = (): void => undefined;
    const finish = async (): Promise<void> => {
      await new Promise<void>((resolve) => (end = resolve));
      if (fails) throw new Error("not flushed");
    };
    const running = active.run({ ...makeHandler(() => undefined), finish }, 1, false);
    await nextTurn();
    assert.equal(active.size, 1);
    end();
    if (fails) await assert.rejects(running, /not flushed/);
    else await running;
    assert.equal(active.size, 0);
  }
});

test("a handler that ends because another was asked to is not asked any more", () => {
  const active = new ActiveHandlers<number>();
  const asked: number[] = [];
  const handlers = [0, 1].map((index) => {
    const serverStopping = (): void => {
      asked.push(index);
      for (const handler of handlers) active.delete(handler);
    };
    return active.add({ ...makeHandler(() => undefined), serverStopping }, index, false);
  });
  active.stop();
  assert.equal(asked.length, 1);
});
