import assert from "node:assert/strict";
import { test } from "node:test";
import { helpText, USAGE } from "../../src/cli/help.ts";
import { GROUPS, longName } from "../../src/cli/option.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { optionsMarkdown } from "../../src/cli/options-markdown.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

const lines = helpText().split("\n");

test("the help fits into 80 columns", () => {
  for (const line of lines) {
    assert.ok(line.length <= 80, line);
    assert.equal(line, line.trimEnd());
  }
});

test("the help has usage, arguments, all groups and three examples", () => {
  assert.equal(lines[0], USAGE);
  assert.deepEqual(
    lines.filter((line) => /^[^ ].*:$/.test(line)),
    ["arguments, in any order:", ...GROUPS.map((group) => `${group}:`), "examples:"],
  );
  assert.equal(lines.filter((line) => /^ {2}basehttp\b/.test(line)).length, 3);
});

test("the help names every option with its default", () => {
  for (const option of OPTIONS) {
    const { key, short, shownDefault } = option;
    const name = new RegExp(`^  ${short === undefined ? "" : `-${short}, `}--(\\[no-\\])?${longName(option)}\\b`, "m");
    assert.match(helpText(), name);
    if (shownDefault !== undefined) {
      assert.ok(helpText().replace(/\s+/g, " ").includes(`(default: ${shownDefault})`), key);
    }
  }
});

test("a long name leaves the second column to the next line, as argparse does", () => {
  assert.match(helpText(), /\n {2}-d, --directory DIRECTORY\n {24}serve this directory/);
  assert.match(helpText(), /\n {2}--port PORT {11}listen on this port/);
});

test("the README's table has a line for every option, and variables for all but --help and --version", () => {
  const rows = optionsMarkdown().trimEnd().split("\n");
  assert.equal(rows.length, OPTIONS.length + 2);
  for (const option of OPTIONS) {
    const row = rows.find((line) => line.includes(`${longName(option)}`) && line.startsWith("| `-")) as string;
    assert.equal(row.split(" | ").length, 4);
    assert.equal(row.includes("BASEHTTP_"), option.isAction !== true, row);
  }
  assert.ok(optionsMarkdown().includes("| `BASEHTTP_TLS_PASSWORD_FILE` |"));
  assert.ok(optionsMarkdown().includes("`BASEHTTP_PORT`, `PORT`"));
});

test("no two options have a name in common, and no option can be mistaken for another that is spelled out", () => {
  const shorts = OPTIONS.flatMap(({ short }) => short ?? []);
  assert.equal(new Set(shorts).size, shorts.length);
  for (const option of OPTIONS) {
    const { key, metavar, bareText } = option;
    const words =
      metavar === undefined || bareText !== undefined ? [`--${longName(option)}`] : [`--${longName(option)}`, "?"];
    try {
      assert.deepEqual(Object.keys(parseArguments(words).options), [key]);
    } catch (error) {
      assert.match((error as Error).message, new RegExp(`^argument (-\\w/)?--${longName(option)}: `));
    }
  }
});
