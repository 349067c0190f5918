import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import * as mixins from "../../src/mixins/index.ts";

const page = readFileSync("docs/recipes.md", "utf8");
const commands = [...page.matchAll(/^basehttp (.*)$/gm)].map(([, words]) => words as string);

/** Splits a command as a shell does, as far as blanks and single quotes go. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));
}

for (const command of commands) {
  test(`the recipe \`basehttp ${command}\` is understood, with all that is said in it`, () => {
    const { options, operands } = parseArguments(wordsOf(command));
    assert.ok(Object.keys(options).length > 0);
    assert.ok(operands.every((word) => word === "dist"));
  });
}

test("the recipes name every mixin", () => {
  const named = new Set(page.match(/\b[A-Z]\w*Mixin\b/g));
  const missing = Object.keys(mixins).filter((name) => !named.has(name));
  assert.deepEqual(missing, []);
  assert.ok(commands.length > 10);
});
