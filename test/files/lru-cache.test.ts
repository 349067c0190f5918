import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LruCache } from "../../src/files/lru-cache.ts";

const ONE_OF_FIVE = fc.integer({ min: 0, max: 4 }).map(String);
const STEP = fc.record({ key: ONE_OF_FIVE, weight: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }) });

test("what was not asked for the longest time is forgotten first, until the rest is light enough", () => {
  fc.assert(
    fc.property(fc.array(STEP), fc.integer({ min: 0, max: 12 }), (steps, maxWeight) => {
      const cache = new LruCache<number>(maxWeight, (weight) => weight);
      let model: [key: string, weight: number][] = []; // the latest last
      for (const { key, weight } of steps) {
        const known = model.find(([name]) => name === key);
        if (weight === undefined) {
          assert.equal(cache.get(key), known?.[1]);
          if (known !== undefined) model = [...model.filter((entry) => entry !== known), known];
          continue;
        }
        cache.set(key, weight);
        model = [...model.filter((entry) => entry !== known), [key, weight]];
        while (model.reduce((sum, entry) => sum + entry[1], 0) > maxWeight) model.shift();
      }
      for (const key of ["0", "1", "2", "3", "4"]) {
        assert.equal(cache.get(key), model.find(([name]) => name === key)?.[1]);
      }
    }),
  );
});
