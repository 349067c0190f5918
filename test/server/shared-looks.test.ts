// When requests may share one look at a kept file, and that none of them gets what was changed before it was sent.

import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { describe, type TestContext, test } from "node:test";
import { FileCache } from "../../src/files/file-cache.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { TempTree } from "../support/temp-tree.ts";

const GET = request("GET /f HTTP/1.1");
/** A version in which lines may end in a line feed alone. */
const GET_10 = request("GET /f HTTP/1.0");

/** Two clients of one server of `f`, which holds "one" and is kept. */
interface Scene {
  readonly first: RawClient;
  readonly second: RawClient;
  /** Which requests had arrived before their batch, in the order they were handled. */
  readonly predated: boolean[];
  /** Is called when the next request has been answered, before the one that is handled after it. */
  afterNext(action: () => void): void;
  change(): void;
}

async function withScene(sharesLooks: boolean, play: (scene: Scene) => Promise<void>): Promise<void> {
  using tree = new TempTree({ f: "one" });
  const predated: boolean[] = [];
  let action: (() => void) | undefined;
  const fileCache = new FileCache({ settledMs: -1000 });
  class Handler extends SimpleHTTPRequestHandler {
    override protocolVersion = "HTTP/1.1";
    override directory = tree.path;
    override fileCache = fileCache;
    override sharesLooks = sharesLooks;

    override do_GET(): void | Promise<void> {
      predated.push(this.predatesBatch);
      const working = super.do_GET();
      const next = action;
      action = undefined;
      next?.();
      return working;
    }

    override logMessage(): void {}
  }
  await using server = await startServer(Handler);
  using first = await RawClient.connect(server);
  using second = await RawClient.connect(server);
  for (const client of [first, second]) {
    client.send(GET);
    await client.until("one");
    client.received = "";
  }
  predated.length = 0;
  const afterNext = (given: () => void): void => {
    action = given;
  };
  await play({ first, second, predated, afterNext, change: () => fs.writeFileSync(tree.at("f"), "changed") });
}

/** Waits for so many answers, which a client gets whole, and returns their bodies. */
async function untilBodies(client: RawClient, count: number): Promise<string[]> {
  await client.until("\r\n\r\n", count);
  await client.until("HTTP/1.1 200", count);
  return [...client.received.matchAll(/\r\n\r\n(one|changed)/g)].map(([, body]) => body as string);
}

/** Counts the calls of statSync. */
function countLooks(t: TestContext): () => number {
  const mock = t.mock.method(fs, "statSync");
  syncBuiltinESMExports();
  t.after(() => {
    mock.mock.restore();
    syncBuiltinESMExports();
  });
  return () => mock.mock.callCount();
}

describe("requests that had all arrived when the file was looked at", () => {
  test("share that look, if the handler lets them", async (t) => {
    await withScene(true, async ({ first, second, predated }) => {
      const looks = countLooks(t);
      first.send(GET);
      second.send(GET);
      assert.deepEqual([...(await untilBodies(first, 1)), ...(await untilBodies(second, 1))], ["one", "one"]);
      assert.deepEqual(predated, [true, true]);
      assert.equal(looks(), 1);
    });
  });

  test("have one each, unless the handler says otherwise: it may have changed the file itself", async () => {
    assert.equal(new SimpleHTTPRequestHandler(null as never, ["", 0], null as never).sharesLooks, false);
    await withScene(false, async ({ first, second, afterNext, change }) => {
      afterNext(change);
      first.send(GET);
      second.send(GET);
      assert.deepEqual([...(await untilBodies(first, 1)), ...(await untilBodies(second, 1))], ["one", "changed"]);
    });
  });
});

describe("a request that was sent after the file was looked at and changed gets the change", () => {
  const CASES = [
    { what: "another", sentBefore: GET, get: GET, bodies: ["one", "changed"], hadArrived: [true, true, false] },
    { what: "a line end", sentBefore: "\r\n", get: GET, bodies: ["changed"], hadArrived: [true, false] },
    { what: "a line feed", sentBefore: "\n", get: GET_10, bodies: ["changed"], hadArrived: [true, false] },
  ];
  for (const { what, sentBefore, get, bodies, hadArrived } of CASES) {
    test(`when it comes with ${what} that was sent before`, async () => {
      await withScene(true, async ({ first, second, predated, afterNext, change }) => {
        afterNext(() => {
          change();
          second.send(get);
        });
        first.send(GET);
        second.send(sentBefore);
        assert.deepEqual(await untilBodies(second, bodies.length), bodies);
        assert.deepEqual(predated, hadArrived);
      });
    });
  }

  test("when it comes in a turn of its own", async () => {
    await withScene(true, async ({ first, second, change }) => {
      first.send(GET);
      await untilBodies(first, 1);
      change();
      second.send(GET);
      assert.deepEqual(await untilBodies(second, 1), ["changed"]);
    });
  });
});
