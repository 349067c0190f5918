import assert from "node:assert/strict";
import { test } from "node:test";
import { findUser } from "../../src/cgi/user.ts";

test("a user is found by name and by number", () => {
  assert.deepEqual(findUser("root"), { uid: 0, gid: 0 });
  assert.deepEqual(findUser("0"), { uid: 0, gid: 0 });
});

test("names of nobody find nobody", () => {
  for (const name of ["", "no-such-user-here", "-u", "--help", "a\0b", "$(id)"])
    assert.equal(findUser(name), undefined);
});
