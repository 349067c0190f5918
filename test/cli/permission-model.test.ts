// The program under Node's permission model: it needs itself and its folder, and no more.

import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "node:test";
import { PROGRAM } from "../support/basehttp.ts";
import { ServerProgram } from "../support/server-program.ts";
import { link, TempTree } from "../support/temp-tree.ts";

/** Node 20 has it under this name only. */
const OPTION = process.allowedNodeEnvironmentFlags.has("--experimental-permission")
  ? "--experimental-permission"
  : "--permission";

/** What newer Nodes ask before they listen. */
const NETWORK = process.allowedNodeEnvironmentFlags.has("--allow-net") ? ["--allow-net"] : [];

test("a program that may read itself and its folder serves that, and refuses what it may not read", async () => {
  using elsewhere = new TempTree({ "b.txt": "b" });
  using tree = new TempTree({ "a.txt": "a", "d/c.txt": "c", out: link(elsewhere.path) });
  const allowed = [dirname(dirname(PROGRAM)), tree.path].map((path) => `--allow-fs-read=${path}`);
  const options = [
    OPTION,
    ...NETWORK,
    ...allowed,
    PROGRAM,
    "127.0.0.1:0",
    tree.path,
    "--symlinks",
    "follow",
    "--compress",
  ];
  await using program = await ServerProgram.start(process.execPath, options);
  const statusOf = async (path: string): Promise<number> => (await fetch(program.url + path)).status;
  assert.deepEqual(
    await Promise.all(["/a.txt", "/d/", "/", "/out/", "/lacks"].map(statusOf)),
    [200, 200, 200, 404, 404],
  );
  assert.equal(await (await fetch(`${program.url}/d/c.txt`)).text(), "c");
  assert.doesNotMatch(program.stderr, /^\s+at /m);
});
