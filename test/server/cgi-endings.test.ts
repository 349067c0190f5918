// How a script ended is told later than that its output did, and decides all the same what becomes of the answer.

import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { DEFAULT_CGI_LIMITS } from "../../src/cgi/limits.ts";
import { CgiFolder, isAlive, raw, serveScripts, sh } from "./cgi-server.ts";

/** Only there a process that has ended is seen to have, before the server is told. */
const LINUX = existsSync("/proc/self/stat") ? {} : { skip: "needs /proc" };

/** A time by which the wait for the end is known among all others. */
const LINGER_MS = 77;

/** Keeps the server busy from when it begins to wait for a script's end, until that has come and the time is over. */
function makeBusy(t: TestContext, isOver: () => boolean, begin: () => void): void {
  const { setTimeout: setTimer } = globalThis;
  const { mock } = t.mock.method(globalThis, "setTimeout", (act: () => void, delay?: number) => {
    if (delay === LINGER_MS) {
      mock.restore();
      setImmediate(() => {
        begin();
        for (const end = performance.now() + 2 * LINGER_MS; performance.now() < end || !isOver(); );
      });
    }
    return setTimer(act, delay);
  });
}

describe("a script that ends behind its output, while the server is busy for longer than it waits", () => {
  const last = 'echo "$$ " >"$DIRECTORY/pid"; exec >&- 2>&-; while [ ! -e "$DIRECTORY/go" ]; do :; done';

  async function ask(t: TestContext, script: string) {
    const own = new CgiFolder({ "cgi-bin/ends": script });
    t.after(() => own[Symbol.dispose]());
    chmodSync(own.path, 0o777);
    const server = await serveScripts(own, {
      cgiEnvironment: { DIRECTORY: own.path },
      cgiLimits: { ...DEFAULT_CGI_LIMITS, lingerMs: LINGER_MS },
    });
    t.after(() => server[Symbol.asyncDispose]());
    const pid = (): number => Number.parseInt(readFileSync(join(own.path, "pid"), "latin1"), 10);
    makeBusy(
      t,
      () => !isAlive(pid()),
      () => writeFileSync(join(own.path, "go"), ""),
    );
    const text = await server.send("GET /cgi-bin/ends HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return { text, log: server.log };
  }

  test("by a signal has its answer cut off", LINUX, async (t) => {
    const { text } = await ask(t, sh(`echo begun; ${last}; kill -9 $$`));
    assert.doesNotMatch(text, /\r\n0\r\n\r\n$/);
  });

  test("with a code has its answer whole, and the code is in the log", LINUX, async (t) => {
    const { text, log } = await ask(t, sh(`echo begun; ${last}; exit 3`));
    assert.match(text, /begun\n\r\n0\r\n\r\n$/);
    assert.ok(log.includes("CGI script exit code 3"));
  });

  test("with a code and without an answer is told of with the code", LINUX, async (t) => {
    const { text, log } = await ask(t, raw(`${last}; exit 4`));
    assert.match(text, /^HTTP\/1.1 502 /);
    assert.ok(log.includes("CGI script /cgi-bin/ends wrote nothing and exited with code 4"), log.join("\n"));
  });
});
