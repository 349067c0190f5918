// Pieces of a body, put together.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteCollector } from "../../src/io/byte-collector.ts";

test("pieces of every size come out as they went in, in order", () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10_000 }));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 50 }), (sizes) => {
      const pieces = sizes.map((length, index) => Buffer.alloc(length, index));
      const collector = new ByteCollector();
      for (const piece of pieces) collector.add(piece);
      assert.deepEqual(collector.join(), Buffer.concat(pieces));
    }),
  );
});

test("a piece that stays alone is not copied", () => {
  const piece = Buffer.from("alone");
  const collector = new ByteCollector();
  collector.add(piece);
  assert.equal(collector.join(), piece);
});
