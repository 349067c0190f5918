// Requests gathered from the tests of llhttp, h1spec, HTTP Garden, Apache and Go, where that collection is at hand.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MemoryTransport } from "../../src/io/memory-transport.ts";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { BaseServer } from "../../src/socketserver/base-server.ts";
import type { StreamRequest } from "../../src/socketserver/request-handlers.ts";
import { isSettled } from "../io/slow-transport.ts";
import { EchoHandler, WAYS_TO_READ } from "./echo-handler.ts";

interface GatheredRequest {
  readonly id: string;
  readonly raw_b64: string;
  readonly server_expect: "accept" | "reject" | "accept_then_reject" | "wait" | "any";
}

const PATH = join(process.cwd(), "..", "shared", "corpus", "requests.json");
const skip = existsSync(PATH) ? false : "the collection is not here";

const IS_HTTP_0_9 = "HTTP/0.9 is answered, as Python documents";
const NO_HOST = "an HTTP/1.1 request without Host is refused (RFC 9112 §3.2)";
const OTHER_PROTOCOL = "RTSP and ICE are not HTTP";

/** The requests whose outcome is not what their source wants, and why. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  "apache-strict-21": IS_HTTP_0_9,
  "apache-strict-22": IS_HTTP_0_9,
  "apache-strict-41": IS_HTTP_0_9,
  "go-09": IS_HTTP_0_9,
  "llhttp-sample-9": NO_HOST,
  "llhttp-sample-15": NO_HOST,
  "llhttp-method-12": OTHER_PROTOCOL,
  "llhttp-method-13": OTHER_PROTOCOL,
  "llhttp-method-14": OTHER_PROTOCOL,
  "llhttp-invalid-4": "any method the handler has is answered, RTSP's ANNOUNCE too",
  "garden-bonus-3": "the NUL stands behind a whole request: that is answered, and the NUL is refused as the next one",
};

function gathered(): readonly GatheredRequest[] {
  const { requests } = JSON.parse(readFileSync(PATH, "utf8")) as { requests: GatheredRequest[] };
  return requests.filter((request) => request.server_expect !== "any");
}

/** A handler that has a method for every upper-case word at the start of a line of the input. */
class ObligingHandler extends EchoHandler {
  constructor(events: string[], input: Buffer, ...args: HandlerArgs) {
    super(events, WAYS_TO_READ["read()"]!, ...args);
    for (const [method] of input.toString("latin1").matchAll(/^[A-Z-]+/gm)) {
      Object.assign(this, { [`do_${method}`]: this.echo });
    }
  }
}

/** What a server did with bytes: what it answered while the client waited, and what when the client had closed its side. */
async function outcomeOf(input: Buffer): Promise<{ isWaiting: boolean; events: readonly string[] }> {
  const events: string[] = [];
  const transport = new MemoryTransport();
  const server = new BaseServer<StreamRequest>("", (...args) => new ObligingHandler(events, input, ...args));
  server.turn = undefined;
  const handling = server.finishRequest(transport, "");
  transport.send(input);
  const isWaiting = !(await isSettled(handling)) && transport.output.length === 0;
  transport.sendEnd();
  await handling;
  return { isWaiting, events };
}

/** Tells whether an outcome is what the source of the request wants; what is dropped without an answer is rejected. */
function isAsWanted(wanted: GatheredRequest["server_expect"], outcome: Awaited<ReturnType<typeof outcomeOf>>): boolean {
  const isHandled = outcome.events.filter((event) => !event.startsWith("100 ")).map((event) => /^[A-Z-]+ /.test(event));
  if (wanted === "wait") return outcome.isWaiting;
  if (wanted === "reject") return isHandled[0] !== true;
  return isHandled[0] === true && (wanted === "accept" || !isHandled.includes(true, 1));
}

test("gathered requests are accepted and refused as their sources want, but for the deviations listed", {
  skip,
}, async () => {
  const deviating = new Set<string>();
  for (const { id, raw_b64, server_expect } of gathered()) {
    const input = Buffer.from(raw_b64, "base64");
    const outcome = await outcomeOf(input);
    if (isAsWanted(server_expect, outcome)) continue;
    const what = `${id} is to be ${server_expect}: ${JSON.stringify(input.toString("latin1"))}`;
    assert.ok(id in DEVIATIONS, `${what} came to: ${outcome.events.join("; ")}`);
    deviating.add(id);
  }
  assert.deepEqual([...deviating].sort(), Object.keys(DEVIATIONS).sort());
});
