// How the scripts of the project start programs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { TempTree } from "../support/temp-tree.ts";

/** The tests run from the root of the project. */
const TOOLS = pathToFileURL(join(process.cwd(), "scripts/tools.js")).href;

test("on Windows a program is started by its path, blanks included, without the command interpreter", {
  skip: process.platform === "win32",
}, () => {
  using tree = new TempTree({ "Program Files": null });
  symlinkSync(process.execPath, tree.at("Program Files/node"));
  const program = `
    Object.defineProperty(process, "platform", { value: "win32" });
    const { run } = await import(process.argv[1]);
    process.stdout.write(JSON.stringify(run(process.argv[2], ["-p", "1 + 1"], "pipe")));
  `;
  const args = ["--input-type=module", "-e", program, TOOLS, tree.at("Program Files/node")];
  const output = execFileSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, comspec: "/bin/sh" },
  });
  assert.deepEqual(JSON.parse(output), { status: 0, output: "2\n" });
});
