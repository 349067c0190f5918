import assert from "node:assert/strict";
import { test } from "node:test";
import { TempTree } from "../support/temp-tree.ts";
import { Program } from "./program.ts";

const HTML = { headers: { accept: "text/html" } };

test("directories are listed with sizes and times, as browsers show it", async () => {
  using folder = new TempTree({ "a.txt": "x".repeat(2048) });
  await using program = new Program(["0", "--bind", "127.0.0.1", folder.path]);
  const { url } = await program.banner();
  const response = await fetch(url, HTML);
  assert.equal(response.status, 200);
  assert.match(
    await response.text(),
    /<a href="a\.txt">a\.txt<\/a>.*2\.0 KiB<\/td><td>\d{4}-\d\d-\d\d \d\d:\d\d<\/td>/,
  );
});

for (const [how, args, env] of [
  ["--no-listing", ["--no-listing"], {}],
  ["BASEHTTP_LISTING=0", [], { BASEHTTP_LISTING: "0" }],
] as const) {
  test(`with ${how} a directory is 404, and its files are served`, async () => {
    using folder = new TempTree({ "a.txt": "content" });
    await using program = new Program(["0", "--bind", "127.0.0.1", folder.path, ...args], { env });
    const { url } = await program.banner();
    const response = await fetch(url, HTML);
    assert.deepEqual([response.status, response.statusText], [404, "No permission to list directory"]);
    assert.equal(await (await fetch(new URL("a.txt", url))).text(), "content");
  });
}

test("--like python lists as Python does, and --no-listing holds for it, too", async () => {
  using folder = new TempTree({ "a.txt": "" });
  for (const [args, status] of [
    [["--like", "python"], 200],
    [["--like", "python", "--no-listing"], 404],
  ] as const) {
    await using program = new Program(["0", "--bind", "127.0.0.1", folder.path, ...args]);
    const response = await fetch((await program.banner()).url, HTML);
    assert.equal(response.status, status);
    if (status === 200) assert.match(await response.text(), /<ul>\n<li><a href="a\.txt">a\.txt<\/a><\/li>\n<\/ul>/);
  }
});
