import assert from "node:assert/strict";
import { test } from "node:test";
import { joinPath, placeOf, withSeparator } from "../../src/files/place.ts";

test("a directory and a path below it are joined with one slash", { skip: process.platform === "win32" }, () => {
  assert.equal(joinPath("/srv/www", "a/b"), "/srv/www/a/b");
  assert.equal(joinPath("/srv/www/", "a"), "/srv/www/a");
  assert.equal(joinPath("/srv/www", ""), "/srv/www");
  assert.equal(joinPath("/", "a"), "/a");
});

test("an empty directory is the working directory, never the root of the file system", () => {
  assert.equal(joinPath("", ""), ".");
  assert.match(joinPath("", "a"), /^\.[/\\]a$/);
  assert.deepEqual(placeOf(joinPath("", "a"), "", "inside"), { root: "", relative: "a", policy: "inside" });
});

test("a drive of Windows is its working directory, never its root", () => {
  assert.equal(withSeparator("C:", "\\"), "C:.\\");
  assert.equal(withSeparator("C:\\", "\\"), "C:\\");
  assert.equal(withSeparator("C:\\www", "\\"), "C:\\www\\");
  assert.equal(withSeparator("c:", "/"), "c:/"); // a name like any other
});

test("a path below the directory is placed there, under its policy", () => {
  assert.deepEqual(placeOf("/srv/www/a/b", "/srv/www", "deny"), { root: "/srv/www", relative: "a/b", policy: "deny" });
  assert.deepEqual(placeOf("/srv/www/a/", "/srv/www/", "inside"), {
    root: "/srv/www/",
    relative: "a",
    policy: "inside",
  });
  for (const path of ["/srv/www", "/srv/www/"]) {
    assert.deepEqual(placeOf(path, "/srv/www", "inside"), { root: "/srv/www", relative: "", policy: "inside" });
  }
  assert.deepEqual(placeOf("/etc", "/", "inside"), { root: "/", relative: "etc", policy: "inside" });
});

test("a path elsewhere is its own root, its links are followed", () => {
  for (const path of ["/srv/www-private/a", "/etc/passwd", "www/a"]) {
    assert.deepEqual(placeOf(path, "/srv/www", "deny"), { root: path, relative: "", policy: "follow" });
  }
});

test("a name with two dots in it is a name", () => {
  for (const relative of ["a..b", "..a/b", "a../b", "..."]) {
    const place = { root: "/srv/www", relative, policy: "inside" };
    assert.deepEqual(placeOf(`/srv/www/${relative}`, "/srv/www", "inside"), place);
  }
});

test("a path with .. behind the directory's has no place", () => {
  for (const path of ["/srv/www/../x", "/srv/www/a/..", "/srv/other/../../etc/passwd", "../x"]) {
    assert.equal(placeOf(path, "/srv/www", "inside"), undefined, path);
  }
  assert.deepEqual(placeOf("../www/a", "../www", "inside"), { root: "../www", relative: "a", policy: "inside" });
});
