// A connection without a socket.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { StreamRequestHandler } from "../../src/socketserver/request-handlers.ts";
import { exchange } from "../../src/testing/index.ts";
import { captureStderr, QuietHandler } from "../server/test-handlers.ts";
import { request } from "../support/requests.ts";
import { sleep } from "../support/waiting.ts";

class Echo extends StreamRequestHandler {
  override async handle(): Promise<void> {
    void this.wfile.write(await this.rfile.read());
  }
}

test("what a handler writes comes back, to one piece or several", async () => {
  assert.equal((await exchange(Echo, "hello")).output.toString(), "hello");
  assert.equal((await exchange(Echo, ["he", Buffer.from("llo")])).output.toString(), "hello");
  assert.equal((await exchange(Echo, [])).output.toString(), "");
});

test("pieces may come when they like", async () => {
  async function* pieces(): AsyncGenerator<string> {
    yield "he";
    await sleep(5);
    yield "llo";
  }
  assert.equal((await exchange(Echo, pieces())).output.toString(), "hello");
});

test("a handler finds an HTTP server, which has no port yet", async () => {
  class Looking extends QuietHandler {
    do_GET(): void {
      this.answer(`${this.server.serverName} ${this.server.serverPort}`);
    }
  }
  const { output } = await exchange(Looking, request("GET / HTTP/1.0"));
  assert.match(output.toString(), /\r\n\r\nlocalhost 0$/);
});

for (const [when, handle] of [
  ["at once", (): never => fail()],
  ["later", async (): Promise<never> => fail()],
] as const) {
  test(`what a handler throws ${when} goes to stderr, as in a server, and not to who asked`, async (t) => {
    const stderr = captureStderr(t);
    class Failing extends StreamRequestHandler {
      override handle = handle;
    }
    for (const input of ["x", ["x", "y", "z"]]) assert.equal((await exchange(Failing, input)).output.length, 0);
    assert.equal(stderr().match(/Error: not today/g)?.length, 2);
  });
}

test("a method that fails is answered 500", async (t) => {
  captureStderr(t);
  class Failing extends BaseHTTPRequestHandler {
    do_GET(): never {
      return fail();
    }
  }
  const { output } = await exchange(Failing, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  assert.match(output.toString(), /^HTTP\/1\.0 500 /);
});

function fail(): never {
  throw new Error("not today");
}
