// What connections are kept in while they last.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Bag, NOWHERE } from "../../src/socketserver/bag.ts";

interface Named {
  readonly name: string;
  place: number;
}

function bagOf(...names: string[]) {
  const bag = new Bag<Named>();
  const items = names.map((name) => ({ name, place: NOWHERE }));
  for (const item of items) bag.add(item);
  const left = (): string[] => bag.items.map(({ name }) => name).sort();
  return { bag, items, left };
}

test("a bag holds what was put in and not taken out, whatever the order", () => {
  for (const order of ["abcd", "dcba", "bdac", "cabd"]) {
    const { bag, items, left } = bagOf("a", "b", "c", "d");
    const expected = new Set("abcd");
    for (const name of order) {
      const item = items.find((each) => each.name === name)!;
      bag.delete(item);
      expected.delete(name);
      assert.deepEqual(left(), [...expected]);
      assert.equal(bag.size, expected.size);
      assert.equal(item.place, NOWHERE);
    }
  }
});

test("what is taken out twice disturbs nothing else, and may be put in again", () => {
  const { bag, items, left } = bagOf("a", "b", "c");
  bag.delete(items[0]!);
  bag.delete(items[0]!);
  assert.deepEqual(left(), ["b", "c"]);
  bag.add(items[0]!);
  assert.deepEqual(left(), ["a", "b", "c"]);
});

test("the items of a bag are those of the moment they were asked for", () => {
  const { bag, items } = bagOf("a", "b", "c");
  const seen: string[] = [];
  for (const { name } of bag.items) {
    seen.push(name);
    for (const item of items) bag.delete(item);
  }
  assert.deepEqual(seen, ["a", "b", "c"]);
  assert.equal(bag.size, 0);
});
