import assert from "node:assert/strict";
import { test } from "node:test";
import { StderrLines } from "../../src/cgi/stderr-lines.ts";

function linesOf(maxBytes: number, ...pieces: readonly (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const stderr = new StderrLines(maxBytes, (line) => lines.push(line));
  for (const piece of pieces) stderr.write(Buffer.from(piece as string));
  stderr.end();
  return lines;
}

test("lines are logged one by one, however they come", () => {
  assert.deepEqual(linesOf(1000, "a\nb", "c\r\n", "d"), ["a", "bc", "d"]);
});

test("empty lines are left out", () => {
  assert.deepEqual(linesOf(1000, "a\n\nb\n"), ["a", "b"]);
});

test("letters that are cut in two are put together", () => {
  assert.deepEqual(linesOf(1000, Buffer.from([0xc3]), Buffer.from([0xa4, 0x0a])), ["\u00e4"]);
});

test("what is beyond the limit is not logged, and that is said once", () => {
  const lines = linesOf(5, "abc\ndef\n", "ghi\n", "jkl\n");
  assert.deepEqual(lines, ["abc", "d", "... (the rest of what it wrote to stderr is not logged)"]);
});

test("exactly as much as the limit is logged", () => {
  assert.deepEqual(linesOf(4, "abc\n"), ["abc"]);
});

test("a line without end is logged in pieces", () => {
  assert.deepEqual(
    linesOf(10_000, "x".repeat(4500)).map((line) => line.length),
    [2000, 2000, 500],
  );
});
