import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findSidecars } from "../../../src/files/coding/sidecar.ts";
import { TempTree } from "../../support/temp-tree.ts";
import { CountedFile, openFile } from "../open-file.ts";

test("where the system fails over a sidecar, those found before are closed", () => {
  using tree = new TempTree({ "a.br": "br" });
  const found = new CountedFile(openFile(tree, "a.br"));
  const find = (path: string): CountedFile => {
    if (path === "a.br") return found;
    throw new Error("EMFILE");
  };
  assert.throws(() => findSidecars(find, "a", found.stats, "gzip"), /EMFILE/);
  assert.equal(found.closings, 1);
});

test("a sidecar is found unless it is older than its file by whole seconds: then it is closed", () => {
  using tree = new TempTree({ a: "a", "a.br": "br" });
  utimesSync(join(tree.path, "a.br"), 10, 10.1);
  for (const [seconds, isFound] of [
    [10.9, true],
    [11, false],
  ] as const) {
    utimesSync(join(tree.path, "a"), seconds, seconds);
    const file = openFile(tree, "a");
    file.close();
    const sidecar = new CountedFile(openFile(tree, "a.br"));
    const found = findSidecars((path) => (path === "a.br" ? sidecar : undefined), "a", file.stats, "br");
    assert.deepEqual(found, isFound ? [{ coding: "br", file: sidecar }] : []);
    assert.equal(sidecar.closings, isFound ? 0 : 1);
    if (isFound) sidecar.close();
  }
});
