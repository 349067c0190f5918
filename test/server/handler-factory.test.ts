// What may be given to a server to make handlers with.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BaseHTTPRequestHandler, type HandlerArgs } from "../../src/server/base-handler.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { request } from "../support/requests.ts";
import { captureStderr, PersistentHandler, QuietHandler } from "./test-handlers.ts";

const GET = request("GET /a HTTP/1.1");

async function answerTo(handler: Parameters<typeof exchange>[0]): Promise<string> {
  return (await exchange(handler, GET)).output.toString("latin1");
}

describe("a server makes handlers with", () => {
  class Greeting extends QuietHandler {
    readonly greeting: string;

    constructor(greeting: string, ...args: HandlerArgs) {
      super(...args);
      this.greeting = greeting;
    }

    do_GET(): void {
      this.answer(this.greeting);
    }
  }

  test("a class", async () => {
    assert.match(await answerTo(PersistentHandler), /\r\n\r\n\/a$/);
  });

  test("an arrow function, which may pass on more arguments", async () => {
    assert.match(await answerTo((...args: HandlerArgs) => new Greeting("hi", ...args)), /\r\n\r\nhi$/);
  });

  test("a function of any kind", async () => {
    function make(...args: HandlerArgs): Greeting {
      return new Greeting("hello", ...args);
    }
    assert.match(await answerTo(make), /\r\n\r\nhello$/);
    assert.match(await answerTo(make.bind(undefined)), /\r\n\r\nhello$/);
    const methods = {
      make(...args: HandlerArgs): Greeting {
        return new Greeting("method", ...args);
      },
    };
    assert.match(await answerTo(methods.make), /\r\n\r\nmethod$/);
  });

  test("one for each connection, with the connection, the address and the server", async () => {
    const made: HandlerArgs[] = [];
    await using running = await startServer((...args: HandlerArgs) => {
      made.push(args);
      return new PersistentHandler(...args);
    });
    await (await fetch(running.url, { headers: { Connection: "close" } })).text();
    await (await fetch(running.url, { headers: { Connection: "close" } })).text();
    assert.equal(made.length, 2);
    assert.notEqual(made[0]?.[0], made[1]?.[0]);
    assert.equal(made[0]?.[1][0], "127.0.0.1");
    assert.equal(made[0]?.[2], running.server);
  });

  test("a function that throws: that is reported, and the connection is closed", async (t) => {
    const stderr = captureStderr(t);
    let isBroken = true;
    await using running = await startServer((...args: HandlerArgs) => {
      if (isBroken) throw new Error("no handler today");
      return new PersistentHandler(...args);
    });
    await assert.rejects(fetch(running.url));
    assert.match(stderr(), /no handler today/);
    isBroken = false;
    assert.equal((await fetch(running.url)).status, 200);
  });
});

test("constructing a handler does nothing but assign", () => {
  const request = {} as never;
  const server = {} as never;
  const handler = new BaseHTTPRequestHandler(request, ["127.0.0.1", 1], server);
  assert.equal(handler.request, request);
  assert.equal(handler.server, server);
  assert.equal(handler.rfile, undefined);
  assert.equal(handler.wfile, undefined);
});
