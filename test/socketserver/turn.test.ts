import assert from "node:assert/strict";
import { test } from "node:test";
import { Turn } from "../../src/socketserver/turn.ts";
import { settle } from "./noting-server.ts";

/** Takes a turn, and notes a name when it has it. */
function take(turn: Turn, name: string, notes: string[]): void {
  void Promise.resolve(turn.take()).then(() => notes.push(name));
}

test("a turn is had at once when it is open and free", () => {
  const turn = new Turn();
  turn.open();
  assert.equal(turn.isFree, true);
  assert.equal(turn.take(), undefined);
  assert.equal(turn.isFree, false);
});

test("it is given out in order of asking, to one at a time", async () => {
  const turn = new Turn();
  const notes: string[] = [];
  turn.open();
  for (const name of ["a", "b", "c"]) take(turn, name, notes);
  await settle();
  assert.deepEqual(notes, ["a"]);
  turn.release();
  await settle();
  assert.deepEqual(notes, ["a", "b"]);
  turn.release();
  turn.release();
  await settle();
  assert.deepEqual(notes, ["a", "b", "c"]);
});

test("nobody has it while it is closed, and the first in line when it opens", async () => {
  const turn = new Turn();
  const notes: string[] = [];
  take(turn, "a", notes);
  take(turn, "b", notes);
  await settle();
  assert.deepEqual(notes, []);
  assert.equal(turn.isFree, true);
  turn.open();
  turn.close();
  turn.release();
  await settle();
  assert.deepEqual(notes, ["a"]);
  turn.open();
  turn.open();
  await settle();
  assert.deepEqual(notes, ["a", "b"]);
});

test("who watches it is told when it is given back", async () => {
  const turn = new Turn();
  assert.equal(turn.released(), undefined);
  turn.open();
  assert.equal(turn.take(), undefined);
  let isReleased = false;
  const released = turn.released()?.then(() => {
    isReleased = true;
  });
  await settle();
  assert.equal(isReleased, false);
  turn.release();
  await released;
  assert.equal(isReleased, true);
});
