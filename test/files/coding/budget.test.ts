import assert from "node:assert/strict";
import { test } from "node:test";
import { Budget } from "../../../src/files/coding/budget.ts";

test("shares are taken at once while there are any; then they are waited for in order, up to a number", async () => {
  const budget = new Budget(2, 2);
  assert.equal(budget.take(), "taken");
  assert.equal(budget.take(), "taken");
  const order: string[] = [];
  const waiting = ["first", "second"].map(async (name) => {
    await budget.take();
    order.push(name);
  });
  assert.equal(budget.take(), "none");
  budget.giveBack();
  await waiting[0];
  assert.deepEqual(order, ["first"]);
  budget.giveBack();
  await waiting[1];
  assert.deepEqual(order, ["first", "second"]);
  budget.giveBack();
  assert.equal(budget.take(), "taken");
});
