import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { findUser } from "../../src/cgi/user.ts";
import { TempTree } from "../support/temp-tree.ts";

const POSIX = process.platform === "win32" ? { skip: "needs sh" } : {};

/** Puts another program in the place of `id` until the test is over; returns how often it has been called. */
function replaceId(t: TestContext, commands: string): () => number {
  const tree = new TempTree({ id: `#!/bin/sh\necho >> "\${0%id}calls"\n${commands}\n` });
  chmodSync(tree.at("id"), 0o755);
  const path = process.env["PATH"];
  process.env["PATH"] = tree.path;
  t.after(() => {
    process.env["PATH"] = path;
    tree[Symbol.dispose]();
  });
  return () => (existsSync(tree.at("calls")) ? readFileSync(tree.at("calls"), "latin1").length : 0);
}

test("a user is found by name and by number", () => {
  assert.deepEqual(findUser("root"), { uid: 0, gid: 0 });
  assert.deepEqual(findUser("0"), { uid: 0, gid: 0 });
});

test("names of nobody find nobody", () => {
  for (const name of ["", "no-such-user-here", "-u", "--help", "a\0b", "$(id)"])
    assert.equal(findUser(name), undefined);
});

test("a user who was found is remembered, one who was not is asked for again", POSIX, (t) => {
  const calls = replaceId(t, '[ "$3" = known ] && echo 12');
  for (let i = 0; i < 3; i++) assert.deepEqual(findUser("known"), { uid: 12, gid: 12 });
  assert.equal(calls(), 2); // for the user, and for the group
  for (let i = 0; i < 3; i++) assert.equal(findUser("unknown"), undefined);
  assert.equal(calls(), 5);
});

for (const [what, commands] of [
  ["without a group", '[ "$1" = -u ] && echo 12'],
  ["with a group only", '[ "$1" = -g ] && echo 12'],
  ["whose number is none", "echo 12x"],
  ["whose number is empty", "echo"],
  ["of whom the program says a number and fails", "echo 12; exit 1"],
] as const) {
  test(`a user ${what} is nobody`, POSIX, (t) => {
    replaceId(t, commands);
    assert.equal(findUser(what), undefined);
  });
}

test("where there is no program to ask there are no users", POSIX, (t) => {
  replaceId(t, "");
  process.env["PATH"] = "/nonexistent";
  assert.equal(findUser("somebody"), undefined);
});
