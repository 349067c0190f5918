// The counterparts of CPython's RequestHandlerLoggingTestCase, and of test_unprintable_not_logged.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatLogDate } from "../../src/http/date.ts";
import { HTTPStatus } from "../../src/http/status.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { exchange } from "../../src/testing/index.ts";
import { request } from "../support/requests.ts";
import { captureStderr } from "./test-handlers.ts";

const PREFIX = "127.0.0.1 - - [06/Nov/1994 08:49:37] ";

class LoggedHandler extends BaseHTTPRequestHandler {
  override logDateTimeString(): string {
    return "06/Nov/1994 08:49:37";
  }

  do_GET(): void {
    this.sendResponse(200);
    this.sendHeader("Content-Length", 0);
    this.endHeaders();
  }

  do_ERROR(): void {
    this.sendError(404, "File not found");
  }
}

function handlerAt(clientAddress: Address): LoggedHandler {
  return new LoggedHandler(undefined as never, clientAddress, undefined as never);
}

test("an answer is logged on stderr: address, two dashes, time, request line, status and a dash", async (t) => {
  const stderr = captureStderr(t);
  await exchange(LoggedHandler, request("GET /a?b HTTP/1.1"));
  assert.equal(stderr(), `${PREFIX}"GET /a?b HTTP/1.1" 200 -\n`);
});

test("an error is logged before its answer is", async (t) => {
  const stderr = captureStderr(t);
  await exchange(LoggedHandler, request("ERROR / HTTP/1.1"));
  assert.equal(stderr(), `${PREFIX}code 404, message File not found\n${PREFIX}"ERROR / HTTP/1.1" 404 -\n`);
});

test("the time is the local one, with an English month and no zone", () => {
  const handler = new BaseHTTPRequestHandler(undefined as never, ["127.0.0.1", 1], undefined as never);
  const before = formatLogDate(new Date());
  const logged = handler.logDateTimeString();
  assert.ok([before, formatLogDate(new Date())].includes(logged), logged);
  assert.match(logged, /^\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d$/);
});

describe("logMessage", () => {
  const MESSAGES: readonly (readonly [args: [string, ...unknown[]], logged: string])[] = [
    [["/foo"], "/foo"],
    [["/\x1bbar\0\x1b"], "/\\x1bbar\\x00\\x1b"],
    [["/spam %s.", "a"], "/spam a."],
    [["/spam %s.", "\x1b\x7f\x9f\xa0beans"], "/spam \\x1b\\x7f\\x9f\xa0beans."],
    [['"GET /foo\\b"ar\x07 HTTP/1.0"'], '"GET /foo\\\\b"ar\\x07 HTTP/1.0"'],
    [["a\nb\r\nc"], "a\\x0ab\\x0d\\x0ac"],
    [["%d of %s, %r %%", 3, HTTPStatus.OK, "it's"], `3 of 200, "it's" %`],
    [["Ärger 日本 😀"], "Ärger 日本 😀"],
  ];
  for (const [args, logged] of MESSAGES) {
    test(`writes ${JSON.stringify(args)} as ${JSON.stringify(logged)}`, (t) => {
      const stderr = captureStderr(t);
      handlerAt(["127.0.0.1", 1337]).logMessage(...args);
      assert.equal(stderr(), `${PREFIX}${logged}\n`);
    });
  }

  test("throws when the arguments do not fit the format", () => {
    const handler = handlerAt(["127.0.0.1", 1337]);
    assert.throws(() => handler.logMessage("%s"), TypeError);
    assert.throws(() => handler.logMessage("a", "b"), TypeError);
    assert.throws(() => handler.logMessage("100%"), Error);
  });

  test("is called by logRequest and logError with format and arguments", () => {
    const calls: unknown[][] = [];
    class Collecting extends LoggedHandler {
      override requestline = "GET / HTTP/1.0";

      override logMessage(...args: unknown[]): void {
        calls.push(args);
      }
    }
    const handler = new Collecting(undefined as never, ["127.0.0.1", 1], undefined as never);
    handler.logRequest();
    handler.logRequest(HTTPStatus.NOT_FOUND);
    handler.logRequest(200, 512);
    handler.logRequest("teapot", "many");
    handler.logError("%s of %s", 1, 2);
    assert.deepEqual(calls, [
      ['"%s" %s %s', "GET / HTTP/1.0", "-", "-"],
      ['"%s" %s %s', "GET / HTTP/1.0", 404, "-"],
      ['"%s" %s %s', "GET / HTTP/1.0", 200, 512],
      ['"%s" %s %s', "GET / HTTP/1.0", "teapot", "many"],
      ["%s of %s", 1, 2],
    ]);
  });
});

