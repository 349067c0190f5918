// wget mirrors a folder by its directory pages.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startBasehttp } from "../support/basehttp.ts";
import { findProgram, needs } from "../support/programs.ts";
import { TempTree } from "../support/temp-tree.ts";
import { runClient } from "./run.ts";
import { digestsBelow, Tree } from "./tree.ts";

const wget = findProgram("wget");
const required = needs(wget, "install wget (Debian: apt-get install wget)");

describe("wget", required, () => {
  test("mirrors every file that a directory page leads to", async () => {
    using tree = new Tree();
    await using server = await startBasehttp(tree.path);
    using output = new TempTree();
    const args = [
      "--recursive",
      "--level=inf",
      "--no-host-directories",
      "--no-verbose",
      "--restrict-file-names=nocontrol",
    ];
    const { status, stderr } = await runClient(
      wget as string,
      [...args, "-e", "robots=off", `${server.url}/`],
      output.path,
    );
    assert.equal(status, 0, stderr);
    const mirrored = digestsBelow(output.path);
    const found = new Set(mirrored.values());
    const missing = tree.files.filter((file) => !found.has(file.sha256)).map(({ name }) => name);
    assert.deepEqual(missing, []);
    const pages = [...mirrored.keys()].filter((name) => name.endsWith("index.html"));
    assert.equal(mirrored.size - pages.length, tree.files.length);
    for (const { name, sha256: expected } of tree.files.filter((file) => keepsItsName(file.name))) {
      assert.equal(mirrored.get(name), expected, name);
    }
  });

  test("mirrors a directory and what is below it, and nothing above", async () => {
    using tree = new Tree();
    await using server = await startBasehttp(tree.path);
    using output = new TempTree();
    const args = ["--recursive", "--no-host-directories", "-e", "robots=off", `${server.url}/deep/?sort=size`];
    const { status, stderr } = await runClient(wget as string, args, output.path);
    assert.equal(status, 0, stderr);
    assert.deepEqual([...digestsBelow(output.path).keys()].toSorted(), [
      "deep/er/and deeper/index.html",
      "deep/er/and deeper/inner file.txt",
      "deep/er/index.html",
      "deep/index.html?sort=size",
      "deep/inner file.txt",
    ]);
  });
});

/** Names that wget stores as they are: it changes what a system of another kind could not store. */
function keepsItsName(name: string): boolean {
  return /^[\w ./-]+$/.test(name) && name.trim() === name;
}
