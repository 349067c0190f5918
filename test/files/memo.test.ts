import assert from "node:assert/strict";
import { test } from "node:test";
import { Memo } from "../../src/files/memo.ts";

/** A memo, and what it has asked its function. */
function memo(): { get(text: string, context: string): string; asked: string[] } {
  const asked: string[] = [];
  const joined = new Memo<string, string>((text, context) => {
    asked.push(`${context}/${text}`);
    return `${context}/${text}`;
  });
  return { get: (text, context) => joined.get(text, context), asked };
}

test("a text is asked about once", () => {
  const { get, asked } = memo();
  for (let i = 0; i < 3; i++) assert.equal(get("a", "x"), "x/a");
  assert.equal(get("b", "x"), "x/b");
  assert.deepEqual(asked, ["x/a", "x/b"]);
});

test("what was found in one context is not what there is in another", () => {
  const { get, asked } = memo();
  assert.equal(get("a", "x"), "x/a");
  assert.equal(get("a", "y"), "y/a");
  assert.equal(get("a", "x"), "x/a");
  assert.deepEqual(asked, ["x/a", "y/a", "x/a"]);
});

test("texts are told apart to the last unit, a lone surrogate included", () => {
  const { get } = memo();
  for (const text of ["", "\u{1f600}", "\ud83d", "\udcff", "\xff", "a\0b"]) {
    assert.equal(get(text, "x"), `x/${text}`);
    assert.equal(get(text, "x"), `x/${text}`);
  }
});

test("long texts are not remembered, and of many only the latest", () => {
  const { get, asked } = memo();
  const long = "a".repeat(257);
  get(long, "x");
  get(long, "x");
  assert.equal(asked.length, 2);
  for (let i = 0; i < 5000; i++) get(String(i), "x");
  asked.length = 0;
  assert.equal(get("4999", "x"), "x/4999");
  assert.deepEqual(asked, []);
  get("0", "x");
  assert.deepEqual(asked, ["x/0"]);
});
