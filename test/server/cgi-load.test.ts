// Many requests at the same time, clients that leave among them: nothing is left of them. `npm run abuse` does more of it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { until } from "../support/waiting.ts";
import { CgiFolder, serveScripts, sh } from "./cgi-server.ts";

const REQUESTS = 400;
const CONCURRENCY = 50;
/** Every tenth client leaves in the middle. */
const LEAVES = 10;

/** The open descriptors of this process but for the event loop's own. */
function descriptors(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // the one the directory was read with
    }
  });
}

/** The children of this process, zombies included. */
function children(): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ")[1] === String(process.pid)
      );
    } catch {
      return false; // it has ended meanwhile
    }
  });
}

test("nothing is left of hundreds of requests", { skip: process.platform !== "linux" }, async () => {
  using folder = new CgiFolder({ "cgi-bin/echo": sh("cat"), "cgi-bin/slow": sh("echo begun; sleep 30") });
  await using server = await serveScripts(folder);
  await server.get("/cgi-bin/echo");
  await until(() => children().length === 0);
  const before = descriptors().length;
  let answered = 0;
  let next = 0;

  async function client(): Promise<void> {
    while (next < REQUESTS) {
      const number = next++;
      using connection = await server.connect();
      if (number % LEAVES === 0) {
        connection.send("GET /cgi-bin/slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await connection.until("begun");
        connection.socket.resetAndDestroy();
        continue;
      }
      const body = `number ${number}`;
      const isChunked = number % 2 === 0;
      const framing = isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
      const sent = isChunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
      connection.send(`POST /cgi-bin/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${framing}\r\n\r\n${sent}`);
      assert.match(await connection.ended(), new RegExp(`${body}\r\n0\r\n\r\n$`));
      answered++;
    }
  }

  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  assert.equal(answered, REQUESTS - REQUESTS / LEAVES);
  await until(() => children().length === 0, "all children end");
  await until(() => descriptors().length <= before, `${descriptors().length - before} descriptors are closed`);
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith(`basehttp-${process.pid}-`)),
    [],
  );
});
