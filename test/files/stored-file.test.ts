import assert from "node:assert/strict";
import { appendFileSync, closeSync, utimesSync } from "node:fs";
import { test } from "node:test";
import { OpenedFile } from "../../src/files/stored-file.ts";
import { TempTree } from "../support/temp-tree.ts";
import { openFile } from "./open-file.ts";

test("an open file is read from any position, to its end", async () => {
  using tree = new TempTree({ "a.txt": "0123456789" });
  const file = openFile(tree, "a.txt");
  const buffer = Buffer.alloc(4);
  assert.equal(await file.read(buffer, 3), 4);
  assert.equal(buffer.toString(), "3456");
  assert.equal(await file.read(buffer, 8), 2);
  assert.equal(await file.read(buffer, 10), 0);
  file.close();
});

test("an error of reading comes to whoever reads", async () => {
  using tree = new TempTree({ "a.txt": "x" });
  const { fd, stats } = openFile(tree, "a.txt") as OpenedFile;
  closeSync(fd);
  await assert.rejects(async () => new OpenedFile(2 ** 30, stats).read(Buffer.alloc(1), 0), { code: "EBADF" });
});

test("an open file has changed when its size or one of its times has", () => {
  using tree = new TempTree({ "a.txt": "x", "b.txt": "x" });
  const [grown, touched] = [openFile(tree, "a.txt"), openFile(tree, "b.txt")];
  assert.ok(!grown.hasChanged() && !touched.hasChanged());
  appendFileSync(tree.at("a.txt"), "y");
  utimesSync(tree.at("b.txt"), 1700000000, 1700000000);
  assert.ok(grown.hasChanged() && touched.hasChanged());
  grown.close();
  touched.close();
});
