import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { manPage } from "../../src/cli/man-page.ts";
import { longName } from "../../src/cli/option.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { findProgram, needs } from "../support/programs.ts";

const lines = manPage().split("\n");

test("the manual page has a heading for every option, and dashes that can be copied", () => {
  for (const option of OPTIONS) {
    const name = longName(option).replaceAll("-", "\\\\-");
    const heading = new RegExp(`^\\\\fB(?:\\\\-\\w, )?\\\\-\\\\-(?:\\[no\\\\-\\])?${name}\\b`);
    assert.ok(
      lines.some((line) => heading.test(line)),
      option.key,
    );
  }
  assert.ok(
    !manPage()
      .replace(/^\.\\".*$|"\d+-\d+-\d+"/gm, "")
      .match(/[^\\]-/),
  );
});

test("no line of the manual page's source is long, or taken for a request that is none", () => {
  for (const line of lines) {
    assert.ok(line.length <= 80, line);
    assert.match(line, /^(?:[^.']|\.(?:\\"|TH|SH|SS|TP|PP|B|nh|ad l)(?: |$)|$)/);
  }
});

const CHECKERS: readonly (readonly [program: string, ...args: string[]])[] = [
  ["mandoc", "-Tlint"],
  ["groff", "-man", "-ww", "-z"],
];

for (const [program, ...args] of CHECKERS) {
  const path = findProgram(program);
  test(`${program} finds nothing to complain about in the manual page`, needs(path, `install ${program}`), () => {
    const { stdout, stderr } = spawnSync(path as string, args, { input: manPage(), encoding: "utf8" });
    assert.equal(stdout + stderr, "");
  });
}

test("package.json names the manual page, which is in docs", () => {
  const { man } = JSON.parse(readFileSync("package.json", "utf8")) as { man: string };
  assert.match(readFileSync(man, "utf8"), /^\.TH BASEHTTP 1 /m);
});
