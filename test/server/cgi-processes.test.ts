// Processes: how many there are, how they end, and that none is left.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { DEFAULT_CGI_LIMITS } from "../../src/cgi/limits.ts";
import { CGIHTTPRequestHandler } from "../../src/server/cgi-handler.ts";
import { isAlive, untilGone } from "../support/processes.ts";
import { sleep, until } from "../support/waiting.ts";
import { CgiFolder, raw, serveScripts, sh } from "./cgi-server.ts";
import type { FileServer } from "./file-server.ts";

const LIMITS = { ...DEFAULT_CGI_LIMITS, killGraceMs: 100 };

/** A user that has no other processes: `games` of Debian. */
const LONELY_UID = 5;

/** What a script does that writes its number, and that of a child, where the test finds them. */
const tell = (commands: string): string => sh(`sleep 60 >/dev/null 2>&1 & echo "pids $$ $!"; ${commands}`);

const folder = new CgiFolder({
  "cgi-bin/waits": tell("sleep 60"),
  "cgi-bin/writes": tell("while :; do echo more; sleep 0.01; done"),
  "cgi-bin/stubborn": tell("trap '' TERM; while :; do sleep 0.05; done"),
  "cgi-bin/leaves": tell("exit 0"),
  "cgi-bin/leaves-open": sh('sleep 60 & echo "pids $$ $!"'),
  "cgi-bin/closes": sh('echo "pids $$ $$"; exec >&- 2>&-; sleep 0.5'),
  "cgi-bin/wrong": raw("sleep 60 >/dev/null 2>&1 & echo \"pids $$ $!\" >&2; echo 'no field'; exec sleep 60"),
  "cgi-bin/silent": raw('echo "pids $$ $$" >&2; exec sleep 60'),
  "cgi-bin/ok": sh("echo ok"),
});
const server = await serveScripts(folder, { cgiLimits: LIMITS });
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** Finds out the numbers of a script's processes that it writes to standard error. */
async function toldInLog(script: string): Promise<number[]> {
  const told = new RegExp(`/${script}: pids (\\d+) (\\d+)$`, "m");
  const find = () => told.exec(server.log.join("\n"));
  await until(() => find() !== null);
  return (find() as RegExpExecArray).slice(1).map(Number);
}

