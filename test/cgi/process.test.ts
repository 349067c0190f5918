import assert from "node:assert/strict";
import { test } from "node:test";
import { CgiProcess, type Command } from "../../src/cgi/process.ts";

const POSIX = process.platform === "win32" ? { skip: "needs sh" } : {};

function shell(commands: string, input: Command["input"] = "ignore"): Command {
  return {
    file: "/bin/sh",
    args: ["-c", commands],
    argv0: "sh",
    env: {},
    directory: "/",
    identity: undefined,
    input,
  };
}

test("a process that has ended, and has left none, is sent no signal", POSIX, async (t) => {
  const ended = new CgiProcess(shell("exit 3"));
  assert.deepEqual(await ended.ended, { kind: "exited", code: 3 });
  const { mock } = t.mock.method(process, "kill", () => true);
  ended.stop(0);
  ended.close();
  assert.equal(mock.callCount(), 0);
});
