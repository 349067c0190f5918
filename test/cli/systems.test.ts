// The program on systems that it takes for others: whose rules for names are in force.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "../support/ask.ts";
import { TempTree } from "../support/temp-tree.ts";
import { onSystem, Program } from "./program.ts";

const POSIX = { skip: process.platform === "win32" };

/** Names that mean something else to a system, as files that Linux has. */
const ODD = { "a.txt:stream": "", "nul.txt": "", "b\\c": "", "d.": "", "e ": "", "f/..namedfork/data": "" };
const PATHS = ["/a.txt:stream", "/nul.txt", "/b%5Cc", "/d.", "/e%20", "/f/..namedfork/data", "/a.txt", "/f/"];

/** The status of each path, as a program on such a system answers. */
async function statusesOn(platform: NodeJS.Platform): Promise<number[]> {
  using tree = new TempTree({ ...ODD, "a.txt": "" });
  await using program = new Program(["127.0.0.1:0", tree.path], { env: onSystem(platform) });
  const { url } = await program.banner();
  const answers = await Promise.all(PATHS.map((path) => ask(url + path.slice(1))));
  return answers.map(({ status }) => status);
}

test("each system has the names that mean something else to it refused, and no others", POSIX, async () => {
  assert.deepEqual(await statusesOn("linux"), [200, 200, 200, 200, 200, 200, 200, 200]);
  assert.deepEqual(await statusesOn("darwin"), [200, 200, 200, 200, 200, 404, 200, 200]);
  assert.deepEqual(await statusesOn("win32"), [404, 404, 404, 404, 404, 200, 200, 200]);
});
