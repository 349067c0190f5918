import assert from "node:assert/strict";
import { test } from "node:test";
import { readOperands } from "../../src/cli/operands.ts";
import { TempTree } from "../support/temp-tree.ts";

test("a path that ends as an address does is a path", () => {
  using tree = new TempTree({ "a:80": "" });
  assert.deepEqual(readOperands([tree.at("a:80")], {}), { file: tree.at("a:80") });
});

test("a word that only begins as an address does is none", () => {
  assert.throws(() => readOperands(["12:30.txt"], {}), /invalid int value: '12:30\.txt', and no file or directory/);
});
