import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findBarrier } from "../../src/cgi/access.ts";

test("a closed directory is named as what keeps a user out, before the file is", () => {
  const closed = mkdtempSync(join(tmpdir(), "basehttp-access-")); // 0700
  const file = join(closed, "x");
  writeFileSync(file, "", { mode: 0o600 });
  const stranger = { uid: 12345, gid: 12345 };
  assert.equal(findBarrier(file, "stranger", stranger), `the user stranger may not enter ${closed} (its mode is 0700)`);
  assert.equal(findBarrier("/bin/sh", "stranger", stranger), undefined);
  rmSync(closed, { recursive: true });
});
