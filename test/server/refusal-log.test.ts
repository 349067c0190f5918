import assert from "node:assert/strict";
import { test } from "node:test";
import { RefusalLog } from "../../src/server/refusal-log.ts";
import { sleep, until } from "../support/waiting.ts";
import { captureStderr } from "./test-handlers.ts";

const withoutTime = (text: string): string => text.replaceAll(/\[\d\d\/\w{3}\/\d{4} \d\d:\d\d:\d\d\]/g, "[time]");

test("the first refusal is told at once, and those that follow are not", (t) => {
  const stderr = captureStderr(t);
  const log = new RefusalLog();
  for (const host of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) log.note(host, "too many");
  assert.equal(withoutTime(stderr()), "192.0.2.1 - - [time] connection refused: too many\n");
  log.flush();
  stderr();
});

test("every reason is told by itself", (t) => {
  const stderr = captureStderr(t);
  const log = new RefusalLog();
  for (const reason of ["one", "another", "one"]) log.note("::1", reason);
  assert.equal(
    withoutTime(stderr()),
    "::1 - - [time] connection refused: one\n::1 - - [time] connection refused: another\n",
  );
  log.flush();
  stderr();
});

test("those that follow are told together when their time has come, and nothing is told of none", async (t) => {
  const stderr = captureStderr(t);
  const log = new RefusalLog(20);
  for (const host of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) log.note(host, "too many");
  await until(() => stderr().includes("192.0.2.3"));
  await sleep(60);
  assert.equal(
    withoutTime(stderr()),
    "192.0.2.1 - - [time] connection refused: too many\n192.0.2.3 - - [time] 2 connections refused: too many\n",
  );
  log.note("192.0.2.4", "too many");
  assert.match(stderr(), /\n192\.0\.2\.4 - - \[.*\] connection refused: too many\n$/);
  log.flush();
  stderr();
});

test("what was not told is told at the end", (t) => {
  const stderr = captureStderr(t);
  const log = new RefusalLog();
  for (const host of ["192.0.2.1", "192.0.2.2"]) log.note(host, "too many");
  log.note("192.0.2.1", "too odd");
  log.flush();
  log.flush();
  assert.equal(
    withoutTime(stderr()),
    "192.0.2.1 - - [time] connection refused: too many\n192.0.2.1 - - [time] connection refused: too odd\n" +
      "192.0.2.2 - - [time] connection refused: too many\n",
  );
});
