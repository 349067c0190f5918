import assert from "node:assert/strict";
import { test } from "node:test";

/** The benchmarks are plain JavaScript, which is not compiled. */
const { compareRounds, median, medianInterval, summary, verdict } = await import(
  new URL("../../../bench/harness/statistics.js", import.meta.url).href
);
const { judge } = await import(new URL("../../../bench/harness/goals.js", import.meta.url).href);

test("The median of an even number of figures is the mean of the middle two", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 4]), 4.5);
});

test("A summary has the lowest and the highest figure", () => {
  assert.deepEqual(summary([3, 1, 2]), { median: 2, low: 1, high: 3 });
});

test("Up to seven rounds the interval of the median is their whole range", () => {
  for (const count of [1, 2, 5, 6, 7]) {
    const rounds = Array.from({ length: count }, (_, index) => index);
    assert.deepEqual(medianInterval(rounds), { low: 0, high: count - 1 });
  }
});

test("With more rounds the interval leaves out as many outliers as 90 % of certainty permit", () => {
  assert.deepEqual(medianInterval([1, 2, 3, 4, 5, 6, 7, 100]), { low: 2, high: 7 });
  assert.deepEqual(medianInterval([0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99]), { low: 3, high: 9 });
});

test("Servers are compared round by round", () => {
  assert.deepEqual(compareRounds([2, 6], [1, 2], "ratio"), [2, 3]);
  assert.deepEqual(compareRounds([2, 6], [1, 2], "difference"), [1, 4]);
});

test("A goal is open where the rounds lie on both sides of it", () => {
  assert.equal(verdict([1.6, 1.7, 2], { atLeast: 1.6 }), "reached");
  assert.equal(verdict([1.5, 1.7, 2], { atLeast: 1.6 }), "open");
  assert.equal(verdict([1.2, 1.3, 1.5], { atLeast: 1.6 }), "missed");
  assert.equal(verdict([9, 10], { atMost: 10 }), "reached");
  assert.equal(verdict([9, 11], { atMost: 10 }), "open");
  assert.equal(verdict([11, 12], { atMost: 10 }), "missed");
});

test("A ratio comes from figures of the same round, not from the medians", () => {
  const own = [{ rate: 10 }, { rate: 100 }, { rate: 20 }];
  const other = [{ rate: 5 }, { rate: 50 }, { rate: 10 }];
  const { seen, verdict: said } = judge({ metric: "rate", against: "other", atLeast: 2 }, own, other);
  assert.deepEqual(seen, { median: 2, low: 2, high: 2 });
  assert.equal(said, "reached");
});

test("A goal without another server is about the figure itself", () => {
  const { seen, verdict: said, goal } = judge({ metric: "mib", atMost: 48 }, [{ mib: 40 }, { mib: 60 }]);
  assert.deepEqual(seen, { median: 50, low: 40, high: 60 });
  assert.equal(said, "open");
  assert.equal(goal, "<= 48 MiB");
});

test("A difference to another server is judged by what it may be at most", () => {
  const goal = { metric: "ms", against: "bare", differenceAtMost: 10 };
  assert.equal(judge(goal, [{ ms: 55 }, { ms: 70 }], [{ ms: 50 }, { ms: 61 }]).verdict, "reached");
  assert.equal(judge(goal, [{ ms: 65 }, { ms: 75 }], [{ ms: 50 }, { ms: 61 }]).verdict, "missed");
});
