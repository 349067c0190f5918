// Which method answers a request, and how the oldest requests are answered.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { PersistentHandler } from "./test-handlers.ts";

async function answerTo(bytes: string, handler: typeof BaseHTTPRequestHandler): Promise<string> {
  return (await exchange(handler, bytes)).output.toString("latin1");
}

function statusOf(answer: string): string {
  return answer.slice(0, answer.indexOf("\r\n"));
}

describe("the method of a request", () => {
  class DispatchHandler extends PersistentHandler {
    do_thing = "not a function";
    do_SPAM(): void {
      this.answer("spam");
    }
    "do_M-SEARCH"(): void {
      this.answer("search");
    }
  }

  class Inheriting extends DispatchHandler {
    do_EGGS = (): void => this.answer("eggs");
  }

  for (const [method, body] of [
    ["SPAM", "spam"],
    ["EGGS", "eggs"],
    ["M-SEARCH", "search"],
  ]) {
    test(`${method} is found by its name, whether own or inherited`, async () => {
      assert.ok((await answerTo(request(`${method} / HTTP/1.1`), Inheriting)).endsWith(`\r\n\r\n${body}`));
    });
  }

  for (const method of ["get", "Get", "spam", "thing", "constructor", "__proto__", "toString", "handle", "GETs", "*"]) {
    test(`${method} is answered 501, as nothing is called do_${method}`, async () => {
      const answer = await answerTo(request(`${method} / HTTP/1.1`), Inheriting);
      assert.equal(statusOf(answer), `HTTP/1.1 501 Unsupported method ('${method}')`);
      assert.match(answer, /Connection: close\r\n/);
    });
  }

  test("a do_ method set on the instance is found", async () => {
    const make = (...args: ConstructorParameters<typeof PersistentHandler>) => {
      const handler = new PersistentHandler(...args);
      return Object.assign(handler, { do_LATE: () => handler.answer("late") });
    };
    const { output } = await exchange(make, request("LATE / HTTP/1.1"));
    assert.ok(output.toString().endsWith("\r\n\r\nlate"));
  });

  test("OPTIONS * asks about the server as a whole: it is answered with the methods there are", async () => {
    const answer = await answerTo(request("OPTIONS * HTTP/1.1"), Inheriting);
    assert.match(answer, /^HTTP\/1\.1 204 No Content\r\n.*\r\nAllow: EGGS, GET, HEAD, M-SEARCH, POST, SPAM\r\n\r\n$/s);
    assert.match(await answerTo(request("OPTIONS / HTTP/1.1"), Inheriting), /^HTTP\/1\.1 501 /);
    class Answering extends Inheriting {
      do_OPTIONS(): void {
        this.answer(this.path);
      }
    }
    assert.match(await answerTo(request("OPTIONS * HTTP/1.1"), Answering), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\*$/s);
  });

  test("a method in angle brackets is none, and is escaped in the page", async () => {
    const answer = await answerTo('<script>alert("hello")</script> / HTTP/1.1\r\n\r\n', PersistentHandler);
    assert.match(answer, /^HTTP\/1\.1 400 Bad request syntax/);
    assert.match(answer, /&lt;script&gt;alert\("hello"\)&lt;\/script&gt;/);
  });

  test("a request that ends before its head does is not answered", async () => {
    for (const bytes of ["GET", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a", "GET / HTTP/1.1\r\nHost: a\r\n"]) {
      assert.equal(await answerTo(bytes, PersistentHandler), "");
    }
  });
});

describe("HTTP/0.9", () => {
  test("a simple GET is answered at once, with nothing but the body", async () => {
    await using running = await startServer(PersistentHandler);
    using client = await RawClient.connect(running);
    client.send("GET /index.html\r\n");
    assert.equal(await client.ended(), "/index.html");
  });

  test("another method is refused with a whole answer", async () => {
    assert.match(
      await answerTo("POST /index.html\r\n", PersistentHandler),
      /^HTTP\/1\.1 400 Bad HTTP\/0\.9 request type/,
    );
  });

  test("a second line on the connection is not served", async () => {
    assert.equal(await answerTo("GET /one\r\nGET /two\r\n", PersistentHandler), "/one");
  });

  test("a line of three words with HTTP/0.9 is answered in its style", async () => {
    assert.equal(await answerTo("GET /one HTTP/0.9\r\n\r\n", PersistentHandler), "/one");
  });

  test("an error is its page, and a redirect is nothing at all", async () => {
    class BareHandler extends PersistentHandler {
      override do_GET(): void {
        if (this.path === "/error") return this.sendError(404);
        this.sendResponse(301);
        this.sendHeader("Location", "/there");
        this.endHeaders();
      }
    }
    assert.match(await answerTo("GET /error\r\n", BareHandler), /^<!DOCTYPE HTML>.*404 - Nothing.*<\/html>\n$/s);
    assert.equal(await answerTo("GET /redirect\r\n", BareHandler), "");
  });
});
