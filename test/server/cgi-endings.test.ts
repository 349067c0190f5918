// How a script ended is told later than that its output did, and decides all the same what becomes of the answer.

import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { DEFAULT_CGI_LIMITS } from "../../src/cgi/limits.ts";
import { DEFAULT_LIMITS } from "../../src/server/limits.ts";
import { isAlive } from "../support/processes.ts";
import { until } from "../support/waiting.ts";
import { CgiFolder, raw, serveScripts, sh } from "./cgi-server.ts";

/** The head of an answer of three bytes. */
const HEAD_OF_3 = "printf 'Content-Type: text/plain\\nContent-Length: 3\\n\\n'";

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

describe("an answer that is whole", () => {
  const BIG = 3_000_000;
  const whole = (after: string): string => `${HEAD_OF_3}; printf abc; ${after}`;
  const folder = new CgiFolder({
    "cgi-bin/dies": raw(whole("kill -11 $$")),
    "cgi-bin/dies-late": raw(
      `printf 'Content-Type: text/plain\\nContent-Length: ${BIG}\\n\\n'; head -c ${BIG} /dev/zero; kill -11 $$`,
    ),
    "cgi-bin/stays": raw(whole("exec sleep 60")),
    "cgi-bin/none": raw("printf 'Status: 204\\n\\n'; kill -11 $$"),
    "cgi-bin/chunked": sh("echo abc; kill -11 $$"),
    "cgi-bin/reads": raw(whole("cat >/dev/null; :")),
    "file.txt": "file\n",
  });
  after(() => folder[Symbol.dispose]());
  const NEXT = "GET /file.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  for (const [what, method, script] of [
    ["with all of its length", "GET", "dies"],
    ["to HEAD", "HEAD", "chunked"],
    ["without a body", "GET", "none"],
  ] as const) {
    test(`${what} is not cut, nor is its connection, where the script dies of a signal`, async () => {
      await using server = await serveScripts(folder);
      using client = await server.connect();
      client.send(`${method} /cgi-bin/${script} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await until(() => server.log.includes("CGI script exit code -11"));
      client.send(NEXT);
      assert.match(await client.ended(), /^HTTP\/1.1 20[04] [^]*\r\n\r\n(?:abc)?HTTP\/1.1 200 OK[^]*file\n$/);
    });
  }

  test("reaches a slow client to its last byte, where the script dies of a signal", async () => {
    await using server = await serveScripts(folder);
    using client = await server.connect();
    client.socket.on("data", () => {
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 5);
    });
    client.send("GET /cgi-bin/dies-late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const text = await client.ended();
    assert.equal(text.length - text.indexOf("\r\n\r\n") - 4, BIG);
    assert.equal(client.wasReset, false);
  });

  test("is not cut, nor is its connection, where the time of the script is up", async () => {
    await using server = await serveScripts(folder, { cgiLimits: { ...DEFAULT_CGI_LIMITS, runMs: 300 } });
    using client = await server.connect();
    client.send("GET /cgi-bin/stays HTTP/1.1\r\nHost: a\r\n\r\n");
    await until(() => server.log.includes("CGI script /cgi-bin/stays did not end in time, and was ended"));
    client.send(NEXT);
    assert.match(await client.ended(), /\r\n\r\nabcHTTP\/1.1 200 OK[^]*file\n$/);
  });

  test("ends its connection, and is not cut, where the rest of the request does not come", async () => {
    const limits = { ...DEFAULT_LIMITS, slowBodyMs: 300, minBodyBytesPerSecond: 1e6 };
    await using server = await serveScripts(folder, { limits });
    using client = await server.connect();
    client.send("POST /cgi-bin/reads HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
    assert.match(await client.ended(), /\r\n\r\nabc$/);
    assert.equal(client.wasReset, false);
    assert.ok(server.log.some((line) => line.endsWith("as the rest of the request did not come")));
  });
});
