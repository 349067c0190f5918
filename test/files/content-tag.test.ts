import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { contentTag } from "../../src/files/content-tag.ts";
import { formatEntityTag } from "../../src/http/entity-tag.ts";
import { TempTree } from "../support/temp-tree.ts";
import { CountedFile, openFile } from "./open-file.ts";

/** The tag of a file of a tree, and how often it was read for it. */
async function tagOf(tree: TempTree, name: string, settledMs = 0): Promise<{ tag: string | undefined; reads: number }> {
  const file = new CountedFile(openFile(tree, name));
  const tag = await contentTag(file, settledMs);
  file.close();
  return { tag: tag === undefined ? undefined : formatEntityTag(tag), reads: file.reads };
}

test("the tag is the strong SHA-256 of the bytes, whatever the file's name, time and place", async () => {
  const content = Buffer.alloc(600_000, "content");
  using tree = new TempTree({ "a.txt": content, "b.html": content, "c.txt": "other", empty: "" });
  utimesSync(tree.at("b.html"), 1600000000, 1600000000);
  const expected = `"${createHash("sha256").update(content).digest("base64url")}"`;
  assert.equal((await tagOf(tree, "a.txt")).tag, expected);
  assert.equal((await tagOf(tree, "b.html")).tag, expected);
  assert.notEqual((await tagOf(tree, "c.txt")).tag, expected);
  assert.equal((await tagOf(tree, "empty")).tag, `"${createHash("sha256").digest("base64url")}"`);
});

test("each version of a file is read once, however many ask at the same time", async () => {
  using tree = new TempTree({ "a.txt": "content" });
  const files = Array.from({ length: 20 }, () => new CountedFile(openFile(tree, "a.txt")));
  const tags = await Promise.all(files.map(async (file) => contentTag(file, 0)));
  assert.equal(new Set(tags.map((tag) => tag?.opaque)).size, 1);
  assert.equal(
    files.reduce((sum, { reads }) => sum + reads, 0),
    1,
  );
  for (const file of files) file.close();
  assert.equal((await tagOf(tree, "a.txt")).reads, 0);
  const { ctimeNs } = statSync(tree.at("a.txt"), { bigint: true });
  do {
    writeFileSync(tree.at("a.txt"), "CONTENT");
    utimesSync(tree.at("a.txt"), 1700000000.75, 1700000000.75); // of the same size and time
  } while (statSync(tree.at("a.txt"), { bigint: true }).ctimeNs === ctimeNs); // the clock has not moved on
  assert.equal((await tagOf(tree, "a.txt")).tag, `"${createHash("sha256").update("CONTENT").digest("base64url")}"`);
});

test("a file that has just changed is read for every request", async () => {
  using tree = new TempTree({ "a.txt": "x" });
  assert.equal((await tagOf(tree, "a.txt", 2000)).reads, 1);
  assert.equal((await tagOf(tree, "a.txt", 2000)).reads, 1);
});

test("a file that changes while it is read has no tag", async () => {
  using tree = new TempTree({ "a.txt": Buffer.alloc(600_000), "b.txt": "x" });
  const shorter = openFile(tree, "a.txt");
  const shortening = contentTag(shorter);
  truncateSync(tree.at("a.txt"), 300_000);
  assert.equal(await shortening, undefined);
  const other = openFile(tree, "b.txt");
  const changing = contentTag(other);
  writeFileSync(tree.at("b.txt"), "y");
  assert.equal(await changing, undefined);
  shorter.close();
  other.close();
});
