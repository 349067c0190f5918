import assert from "node:assert/strict";
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
