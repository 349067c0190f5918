import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HTTPError } from "../../src/http/errors.ts";
import type { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { sleep } from "../support/waiting.ts";
import { captureStderr, logInto, PersistentHandler } from "./test-handlers.ts";

const POST = request("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 5");
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

async function answerTo(handler: typeof BaseHTTPRequestHandler, ...pieces: string[]): Promise<string> {
  return (await exchange(handler, pieces)).output.toString("latin1");
}

test("a client that waits for 100 Continue gets it at once, then sends its body and gets the answer", async () => {
  await using running = await startServer(PersistentHandler);
  using client = await RawClient.connect(running);
  client.send(POST);
  assert.equal(await client.until(CONTINUE), CONTINUE);
  client.send("hello");
  assert.match(await client.until("\r\n\r\nhello"), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\nServer: /);
  client.send(request("GET /next HTTP/1.1"));
  await client.until("\r\n\r\n/next");
});

test("100 Continue has left before the method runs", async () => {
  class Looking extends PersistentHandler {
    override async do_POST(): Promise<void> {
      this.answer(String((this.request as unknown as { output: Buffer }).output));
    }
  }
  assert.ok((await answerTo(Looking, `${POST}hello`)).endsWith(`\r\n\r\n${CONTINUE}`));
});

test("100 Continue is not logged", async () => {
  const log: string[] = [];
  await answerTo(logInto(PersistentHandler, log), `${POST}hello`);
  assert.deepEqual(log, ['"POST / HTTP/1.1" 200 -']);
});

test("the expectation may be written in any case", async () => {
  const head = request("POST / HTTP/1.1", "expect: 100-CONTINUE", "Content-Length: 5");
  assert.ok((await answerTo(PersistentHandler, `${head}hello`)).startsWith(CONTINUE));
});

test("neither an HTTP/1.0 client nor an HTTP/1.0 handler sees a 100", async () => {
  const old = "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello";
  assert.match(await answerTo(PersistentHandler, old), /^HTTP\/1\.1 200 OK\r\n/);
  class OldHandler extends PersistentHandler {
    override protocolVersion = "HTTP/1.0";
  }
  assert.match(await answerTo(OldHandler, `${POST}hello`), /^HTTP\/1\.0 200 OK\r\n/);
});

test("what an HTTP/1.0 client expects is ignored (RFC 9110 §10.1.1)", async () => {
  class Rejecting extends PersistentHandler {
    override handleExpect100(): boolean {
      this.sendError(417);
      return false;
    }
  }
  for (const expectation of ["100-continue", "200-ok"]) {
    const old = `POST / HTTP/1.0\r\nExpect: ${expectation}\r\nContent-Length: 5\r\n\r\nhello`;
    assert.match(await answerTo(Rejecting, old), /^HTTP\/1\.1 200 OK\r\n/);
  }
});

test("an Expect field that names nothing expects nothing", async () => {
  for (const nothing of ["", " , "]) {
    const head = request("POST / HTTP/1.1", `Expect:${nothing}`, "Content-Length: 5");
    assert.match(await answerTo(PersistentHandler, `${head}hello`), /^HTTP\/1\.1 200 OK\r\n/);
  }
});

test("a method that does not exist is answered 501, without a 100 before it", async () => {
  const answer = await answerTo(PersistentHandler, POST.replace("POST", "EGGS"));
  assert.match(answer, /^HTTP\/1\.1 501 Unsupported method \('EGGS'\)\r\n/);
});

test("a handler that answers every method in its own way lets the client send its body", async () => {
  class Dispatching extends PersistentHandler {
    override async handleOneRequest(): Promise<void> {
      this.rawRequestline = await this.rfile.readline(65537);
      if (await this.parseRequest()) this.answer(`${this.command} ${await this.rfile.read()}`);
      this.closeConnection = true;
    }
  }
  class Translating extends PersistentHandler {
    override parseRequest(): boolean | Promise<boolean> {
      const isAccepted = super.parseRequest();
      this.command = "POST";
      return isAccepted;
    }
  }
  for (const handler of [Dispatching, Translating]) {
    await using running = await startServer(handler);
    using client = await RawClient.connect(running);
    client.send(POST.replace("POST", "EGGS"));
    assert.equal(await client.until(CONTINUE), CONTINUE);
    client.send("hello");
    assert.match(await client.until("hello"), /hello$/);
  }
});

test("another expectation is answered 417", async () => {
  const head = request("POST / HTTP/1.1", "Expect: 200-ok", "Content-Length: 5");
  const answer = await answerTo(PersistentHandler, `${head}hello`);
  assert.match(answer, /^HTTP\/1\.1 417 Expectation Failed\r\n/);
  assert.equal(answer.split("HTTP/1.1").length, 2);
});

describe("handleExpect100 overridden", () => {
  test("to answer 417 and return false keeps the method from being called", async () => {
    let isCalled = false;
    class Rejecting extends PersistentHandler {
      override handleExpect100(): boolean {
        this.sendError(417);
        return false;
      }

      override async do_POST(): Promise<void> {
        isCalled = true;
      }
    }
    const answer = await answerTo(Rejecting, POST);
    assert.match(answer, /^HTTP\/1\.1 417 Expectation Failed\r\nServer: .*\r\nDate: .*\r\n/);
    assert.equal(answer.split("Connection: close\r\n").length - 1, 1);
    assert.equal(isCalled, false);
  });

  test("to take its time is waited for, whatever it says then", async () => {
    class LookingUp extends PersistentHandler {
      override async handleExpect100(): Promise<boolean> {
        await sleep(1);
        if (this.headers.get("X-Key") === "open") return super.handleExpect100();
        this.sendError(401);
        return false;
      }
    }
    assert.match(await answerTo(LookingUp, `${POST}hello`), /^HTTP\/1\.1 401 Unauthorized\r\n.*<\/html>\n$/s);
    const allowed = request("POST / HTTP/1.1", "X-Key: open", "Expect: 100-continue", "Content-Length: 5");
    const answer = await answerTo(LookingUp, `${allowed}hello${request("GET /next HTTP/1.1")}`);
    assert.ok(answer.startsWith(`${CONTINUE}HTTP/1.1 200 OK\r\n`));
    assert.match(answer, /\r\n\r\nhelloHTTP.*\/next$/s);
  });

  test("to fail, at once or later, is answered 500", async (t) => {
    captureStderr(t);
    class Failing extends PersistentHandler {
      override handleExpect100(): Promise<boolean> {
        if (this.path === "/now") throw new TypeError("bug");
        return Promise.reject(new TypeError("bug"));
      }
    }
    for (const path of ["/now", "/later"]) {
      assert.match(await answerTo(Failing, POST.replace("/", path)), /^HTTP\/1\.1 500 .*<\/html>\n$/s);
    }
  });

  test("to answer with a response of its own closes, as nobody knows whether the body comes", async () => {
    class Refusing extends PersistentHandler {
      override handleExpect100(): boolean {
        this.answer("too large", 413);
        return false;
      }
    }
    await using running = await startServer(Refusing);
    using client = await RawClient.connect(running);
    client.send(POST);
    const answer = await client.ended();
    assert.match(answer, /^HTTP\/1\.1 413 .*Connection: close\r\n.*too large$/s);
  });

  test("to send fields with the 100 sends them", async () => {
    class Hinting extends PersistentHandler {
      override handleExpect100(): boolean {
        this.sendResponseOnly(100);
        this.sendHeader("X-Hint", "go on");
        this.endHeaders();
        return true;
      }
    }
    const answer = await answerTo(Hinting, `${POST}hello`);
    assert.ok(answer.startsWith("HTTP/1.1 100 Continue\r\nX-Hint: go on\r\n\r\nHTTP/1.1 200 OK\r\n"));
  });
});

describe("after a 100 Continue", () => {
  test("an HTTPError is answered with its status", async () => {
    class Failing extends PersistentHandler {
      override async do_POST(): Promise<void> {
        await this.rfile.read();
        throw new HTTPError(422);
      }
    }
    const { output, wasReset } = await exchange(Failing, [POST, "hello"]);
    assert.match(output.toString(), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 Unprocessable Content\r\n/);
    assert.equal(wasReset, false);
  });

  test("a bug is answered 500", async (t) => {
    captureStderr(t);
    class Buggy extends PersistentHandler {
      override do_POST(): Promise<void> {
        throw new TypeError("bug");
      }
    }
    assert.ok((await answerTo(Buggy, POST)).startsWith(`${CONTINUE}HTTP/1.1 500 Internal Server Error\r\n`));
  });

  test("a method that answers nothing is answered for: 500", async () => {
    class Silent extends PersistentHandler {
      override async do_POST(): Promise<void> {
        await this.rfile.read();
      }
    }
    assert.ok((await answerTo(Silent, POST, "hello")).startsWith(`${CONTINUE}HTTP/1.1 500 Internal Server Error\r\n`));
  });
});

test("interim responses of a method leave at once, before the final one", async () => {
  class Hinting extends PersistentHandler {
    override do_GET(): void {
      this.sendResponseOnly(103);
      this.sendHeader("Link", "</a.css>; rel=preload");
      this.endHeaders();
      this.answer("page");
    }
  }
  const { writes } = await exchange(Hinting, request("GET / HTTP/1.1"));
  assert.equal(String(writes[0]), "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
  assert.match(String(writes[1]), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\npage$/s);
});

test("101 is the last response: what the method writes behind it is another protocol", async () => {
  class Switching extends PersistentHandler {
    override do_GET(): void {
      this.sendResponse(101);
      this.sendHeader("Connection", "Upgrade");
      this.sendHeader("Upgrade", "echo");
      this.endHeaders();
      this.wfile.write("hello in echo");
      this.closeConnection = true;
    }
  }
  const answer = await answerTo(Switching, request("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: echo"));
  assert.match(answer, /^HTTP\/1\.1 101 Switching Protocols\r\n.*Upgrade: echo\r\n\r\nhello in echo$/s);
});
