// RFC 9112 §9.5 and §9.6 and RFC 9110 §15.5.9: how long a server waits. The clock is the test's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryTransport } from "../../../src/io/memory-transport.ts";
import type { HandlerArgs } from "../../../src/server/base-handler.ts";
import { BaseServer } from "../../../src/socketserver/base-server.ts";
import type { StreamRequest } from "../../../src/socketserver/request-handlers.ts";
import { settle } from "../../support/waiting.ts";
import { Notes, ProvingHandler } from "./proving-handler.ts";
import { get, post } from "./requirement.ts";

type TimedRequirement = readonly [sentence: string, input: string, seconds: number, answer: RegExp | ""];

const TIMED: Readonly<Record<string, readonly TimedRequirement[]>> = {
  "RFC 9112 §9.5": [
    ["a server that gives up a connection without a request closes it without an answer", "", 61, ""],
    ["a server does not give up a connection before its time", "", 59, /^waiting$/],
    ["a server closes an idle connection without an answer", get(), 76, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nGET \/$/],
    ["a server does not close an idle connection before its time", get(), 74, /GET \/waiting$/],
    ["empty lines before a request are no request: the connection is closed without an answer", "\r\n", 76, ""],
  ],
  "RFC 9110 §15.5.9": [
    [
      "a head that does not end is answered 408 and the connection closed",
      "GET / HTTP/1.1\r\nHost:",
      31,
      /^HTTP\/1\.1 408 Request Timeout\r\n[^]*\r\nConnection: close\r\n/,
    ],
    ["a request line that does not end is answered 408", "GE", 31, /^HTTP\/1\.1 408 /],
    ["a head has its time", "GET / HTTP/1.1\r\nHost:", 29, /^waiting$/],
    [
      "a body that does not come is answered 408",
      post("he", "Content-Length: 5"),
      31,
      /^HTTP\/1\.1 408 [^]*\r\nConnection: close\r\n/,
    ],
    [
      "a chunk that does not come is answered 408",
      post("5\r\nhe", "Transfer-Encoding: chunked"),
      31,
      /^HTTP\/1\.1 408 /,
    ],
  ],
};

for (const [section, rows] of Object.entries(TIMED)) {
  for (const [sentence, input, seconds, answer] of rows) {
    test(`${sentence} (${section})`, async () => {
      const output = await outputAfter(input, seconds);
      if (answer === "") assert.equal(output, "");
      else assert.match(output, answer);
    });
  }
}

/** What was sent when a client has been silent for so long; `waiting` behind it if it may still send. */
async function outputAfter(input: string, seconds: number): Promise<string> {
  const transport = new MemoryTransport();
  let handler: ProvingHandler | undefined;
  const make = (...args: HandlerArgs): ProvingHandler => {
    handler = new ProvingHandler(new Notes(), {}, ...args);
    return handler;
  };
  const server = new BaseServer<StreamRequest>(["127.0.0.1", 0], make);
  server.turn = undefined;
  let isHandled = false;
  const handling = server.finishRequest(transport, ["127.0.0.1", 50000]);
  void Promise.resolve(handling).then(() => {
    isHandled = true;
  });
  transport.send(input);
  await settle();
  handler?.tick(0);
  handler?.tick(seconds * 1000);
  await settle();
  const output = transport.output.toString("latin1") + (isHandled ? "" : "waiting");
  transport.sendEnd();
  await handling;
  return output;
}
