// The end of the program: requests in flight, idle connections, one signal and two.

import assert from "node:assert/strict";
import { open } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { type EndSignal, firstSignal } from "../../src/cli/signals.ts";
import { TempTree } from "../support/temp-tree.ts";
import { Program } from "./program.ts";

const INTERRUPTED = "\nKeyboard interrupt received, exiting.\n";
/** More than the buffers of both ends hold. */
const LARGE_BYTES = 32 * 1024 * 1024;
const NOT_SUPPORTED = process.platform === "win32" ? { skip: "Windows has no signals" } : {};

/** Starts the program on a folder with a large file. */
async function startWithLargeFile(...args: readonly string[]) {
  const folder = new TempTree();
  const file = await open(`${folder.path}/large.bin`, "w");
  await file.truncate(LARGE_BYTES);
  await file.close();
  const program = new Program(["127.0.0.1:0", "-q", folder.path, ...args]);
  const { port, line } = await program.banner();
  return {
    program,
    port,
    line,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** A download that stops reading after the first bytes. */
class Download {
  readonly socket: Socket;
  received = 0;
  hasEnded = false;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1", () => this.socket.write("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n"));
    this.socket.on("data", (chunk) => {
      if (this.received === 0) this.socket.pause();
      this.received += chunk.length;
    });
    this.socket
      .on("error", () => this.socket.destroy())
      .on("close", () => {
        this.hasEnded = true;
      });
  }
}

/** Tells whether the port refuses connections. */
function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(false)).on("error", () => resolve(true));
    socket.on("connect", () => socket.destroy());
  });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`the first ${signal} refuses new connections and lets a slow download finish`, NOT_SUPPORTED, async () => {
    await using started = await startWithLargeFile();
    const { program, port, line } = started;
    const download = new Download(port);
    await program.until(() => download.received > 0);
    program.kill(signal);
    await program.until(() => isRefused(port));
    assert.equal(program.hasEnded, false);
    download.socket.resume();
    assert.equal((await program.ending).status, 0);
    await program.until(() => download.hasEnded);
    assert.ok(download.received > LARGE_BYTES, `${download.received} bytes came`);
    assert.equal(program.stdout, line + (signal === "SIGINT" ? INTERRUPTED : ""));
    assert.equal(program.stderr, "");
  });
}

test("the second signal ends the program at once", NOT_SUPPORTED, async () => {
  await using started = await startWithLargeFile("--grace", "600");
  const { program, port, line } = started;
  const download = new Download(port);
  await program.until(() => download.received > 0);
  program.kill("SIGINT");
  await program.until(() => program.stdout.includes(INTERRUPTED));
  program.kill("SIGINT");
  await program.until(() => program.hasEnded);
  const { status, stdout, stderr } = await program.ending;
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: line + INTERRUPTED, stderr: "" });
  download.socket.destroy();
});

test("a request that takes longer than --grace is cut", NOT_SUPPORTED, async () => {
  await using started = await startWithLargeFile("--grace", "0.2");
  const { program, port } = started;
  const download = new Download(port);
  await program.until(() => download.received > 0);
  program.kill("SIGTERM");
  assert.equal((await program.ending).status, 0);
  download.socket.resume();
  await program.until(() => download.hasEnded);
  assert.ok(download.received < LARGE_BYTES);
});

test("idle connections are closed at once, whether they were used or not", NOT_SUPPORTED, async () => {
  await using program = new Program(["127.0.0.1:0", "-q", "test", "--grace", "60"]);
  const { port } = await program.banner();
  const unused = connect(port, "127.0.0.1");
  const used = connect(port, "127.0.0.1");
  let answer = "";
  used.on("data", (chunk) => {
    answer += chunk;
  });
  used.write("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  await program.until(() => answer.endsWith("\r\n\r\n"));
  program.kill("SIGINT");
  const begun = Date.now();
  const { status, stderr } = await program.ending;
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  assert.ok(Date.now() - begun < 30_000);
  unused.destroy();
  used.destroy();
});

/** Signals, and when each comes, in milliseconds. */
type Signals = readonly (readonly [signal: EndSignal, at: number])[];

/** Lets signals come, and returns the first, and the statuses that the process was ended with. */
async function receive(t: TestContext, signals: Signals, { isBelowNpm = false, hasTerminal = false } = {}) {
  let now = 0;
  const statuses: unknown[] = [];
  t.mock.method(performance, "now", () => now);
  t.mock.method(process, "exit", (status: unknown) => statuses.push(status));
  const isatty = t.mock.method(process.getBuiltinModule("node:tty"), "isatty", (fd: number) => fd === 0 && hasTerminal);
  const listeners = new Map<string, (signal: EndSignal) => void>();
  const on = t.mock.method(process, "on", (name: string, listener: (signal: EndSignal) => void) => {
    listeners.set(name, listener);
  });
  const first = firstSignal(isBelowNpm ? { npm_lifecycle_event: "npx" } : {});
  for (const [signal, at] of signals) {
    now = at;
    listeners.get(signal)?.(signal);
  }
  for (const { mock } of [isatty, on]) mock.restore();
  return { first: await first, statuses };
}

test("two signals end the process with status 0, however soon the second follows, and whichever they are", async (t) => {
  for (const second of ["SIGINT", "SIGTERM"] as const) {
    for (const setting of [{}, { isBelowNpm: true }, { hasTerminal: true }]) {
      const signals: Signals = [
        ["SIGTERM", 1000],
        [second, 1001],
      ];
      assert.deepEqual(await receive(t, signals, setting), { first: "SIGTERM", statuses: [0] });
    }
  }
});

test("a Ctrl-C that npm repeats was pressed once; a second one, and SIGTERM, end the process all the same", async (t) => {
  const below = { isBelowNpm: true, hasTerminal: true };
  const pressed: Signals = [
    ["SIGINT", 1000],
    ["SIGINT", 1050],
  ];
  assert.deepEqual(await receive(t, pressed, below), { first: "SIGINT", statuses: [] });
  assert.deepEqual(await receive(t, [...pressed, ["SIGINT", 1051]], below), { first: "SIGINT", statuses: [0] });
  assert.deepEqual(await receive(t, [...pressed, ["SIGTERM", 1050]], below), { first: "SIGINT", statuses: [0] });
});
