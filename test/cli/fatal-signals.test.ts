import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ending } from "../support/running-program.ts";
import { TempTree } from "../support/temp-tree.ts";
import { onSystem, Program } from "./program.ts";

const NOT_SUPPORTED = process.platform === "win32" ? { skip: "Windows has no signals" } : {};
const CLIENTS = 8;
const REQUEST = "GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n";

/** A client that asks again and again, and counts the answers. */
class Asker {
  answers = 0;

  constructor(port: number) {
    const socket = connect(port, "127.0.0.1", () => socket.write(REQUEST));
    socket.setEncoding("latin1").on("data", (text: string) => {
      this.answers += text.split("HTTP/1.1 200 ").length - 1;
      socket.write(REQUEST);
    });
    socket.on("error", () => socket.destroy());
  }
}

/** Answers as many as ask until a signal comes, and returns how the program ended. All that was answered is in its log. */
async function endBy(signal: NodeJS.Signals, env: Readonly<Record<string, string>> = {}): Promise<Ending> {
  using folder = new TempTree({ "a.txt": "a" });
  await using program = new Program(["127.0.0.1:0", folder.path], { env });
  const { port } = await program.banner();
  const askers = Array.from({ length: CLIENTS }, () => new Asker(port));
  await program.until(() => askers.every((asker) => asker.answers > 3));
  program.kill(signal);
  const ending = await program.ending;
  await sleep(50);
  const answers = askers.reduce((sum, asker) => sum + asker.answers, 0);
  const lines = ending.stderr.split('"GET /a.txt HTTP/1.1" 200 -\n').length - 1;
  assert.ok(lines >= answers, `${answers} answers, ${lines} lines`);
  return ending;
}

for (const signal of ["SIGHUP", "SIGQUIT", "SIGTERM"] as const) {
  test(`what was answered before ${signal} is in the log when the program has ended`, NOT_SUPPORTED, async () => {
    assert.equal((await endBy(signal)).signal, signal === "SIGTERM" ? null : signal);
  });
}

test(
  "on Windows it is there too when the console was closed, and the program has ended itself",
  NOT_SUPPORTED,
  async () => {
    const { signal, status } = await endBy("SIGHUP", onSystem("win32"));
    assert.deepEqual({ signal, status }, { signal: null, status: 1 });
  },
);
