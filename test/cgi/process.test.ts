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

test("a process that the system refuses to start has failed, and nothing is to be done with it", POSIX, async () => {
  const refused = new CgiProcess({ ...shell("exit 3", "pipe"), env: { LONG: "x".repeat(16 << 20) } });
  const ending = await refused.ended;
  assert.equal(ending.kind === "failed" && ending.error.code, "E2BIG");
  assert.deepEqual([refused.input, refused.output, refused.errors], [undefined, undefined, undefined]);
  assert.equal(refused.hasLeftOthers, false);
  refused.stop(0);
  refused.unref();
  refused.close();
});

test("a process that runs keeps the server's until it is let go", POSIX, async () => {
  const keepers = (): string[] =>
    process.getActiveResourcesInfo().filter((name) => /^(?:Process|Pipe)Wrap$/.test(name));
  const before = keepers();
  const running = new CgiProcess(shell("exec sleep 60", "pipe"));
  assert.equal(keepers().length, before.length + 4);
  running.unref();
  assert.deepEqual(keepers(), before);
  const timer = setInterval(() => undefined, 1000); // something has to
  running.stop(0);
  await running.ended;
  clearInterval(timer);
});
