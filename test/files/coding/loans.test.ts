import assert from "node:assert/strict";
import { test } from "node:test";
import { LentSource, Loans } from "../../../src/files/coding/loans.ts";

test("a result that several have at the same time counts once, until the last of them gives it back", () => {
  const loans = new Loans();
  const [shared, other] = [Buffer.alloc(100), Buffer.alloc(20)];
  assert.equal(loans.lentBytes, 0);
  for (const result of [shared, shared, shared, other]) loans.lend(result);
  assert.equal(loans.lentBytes, 120);
  const left = [shared, shared, other, shared].map((result) => {
    loans.giveBack(result);
    return loans.lentBytes;
  });
  assert.deepEqual(left, [120, 120, 100, 0]);
});

test("a lent result is given back once, however often its source is closed", () => {
  let count = 0;
  const source = new LentSource(Buffer.from("bytes"), () => count++);
  source.close();
  source.close();
  assert.equal(count, 1);
});
