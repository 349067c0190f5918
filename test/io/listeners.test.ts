// Functions that are to be called when something happens.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Listeners } from "../../src/io/listeners.ts";

test("listeners are told in order of their coming, unless they have gone", () => {
  const heard: string[] = [];
  const listeners = new Listeners();
  const second = (): void => void heard.push("second");
  listeners.tell();
  listeners.delete(second);
  listeners.add(() => heard.push("first"));
  listeners.add(second);
  listeners.add(() => heard.push("third"));
  listeners.delete(second);
  listeners.tell();
  assert.deepEqual(heard, ["first", "third"]);
});

test("listeners that are told are forgotten first, and may come back", () => {
  let heard = 0;
  const listeners = new Listeners();
  const again = (): void => {
    heard++;
    listeners.add(again);
  };
  listeners.add(again);
  listeners.tell();
  assert.equal(heard, 1);
  assert.equal(listeners.isEmpty, false);
  listeners.delete(again);
  assert.equal(listeners.isEmpty, true);
  listeners.tell();
  assert.equal(heard, 1);
});
