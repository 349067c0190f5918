import assert from "node:assert/strict";
import { test } from "node:test";
import { keepSteps } from "../../../src/files/listing/page-draft.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Notes what is kept. */
class Shelf {
  readonly pages: string[] = [];
  readonly keep = (page: Buffer): void => {
    this.pages.push(page.toString());
  };
}

function* pieces(...texts: string[]): Generator<string> {
  yield* texts;
}

test("steps are passed on, and the page they make is kept", () => {
  const shelf = new Shelf();
  const texts = ["a\u00e9", "", "\u{1f600}", "z"];
  assert.deepEqual([...keepSteps(pieces(...texts), NEVER, shelf.keep)], texts);
  assert.deepEqual(shelf.pages, ["a\u00e9\u{1f600}z"]);
});

test("a page that is not made to its end is not kept, and the next one is", () => {
  const shelf = new Shelf();
  const cut = keepSteps(pieces("a", "b"), NEVER, shelf.keep);
  cut.next();
  cut.return(undefined);
  assert.deepEqual(shelf.pages, []);
  assert.deepEqual([...keepSteps(pieces("c", "d"), NEVER, shelf.keep)], ["c", "d"]);
  assert.deepEqual(shelf.pages, ["cd"]);
});

test("a page whose making fails is not kept", () => {
  const shelf = new Shelf();
  function* failing(): Generator<string> {
    yield "a";
    throw new Error("the directory has gone");
  }
  assert.throws(() => [...keepSteps(failing(), NEVER, shelf.keep)], /gone/);
  assert.deepEqual(shelf.pages, []);
});

test("a page that takes too long is not kept", () => {
  const shelf = new Shelf();
  let now = 0;
  const steps = keepSteps(pieces("a", "b"), 1000, shelf.keep, () => now);
  assert.equal(steps.next().value, "a");
  now = 1000;
  assert.deepEqual([...steps], ["b"]);
  assert.deepEqual(shelf.pages, []);
});

test("a page of more than 4 Mi characters is not kept, and passed on", () => {
  const shelf = new Shelf();
  const mebi = "x".repeat(1_048_576);
  assert.equal([...keepSteps(pieces(mebi, mebi, mebi, mebi), NEVER, shelf.keep)].length, 4);
  assert.equal(shelf.pages.length, 1);
  assert.equal([...keepSteps(pieces(mebi, mebi, mebi, mebi, "x"), NEVER, shelf.keep)].length, 5);
  assert.equal(shelf.pages.length, 1);
});

test("one page is kept at a time; one whose reader is slow makes room once it is too old", () => {
  const shelf = new Shelf();
  let now = 0;
  const clock = (): number => now;
  const slow = keepSteps(pieces("slow", "..."), 1000, shelf.keep, clock);
  slow.next();
  assert.deepEqual([...keepSteps(pieces("second"), 1000, shelf.keep, clock)], ["second"]);
  assert.deepEqual(shelf.pages, []);
  now = 1000;
  assert.deepEqual([...keepSteps(pieces("third"), 2000, shelf.keep, clock)], ["third"]);
  assert.deepEqual(shelf.pages, ["third"]);
  assert.deepEqual([...slow], ["..."]);
  assert.deepEqual(shelf.pages, ["third"]);
});
