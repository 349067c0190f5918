// What a request may cost, counted rather than timed, so that a slower path is noticed on any machine. Who makes it cheaper lowers the number.

import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { getHeapStatistics } from "node:v8";
import { SETTLED_MS } from "../../src/files/file-version.ts";
import { MemoryTransport } from "../../src/io/memory-transport.ts";
import { ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { PersistentHandler } from "../server/test-handlers.ts";
import { request } from "../support/requests.ts";
import { sleep } from "../support/waiting.ts";

const REQUESTS = 200;
/** Requests until what is run is compiled, and does not change any more. */
const WARMING = 3000;
const TRIES = 20;
/** A promise now and then may be another's: the test runner's, for one. */
const SLACK = 0.5;
const GET = request("GET /a HTTP/1.1", "Accept: */*");

type HandlerClass = ConstructorParameters<typeof ThreadingHTTPServer>[1];

/** What a keep-alive connection cost from its second request on, for each time it was sent something. */
interface Cost {
  readonly promises: number;
  readonly writes: number;
  readonly answers: number;
}

function open(handler: HandlerClass): { transport: MemoryTransport; handled: Promise<void> } {
  const transport = new MemoryTransport();
  const server = new ThreadingHTTPServer(["127.0.0.1", 0], handler);
  return { transport, handled: server.finishRequest(transport as never, ["127.0.0.1", 1]) };
}

/** Counts what happens while a connection is sent the same again and again, a turn of the event loop apart. */
async function costOf(bytes: string): Promise<Cost> {
  const { transport, handled } = open(PersistentHandler);
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

/** What V8 allocates for a request, in bytes: the median of several tries, but for those in which it collected garbage. */
async function heapBytesOf(handler: HandlerClass, bytes: string): Promise<number> {
  const { transport, handled } = open(handler);
  await sendOften(transport, bytes, WARMING);
  const costs: number[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    transport.writes.length = 0;
    const before = getHeapStatistics().used_heap_size;
    await sendOften(transport, bytes, REQUESTS);
    const cost = (getHeapStatistics().used_heap_size - before) / REQUESTS;
    if (cost > 0) costs.push(cost);
  }
  transport.sendEnd();
  await handled;
  assert.ok(costs.length > 0, "garbage was collected in every try");
  return costs.sort((a, b) => a - b)[costs.length >> 1] as number;
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

  test("allocates less than 2.2 KB for a small answer", async () => {
    const bytes = await heapBytesOf(PersistentHandler, GET);
    assert.ok(bytes < 2200, `${bytes} bytes`);
  });
});

describe("a file that is kept in memory", () => {
  const directory = fs.mkdtempSync(join(tmpdir(), "basehttp-budget-"));
  after(() => fs.rmSync(directory, { recursive: true }));
  fs.writeFileSync(join(directory, "a"), "x".repeat(1024));
  // Only what has not changed for a while is kept.
  before(() => sleep(SETTLED_MS + 100));

  class Files extends SimpleHTTPRequestHandler {
    override protocolVersion = "HTTP/1.1";
    override directory = directory;

    override logRequest(): void {}
  }

  /** Notes every call of the file system's synchronous functions. */
  function noteCalls(t: TestContext): string[] {
    const calls: string[] = [];
    const isFunction = (name: string): boolean => typeof fs[name as "statSync"] === "function";
    for (const name of Object.keys(fs).filter((key) => key.endsWith("Sync") && isFunction(key))) {
      const original = fs[name as "statSync"] as (...args: unknown[]) => unknown;
      const noting = (...args: unknown[]): unknown => {
        calls.push(name);
        return original(...args);
      };
      t.mock.method(fs, name as "statSync", noting as never);
    }
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });
    return calls;
  }

  test("costs one call of the system for each request, which asks whether it is still the same", async (t) => {
    const { transport, handled } = open(Files);
    await sendOften(transport, GET, 3);
    const calls = noteCalls(t);
    await sendOften(transport, GET, REQUESTS);
    assert.deepEqual(
      calls,
      Array.from({ length: REQUESTS }, () => "statSync"),
    );
    transport.sendEnd();
    await handled;
  });

  test("has one write for each answer, head and body together", async () => {
    const { transport, handled } = open(Files);
    await sendOften(transport, GET, REQUESTS);
    assert.equal(transport.writes.length, REQUESTS);
    transport.sendEnd();
    await handled;
  });

  test("allocates less than 6 KB for each answer of 1 KiB", async () => {
    const bytes = await heapBytesOf(Files, GET);
    assert.ok(bytes < 6000, `${bytes} bytes`);
  });
});
