import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { ProcessOutput } from "../../src/cgi/process-output.ts";
import { TempTree } from "../support/temp-tree.ts";
import { sleep } from "../support/waiting.ts";

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

test("while the process runs silence is no end", async () => {
  const stream = new PassThrough();
  const output = new ProcessOutput(stream, 1);
  const piece = output.next();
  await sleep(30);
  stream.write("late");
  assert.equal(String(await piece), "late");
});

test("the end of the output is its end for good, although the process runs on", async () => {
  const stream = new PassThrough();
  const output = new ProcessOutput(stream, 60_000);
  stream.end("all");
  assert.equal(String(await output.next()), "all");
  for (let i = 0; i < 2; i++) assert.equal(await output.next(), undefined);
});

test("output that was cancelled has ended, whatever comes", async () => {
  const stream = new PassThrough();
  const output = new ProcessOutput(stream, 60_000);
  const waiting = output.next();
  output.cancel();
  stream.write("late");
  assert.deepEqual([await waiting, await output.next()], [undefined, undefined]);
});

test("so has that of a process that did not start, and that of a pipe that broke", async () => {
  assert.equal(await new ProcessOutput(undefined, 60_000).next(), undefined);
  const stream = new PassThrough();
  const output = new ProcessOutput(stream, 60_000);
  stream.destroy();
  for (let i = 0; i < 2; i++) assert.equal(await output.next(), undefined);
});
