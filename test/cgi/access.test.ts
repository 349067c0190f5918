import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
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

test("of the directories that lead to a file the first that is closed is named, not only the last", () => {
  const closed = mkdtempSync(join(tmpdir(), "basehttp-access-")); // 0700
  mkdirSync(join(closed, "open"));
  const file = join(closed, "open/x");
  writeFileSync(file, "", { mode: 0o755 });
  assert.match(findBarrier(file, "stranger", { uid: 12345, gid: 12345 }) ?? "", new RegExp(`may not enter ${closed} `));
  rmSync(closed, { recursive: true });
});

test("the owner has the owner's permissions, the group's members the group's, and all others those of others", () => {
  const open = mkdtempSync(join(tmpdir(), "basehttp-access-"));
  chmodSync(open, 0o755);
  const file = join(open, "x");
  writeFileSync(file, "");
  const { uid, gid } = statSync(file);
  const identities = {
    owner: { uid, gid: gid + 1 },
    member: { uid: uid + 1, gid },
    other: { uid: uid + 1, gid: gid + 1 },
  };
  for (const [mode, names] of [
    [0o500, ["owner"]],
    [0o050, ["member"]],
    [0o005, ["other"]],
    [0o555, ["owner", "member", "other"]],
    [0o444, []],
    [0o111, []],
  ] as const) {
    chmodSync(file, mode);
    const allowed = Object.entries(identities).filter(([name, who]) => findBarrier(file, name, who) === undefined);
    assert.deepEqual(
      allowed.map(([name]) => name),
      names,
      mode.toString(8),
    );
  }
  rmSync(open, { recursive: true });
});

test("a file that is gone may be run by nobody, and has no mode", () => {
  assert.equal(
    findBarrier("/no-such-file", "x", { uid: 12345, gid: 12345 }),
    "the user x may not read and execute /no-such-file",
  );
});
