import assert from "node:assert/strict";
import { test } from "node:test";
import { findProgram } from "../../src/cgi/find-program.ts";

/** Looks for `python`, where each of the given files is one. */
function find(path: string, ...files: readonly string[]): string | undefined {
  return findProgram("python", path, (file) => files.includes(file));
}

test("a program is the first of its name in PATH", () => {
  const [first, second] = ["C:\\Python\\python.exe", "D:\\Tools\\python.exe"];
  assert.equal(find("C:\\Windows;C:\\Python\\;D:\\Tools", first, second), first);
  assert.equal(find("C:\\Windows;C:\\Python;D:\\Tools", second), second);
  assert.equal(
    find('"C:\\Program Files\\Python"', "C:\\Program Files\\Python\\python.exe"),
    "C:\\Program Files\\Python\\python.exe",
  );
});

test("no directory is looked into that is not named in full, as the working directory is", () => {
  assert.equal(
    findProgram("python", "", () => true),
    undefined,
  );
  assert.equal(
    findProgram("python", ".;bin;;C:;C:bin", () => true),
    undefined,
  );
});

test("a script that has the name of a program is none", () => {
  assert.equal(find("C:\\Shims", "C:\\Shims\\python.bat", "C:\\Shims\\python"), undefined);
});
