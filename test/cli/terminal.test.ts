// The program on a terminal, which Python's pty module plays.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { PROGRAM } from "../support/basehttp.ts";
import { findProgram, needs } from "../support/programs.ts";
import { onTerminal } from "./pty.ts";

const PYTHON = findProgram("python3");

/** Starts the program on a terminal, reads until it listens, presses Ctrl-C, and prints all that the terminal showed. */
const PLAY = onTerminal({
  first: 1,
  begin: "is_pressed = False",
  react: `if b"Local:" in shown and shown.endswith(b"\\n") and not is_pressed:
    is_pressed = True
    os.write(terminal, b"\\x03")`,
  end: `sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`,
});

/** What a terminal shows of the program, until Ctrl-C ends it. */
async function show(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const program = [process.execPath, PROGRAM, ...args];
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...clean } = process.env;
  const options = { env: { ...clean, TERM: "xterm", ...env } };
  const { stdout } = await promisify(execFile)(PYTHON as string, ["-c", PLAY, ...program], options);
  return stdout.replaceAll("\r\n", "\n");
}

const NEEDS_PYTHON = process.platform === "win32" ? { skip: "Windows has no pty" } : needs(PYTHON, "needs python3");

test("a terminal shows the addresses in colour, and how the program ended", NEEDS_PYTHON, async () => {
  const shown = await show({}, "127.0.0.1:0", "test");
  const port = /port (\d+)/.exec(shown)?.[1];
  const url = `http://127.0.0.1:${port}/`;
  assert.equal(
    shown,
    `Serving HTTP on 127.0.0.1 port ${port} (${url}) ...\n  Local:    \x1b[36m${url}\x1b[39m\n` +
      "^C\nKeyboard interrupt received, exiting.\n",
  );
});

test("a terminal shows no colours with NO_COLOR, and is told when others can connect", NEEDS_PYTHON, async () => {
  const shown = await show({ NO_COLOR: "1" }, "0", "test");
  assert.ok(!shown.includes("\x1b"));
  assert.match(shown, /\n {2}Local: {4}http:\/\/localhost:\d+\/\n/);
  assert.match(shown, /\n {2}Others on the network can connect; with --bind 127\.0\.0\.1 they cannot\.\n/);
});

test(
  "the addresses that a terminal shows lead to what is served: below the base path, to the one file",
  NEEDS_PYTHON,
  async () => {
    const shown = await show({ NO_COLOR: "1" }, "--base", "/app/", "127.0.0.1:0", "test/cli/pty.ts");
    assert.match(shown, /\n {2}Local: {4}http:\/\/127\.0\.0\.1:\d+\/app\/pty\.ts\n/);
  },
);
