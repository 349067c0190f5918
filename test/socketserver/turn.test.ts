import assert from "node:assert/strict";
import { test } from "node:test";
import { Turn } from "../../src/socketserver/turn.ts";
import { settle } from "../support/waiting.ts";

/** Takes a turn, and notes a name when it has it. */
function take(turn: Turn, name: string, notes: string[]): void {
  void Promise.resolve(turn.take(name)).then(() => notes.push(name));
}

test("a turn is had at once when it is open and free", () => {
  const turn = new Turn();
  turn.open();
  assert.equal(turn.isFree, true);
  assert.equal(turn.take("a"), undefined);
  assert.equal(turn.isFree, false);
});

test("it is given out in order of asking, to one at a time", async () => {
  const turn = new Turn();
  const notes: string[] = [];
  turn.open();
  for (const name of ["a", "b", "c"]) take(turn, name, notes);
  await settle();
  assert.deepEqual(notes, ["a"]);
  turn.release("a");
  await settle();
  assert.deepEqual(notes, ["a", "b"]);
  turn.release("b");
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
  turn.release("a");
  await settle();
  assert.deepEqual(notes, ["a"]);
  turn.open();
  turn.open();
  await settle();
  assert.deepEqual(notes, ["a", "b"]);
});

test("only who has it can give it back", async () => {
  const turn = new Turn();
  const notes: string[] = [];
  turn.open();
  for (const name of ["a", "b", "c"]) take(turn, name, notes);
  turn.release("b");
  turn.leave("d");
  await settle();
  assert.deepEqual(notes, ["a"]);
  assert.equal(turn.isFree, false);
});

test("a request that it was passed to takes it again in its turn", async () => {
  const turn = new Turn();
  turn.open();
  void turn.take("loop");
  turn.pass("loop", "a");
  turn.release("loop");
  assert.equal(turn.isFree, false);
  turn.release("a");
  assert.equal(turn.isFree, true);
  void turn.take("loop");
  let hasTurn = false;
  void turn.takeAgain("a")?.then(() => {
    hasTurn = true;
  });
  await settle();
  assert.equal(hasTurn, false);
  turn.release("loop");
  await settle();
  assert.equal(hasTurn, true);
});

test("a request that leaves gives it back, and needs none any more", () => {
  const turn = new Turn();
  turn.open();
  void turn.take("loop");
  turn.pass("loop", "a");
  turn.leave("a");
  assert.equal(turn.isFree, true);
  void turn.take("loop");
  assert.equal(turn.takeAgain("a"), undefined);
  turn.release("a");
  assert.equal(turn.isFree, false);
});

test("a request that leaves while it waits goes on, and the one who has the turn keeps it", async () => {
  const turn = new Turn();
  turn.open();
  void turn.take("loop");
  turn.pass("loop", "a");
  turn.release("a");
  void turn.take("loop");
  const waiting = turn.takeAgain("a");
  turn.leave("a");
  await waiting;
  turn.release("a");
  assert.equal(turn.isFree, false);
});

test("who watches it is told when it is given back", async () => {
  const turn = new Turn();
  assert.equal(turn.released(), undefined);
  turn.open();
  assert.equal(turn.take("a"), undefined);
  let isReleased = false;
  const released = turn.released()?.then(() => {
    isReleased = true;
  });
  await settle();
  assert.equal(isReleased, false);
  turn.release("a");
  await released;
  assert.equal(isReleased, true);
});
