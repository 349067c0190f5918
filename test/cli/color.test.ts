import assert from "node:assert/strict";
import { test } from "node:test";
import { wantsColor } from "../../src/cli/color.ts";

const TERMINAL = { isTTY: true };

test("a terminal gets colours, a pipe does not", () => {
  assert.equal(wantsColor(TERMINAL, {}), true);
  assert.equal(wantsColor({}, {}), false);
  assert.equal(wantsColor(TERMINAL, { TERM: "dumb" }), false);
});

test("NO_COLOR takes the colours away, unless it is empty", () => {
  assert.equal(wantsColor(TERMINAL, { NO_COLOR: "1" }), false);
  assert.equal(wantsColor(TERMINAL, { NO_COLOR: "" }), true);
});

test("FORCE_COLOR decides before everything else", () => {
  assert.equal(wantsColor({}, { FORCE_COLOR: "1", NO_COLOR: "1" }), true);
  assert.equal(wantsColor({}, { FORCE_COLOR: "" }), true);
  assert.equal(wantsColor(TERMINAL, { FORCE_COLOR: "0" }), false);
  assert.equal(wantsColor(TERMINAL, { FORCE_COLOR: "false" }), false);
});
