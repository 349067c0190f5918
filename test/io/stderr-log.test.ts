import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { flushStderrLog, logToStderr } from "../../src/io/stderr-log.ts";
import { turn } from "../support/waiting.ts";

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

test("what is logged while nobody reads is bounded, and the log says later what it lacks", async (t) => {
  const writes = catchStderr(t);
  let unread = 0;
  Object.defineProperty(process.stderr, "writableLength", { configurable: true, get: () => unread });
  t.after(() => Reflect.deleteProperty(process.stderr, "writableLength"));
  for (unread of [16_777_216, 16_777_217, 20_000_000, 0]) {
    logToStderr(`bei ${unread} für\n`);
    await turn();
  }
  const lack = "36 bytes of the log were dropped, as nobody read it\n";
  assert.deepEqual(writes, ["bei 16777216 für\n", `${lack}bei 0 für\n`]);
  unread = 20_000_000;
  logToStderr("a\n");
  await turn();
  unread = 0;
  process.stderr.emit("drain");
  assert.equal(writes[2], "2 bytes of the log were dropped, as nobody read it\n", "as soon as it is read again");
});

test("what could not be written, as on a full disk, is told of where the log goes on, on a line of its own", async (t) => {
  const writes = catchStderr(t);
  logToStderr("a\n");
  await turn();
  process.stderr.emit("error", Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
  logToStderr("b\n");
  await turn();
  logToStderr("c\n");
  await turn();
  const lack = "\nsome of the log is missing here, as it could not be written (ENOSPC)\n";
  assert.deepEqual(writes, ["a\n", `${lack}b\n`, "c\n"]);
});

const module = JSON.stringify(new URL("../../src/io/stderr-log.js", import.meta.url));

test("what was logged last is written when the process exits", () => {
  const program = `import { logToStderr } from ${module}; logToStderr("a\\n"); process.exit(3);`;
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.equal(stderr, "a\n");
  assert.equal(status, 3);
});

test("what was dropped last is told of when the process exits", () => {
  const program = `
    import { logToStderr } from ${module};
    Object.defineProperty(process.stderr, "writableLength", { configurable: true, value: 20_000_000 });
    logToStderr("a\\n");
    setImmediate(() => Reflect.deleteProperty(process.stderr, "writableLength"));`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.equal(stderr, "2 bytes of the log were dropped, as nobody read it\n");
});

test("a program goes on when nobody reads its log any more", async () => {
  const program = `
    import { logToStderr } from ${module};
    process.stdin.once("data", async () => {
      for (let i = 0; i < 5; i++) {
        logToStderr("a\\n");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      process.exit(3);
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "pipe" });
  child.stderr.destroy();
  child.stdin.write("go");
  assert.deepEqual(await once(child, "exit"), [3, null]);
});