/** Asks for a script, and finds out the numbers of its processes. */
async function start(to: FileServer, script: string) {
  const client = await to.connect();
  client.send(`GET /cgi-bin/${script} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await client.until("pids ");
  await until(() => /pids \d+ \d+\n/.test(client.received));
  const pids = (/pids (\d+) (\d+)\n/.exec(client.received) as RegExpExecArray).slice(1).map(Number);
  return { client, pids };
}

describe("a script and what it started end", () => {
  test("when the client cuts the connection", async () => {
    const { client, pids } = await start(server, "waits");
    client.socket.resetAndDestroy();
    await untilGone(pids);
  });

  test("when the client is gone and the script writes", async () => {
    const { client, pids } = await start(server, "writes");
    client[Symbol.dispose]();
    await untilGone(pids);
  });

  test("when they do not heed SIGTERM", async () => {
    const { client, pids } = await start(server, "stubborn");
    client.socket.resetAndDestroy();
    await untilGone(pids);
  });

  test("when the server's connections are cut", async () => {
    await using stopping = await serveScripts(folder, { cgiLimits: LIMITS });
    const { client, pids } = await start(stopping, "waits");
    await stopping.server.close();
    await untilGone(pids);
    client[Symbol.dispose]();
  });

  test("when the script has ended itself: what it left is ended", async () => {
    const { client, pids } = await start(server, "leaves");
    await client.until("0\r\n\r\n");
    await untilGone(pids);
    client[Symbol.dispose]();
  });
});

test("a script whose head is wrong is ended, and what it started", async () => {
  assert.match(
    await server.send("GET /cgi-bin/wrong HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    /^HTTP\/1.1 502 /,
  );
  await untilGone(await toldInLog("wrong"));
});

test("nothing is said of a script that had written nothing when its client left", async () => {
  const client = await server.connect();
  client.send("GET /cgi-bin/silent HTTP/1.1\r\nHost: a\r\n\r\n");
  const pids = await toldInLog("silent");
  client.socket.resetAndDestroy();
  await untilGone(pids);
  await until(() => server.server.server.activeCount === 0);
  assert.deepEqual(
    server.log.filter((line) => /silent/.test(line) && !/pids/.test(line)),
    [],
  );
});

test("a response ends with the script, though something it left holds its output", async () => {
  const { client, pids } = await start(server, "leaves-open");
  await client.until("0\r\n\r\n");
  await untilGone(pids);
  client[Symbol.dispose]();
});

test("a response whose end is not known is cut when the time of its script is up, though only what it left still writes", async () => {
  using chatty = new CgiFolder({ "cgi-bin/chatty": sh("(while :; do echo $$; sleep 0.02; done) & exit 0") });
  await using server = await serveScripts(chatty, { cgiLimits: { ...DEFAULT_CGI_LIMITS, runMs: 300 } });
  using client = await server.connect();
  client.send("GET /cgi-bin/chatty HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.doesNotMatch(await client.ended(), /\r\n0\r\n\r\n$/);
  assert.match(client.received, /^HTTP\/1.1 200 [^]*\d\n\r\n$/);
  assert.ok(server.log.includes("CGI script /cgi-bin/chatty did not end in time, and was ended"));
});

test("a response whose script has ended, and all it started, goes on for a slow client when the time is up", async () => {
  const BIG = 150_000;
  class Slow extends CGIHTTPRequestHandler {
    override endHeaders(): void {
      super.endHeaders();
      const { wfile } = this;
      const write = wfile.write.bind(wfile);
      wfile.write = async (data) => {
        await sleep(200);
        return write(data);
      };
    }
  }
  using big = new CgiFolder({ "cgi-bin/big": sh(`head -c ${BIG} /dev/zero`) });
  await using server = await serveScripts(big, { cgiLimits: { ...DEFAULT_CGI_LIMITS, runMs: 300 } }, Slow);
  const text = await server.send("GET /cgi-bin/big HTTP/1.0\r\n\r\n");
  assert.equal(text.length - text.indexOf("\r\n\r\n") - 4, BIG);
  assert.equal(server.log.length, 1);
});

test("a response ends with the output, though the script goes on", async () => {
  const { client, pids } = await start(server, "closes");
  await client.until("0\r\n\r\n");
  assert.equal(isAlive(pids[0] as number), true);
  await untilGone(pids);
  client[Symbol.dispose]();
});

describe("where all slots are taken", () => {
  test("requests wait for one, and run when one is free", async () => {
    await using narrow = await serveScripts(folder, { cgiLimits: { ...LIMITS, maxProcesses: 1 } });
    const first = await start(narrow, "waits");
    using second = await narrow.connect();
    second.send("GET /cgi-bin/ok HTTP/1.0\r\n\r\n");
    first.client.socket.resetAndDestroy();
    assert.match(await second.ended(), /ok\n$/);
  });

  test("requests are refused with 503 and Retry-After once too many wait", async () => {
    await using narrow = await serveScripts(folder, { cgiLimits: { ...LIMITS, maxProcesses: 1, maxQueued: 0 } });
    const first = await start(narrow, "waits");
    const { statusLine, text } = await narrow.get("/cgi-bin/ok");
    assert.equal(statusLine, "HTTP/1.1 503 Service Unavailable");
    assert.match(text, /\r\nRetry-After: 5\r\n/);
    assert.ok(narrow.log.includes("all 1 CGI processes are busy"));
    assert.equal(narrow.server.server.refusals.get(503), 1);
    first.client.socket.resetAndDestroy();
  });

  test("requests are refused once they have waited too long", async () => {
    await using narrow = await serveScripts(folder, { cgiLimits: { ...LIMITS, maxProcesses: 1, queueMs: 20 } });
    const first = await start(narrow, "waits");
    assert.equal((await narrow.get("/cgi-bin/ok")).status, 503);
    first.client.socket.resetAndDestroy();
  });

  test("a client that leaves the queue leaves its place", async () => {
    await using narrow = await serveScripts(folder, { cgiLimits: { ...LIMITS, maxProcesses: 1, maxQueued: 1 } });
    const first = await start(narrow, "waits");
    const leaving = await narrow.connect();
    leaving.send("GET /cgi-bin/ok HTTP/1.0\r\n\r\n");
    await until(() => narrow.server.server.activeCount === 2);
    assert.equal((await narrow.get("/cgi-bin/ok")).status, 503);
    leaving.socket.resetAndDestroy();
    await until(() => narrow.server.server.activeCount === 1);
    using next = await narrow.connect();
    next.send("GET /cgi-bin/ok HTTP/1.0\r\n\r\n");
    await until(() => narrow.server.server.activeCount === 2);
    first.client.socket.resetAndDestroy();
    assert.match(await next.ended(), /ok\n$/);
  });
});

test("files are served while all slots are taken", async () => {
  folder.write("plain.txt", "plain\n");
  await using narrow = await serveScripts(folder, { cgiLimits: { ...LIMITS, maxProcesses: 1 } });
  const first = await start(narrow, "waits");
  assert.equal((await narrow.get("/plain.txt")).body, "plain\n");
  first.client.socket.resetAndDestroy();
});

test("a limit of processes stops a script that starts them without end", {
  skip: process.getuid?.() !== 0,
}, async () => {
  // The limit counts all processes of a user: the script runs as one that has no others.
  using own = new CgiFolder({
    "cgi-bin/bomb": sh('i=0; while [ $i -lt 200 ]; do sleep 30 & i=$((i+1)); done 2>/dev/null; echo "started $i"'),
  });
  const cgiLimits = { ...LIMITS, maxUserProcesses: 20 };
  await using limited = await serveScripts(own, { cgiLimits, cgiUser: String(LONELY_UID) });
  const { body } = await limited.get("/cgi-bin/bomb");
  assert.doesNotMatch(body, /started 200/);
  await until(() => processesOf(LONELY_UID) === 0);
});

/** Counts the processes of a user, zombies aside. */
function processesOf(uid: number): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => new RegExp(`^Uid:\\t${uid}\\t`, "m").test(statusOf(pid))).length;
}

function statusOf(pid: string): string {
  try {
    const status = readFileSync(join("/proc", pid, "status"), "latin1");
    return /^State:\tZ/m.test(status) ? "" : status;
  } catch {
    return ""; // gone meanwhile
  }
}