test("addressString is the client's IP address, and no name", () => {
  assert.equal(handlerAt(["192.0.2.1", 1]).addressString(), "192.0.2.1");
  assert.equal(handlerAt(["2001:db8::1", 1, 0, 0]).addressString(), "2001:db8::1");
  assert.equal(handlerAt("").addressString(), "");
});

test("a client cannot forge a line of the log", async (t) => {
  const stderr = captureStderr(t);
  await exchange(LoggedHandler, 'GET /\x1b[2J\\\r127.0.0.1 - - [] "GET / HTTP/1.0" 200 -\x9b\r\n\r\n');
  const lines = stderr().split("\n");
  assert.equal(lines.length, 3);
  assert.equal(lines[1], `${PREFIX}"GET /\\x1b[2J\\\\\\x0d127.0.0.1 - - [] "GET / HTTP/1.0" 200 -\\x9b" 400 -`);
  assert.doesNotMatch(stderr(), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

test("a handler that overrides logMessage writes nothing to stderr", async (t) => {
  const stderr = captureStderr(t);
  class Silent extends LoggedHandler {
    override logMessage(): void {}
  }
  await exchange(Silent, request("ERROR / HTTP/1.1"));
  assert.equal(stderr(), "");
});

test("logRequest writes what logMessage makes of its format", (t) => {
  const lines = ["GET / HTTP/1.1", "", "GET /%s\\\x1b\u2028 HTTP/1.1", 'GET /"\xe4\n', "GET /日本"];
  const codes = [200, HTTPStatus.NOT_FOUND, "-", "\x07%d", 299.5, -0, 1e21, Number.NaN];
  const sizes = ["-", "a\\b", 1234, 1e16];
  class Formatting extends LoggedHandler {
    override logMessage(format: string, ...args: unknown[]): void {
      super.logMessage(format, ...args);
    }
  }
  for (const requestline of lines) {
    for (const code of codes) {
      for (const size of sizes) {
        const [direct, formatted] = [LoggedHandler, Formatting].map((Handler) => {
          const stderr = captureStderr(t);
          const handler = new Handler(undefined as never, ["127.0.0.1", 1], undefined as never);
          handler.requestline = requestline;
          handler.logRequest(code, size);
          return stderr();
        });
        assert.equal(direct, formatted);
      }
    }
  }
});

test("logRequest asks for the address and the time by the methods a handler overrides", (t) => {
  const stderr = captureStderr(t);
  class Named extends LoggedHandler {
    override addressString(): string {
      return "a.client";
    }
  }
  new Named(undefined as never, ["127.0.0.1", 1], undefined as never).logRequest(200);
  assert.equal(stderr(), 'a.client - - [06/Nov/1994 08:49:37] "" 200 -\n');
});

test("a logMessage that is put on a class later is called by logRequest", () => {
  const calls: unknown[][] = [];
  class Patched extends LoggedHandler {}
  Patched.prototype.logMessage = (...args: unknown[]) => void calls.push(args);
  new Patched(undefined as never, ["127.0.0.1", 1], undefined as never).logRequest(200, 5);
  assert.deepEqual(calls, [['"%s" %s %s', "", 200, 5]]);
});
