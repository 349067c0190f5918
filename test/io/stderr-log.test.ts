import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { type TestContext, test } from "node:test";
import { flushStderrLog, logToStderr } from "../../src/io/stderr-log.ts";
import { turn } from "./slow-transport.ts";

/** Catches what is written to stderr during a test. */
function catchStderr(t: TestContext): string[] {
  const writes: string[] = [];
  t.mock.method(process.stderr, "write", (text: string) => writes.push(text) > 0);
  return writes;
}

test("lines of one turn of the event loop leave in one write", async (t) => {
  const writes = catchStderr(t);
  logToStderr("a\n");
  logToStderr("b\n");
  assert.deepEqual(writes, []);
  await turn();
  logToStderr("c\n");
  await turn();
  assert.deepEqual(writes, ["a\nb\n", "c\n"]);
});

test("a flush writes at once, and nothing twice", async (t) => {
  const writes = catchStderr(t);
  logToStderr("a\n");
  flushStderrLog();
  flushStderrLog();
  await turn();
  assert.deepEqual(writes, ["a\n"]);
});

test("what was logged last is written when the process exits", () => {
  const module = new URL("../../src/io/stderr-log.js", import.meta.url);
  const program = `import { logToStderr } from ${JSON.stringify(module)}; logToStderr("a\\n"); process.exit(3);`;
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.equal(stderr, "a\n");
  assert.equal(status, 3);
});
