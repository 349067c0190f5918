// What a request may cost, counted rather than timed, so that a slower path is noticed on any machine. Who makes it cheaper lowers the number.

import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import { before, describe, test } from "node:test";
import { MemoryTransport } from "../../src/io/memory-transport.ts";
import { ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { PersistentHandler, request } from "../server/test-handlers.ts";

const REQUESTS = 200;
/** A promise now and then may be another's: the test runner's, for one. */
const SLACK = 0.5;
const GET = request("GET /a HTTP/1.1", "Accept: */*");

/** What a keep-alive connection cost from its second request on, for each time it was sent something. */
interface Cost {
  readonly promises: number;
  readonly writes: number;
  readonly answers: number;
}

/** Counts what happens while a connection is sent the same again and again, a turn of the event loop apart. */
async function costOf(bytes: string): Promise<Cost> {
  const transport = new MemoryTransport();
  const server = new ThreadingHTTPServer(["127.0.0.1", 0], PersistentHandler);
  const handled = server.finishRequest(transport as never, ["127.0.0.1", 1]);
  await sendOften(transport, bytes, 1);
  let promises = 0;
  const hook = createHook({
    init: (_id, type) => {
      if (type === "PROMISE") promises++;
    },
  });
  const writesBefore = transport.writes.length;
  const sending = sendOften(transport, bytes, REQUESTS, () => hook.enable());
  await sending.finally(() => hook.disable());
  const written = transport.writes.slice(writesBefore);
  const answers = Buffer.concat(written).toString("latin1").split("HTTP/1.1 200 OK\r\n").length - 1;
  transport.sendEnd();
  await handled;
  return { promises: promises / REQUESTS, writes: written.length / REQUESTS, answers: answers / REQUESTS };
}

/** Sends without making a promise between the first and the last time. */
function sendOften(transport: MemoryTransport, bytes: string, times: number, begun?: () => void): Promise<void> {
  return new Promise((resolve) => {
    let left = times;
    const step = (): void => {
      if (left-- === 0) return resolve();
      transport.send(bytes);
      setImmediate(step);
    };
    setImmediate(() => {
      begun?.();
      step();
    });
  });
}

describe("a keep-alive connection", () => {
  let single: Cost;
  let pipelined: Cost;
  before(async () => {
    single = await costOf(GET);
    pipelined = await costOf(GET.repeat(16));
  });

  test("answers every request", () => {
    assert.equal(single.answers, 1);
    assert.equal(pipelined.answers, 16);
  });

  test("has one write for a small answer, and one for the answers to requests that came together", () => {
    assert.equal(single.writes, 1);
    assert.equal(pipelined.writes, 1);
  });

  test("makes no promise for a request, nor to wait for one", () => {
    assert.ok(single.promises <= SLACK, `${single.promises} promises a request`);
    assert.ok(pipelined.promises <= SLACK, `${pipelined.promises} promises for 16 requests`);
  });
});
