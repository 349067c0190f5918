import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { ProcessOutput } from "../../src/cgi/process-output.ts";
import { TempTree } from "../support/temp-tree.ts";

const POSIX = process.platform === "win32" ? { skip: "needs sh" } : {};

test("what a process wrote before it ended is read, however busy the server is meanwhile", POSIX, async () => {
  using tree = new TempTree();
  const hasWritten = tree.at("written");
  const child = spawn("sh", ["-c", 'echo hello; : > "$0"', hasWritten], { stdio: ["ignore", "pipe", "ignore"] });
  const output = new ProcessOutput(child.stdout, 1);
  const piece = output.next();
  output.linger();
  while (!existsSync(hasWritten)); // what comes is not read, and time passes
  assert.equal(String(await piece), "hello\n");
});

test("of a process that has ended, silence is the end, although what it started could still write", POSIX, async () => {
  const child = spawn("sleep", ["60"], { stdio: ["ignore", "pipe", "ignore"] });
  const output = new ProcessOutput(child.stdout, 1);
  output.linger();
  assert.equal(await output.next(), undefined);
  child.kill("SIGKILL");
});

test("a time without end to wait for what a process started is one", POSIX, async () => {
  const child = spawn("sh", ["-c", "(sleep 0.3; echo late) &"], { stdio: ["ignore", "pipe", "ignore"] });
  const output = new ProcessOutput(child.stdout, Number.POSITIVE_INFINITY);
  output.linger();
  assert.equal(String(await output.next()), "late\n");
});
