// What a client may ask of a connection, and how long it may keep us waiting. Who looks after the time looks once a second.

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { Agent, type IncomingMessage, request as nodeRequest } from "node:http";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import { DEFAULT_LIMITS, type Limits } from "../../src/server/limits.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { sleep, until } from "../support/waiting.ts";
import { logInto, PersistentHandler } from "./test-handlers.ts";

const GET = request("GET /a HTTP/1.1");

/** A handler class with other limits. */
function limited(limits: Partial<Limits>): typeof PersistentHandler {
  return class extends PersistentHandler {
    override limits = { ...DEFAULT_LIMITS, ...limits };
  };
}

async function answerTo(bytes: string | string[], limits: Partial<Limits>): Promise<string> {
  return (await exchange(limited(limits), bytes)).output.toString("latin1");
}

test("the limits are those of well-known servers", () => {
  assert.deepEqual(DEFAULT_LIMITS, {
    maxLineBytes: 65536,
    maxFieldLines: 100,
    maxHeadBytes: 131072,
    firstByteMs: 60000,
    headMs: 30000,
    keepAliveMs: 75000,
    crowdedAt: 1000,
    minBodyBytesPerSecond: 240,
    slowBodyMs: 30000,
    writeStallMs: 60000,
    maxBodyBytes: Number.POSITIVE_INFINITY,
    maxHeldBytes: 65536,
    maxRequests: Number.POSITIVE_INFINITY,
    drainBytes: 65536,
    drainMs: 2000,
  });
  assert.equal(new PersistentHandler(undefined as never, "", undefined as never).limits, DEFAULT_LIMITS);
});

describe("the size of", () => {
  test("the request line, a field line, the header section and their number are bounded", async () => {
    const limits = { maxLineBytes: 30, maxFieldLines: 3, maxHeadBytes: 50 };
    assert.match(await answerTo(request("GET / HTTP/1.1", "A: b"), limits), /^HTTP\/1\.1 200 OK\r\n/);
    for (const [bytes, status] of [
      [request(`GET /${"x".repeat(30)} HTTP/1.1`), "414 URI Too Long"],
      [request("GET / HTTP/1.1", `A: ${"b".repeat(30)}`), "431 Line too long"],
      [request("GET / HTTP/1.1", `A: ${"b".repeat(20)}`, `C: ${"d".repeat(20)}`), "431 Headers too long"],
      [request("GET / HTTP/1.1", "A: b", "C: d"), "431 Too many headers"],
    ] as const) {
      const answer = await answerTo(bytes, limits);
      assert.ok(answer.startsWith(`HTTP/1.1 ${status}\r\n`), answer);
    }
  });

  test("a body is bounded by maxBodyBytes, announced or in chunks", async () => {
    const limits = { maxBodyBytes: 5 };
    const post = (...fields: string[]): string => request("POST / HTTP/1.1", ...fields);
    assert.match(await answerTo(`${post("Content-Length: 5")}hello`, limits), /\r\n\r\nhello$/);
    assert.match(await answerTo(`${post("Content-Length: 6")}hello!`, limits), /^HTTP\/1\.1 413 Content Too Large\r\n/);
    const chunked = post("Transfer-Encoding: chunked");
    assert.match(await answerTo(`${chunked}5\r\nhello\r\n0\r\n\r\n`, limits), /\r\n\r\nhello$/);
    assert.match(
      await answerTo(`${chunked}3\r\nhel\r\n3\r\nlo!\r\n0\r\n\r\n`, limits),
      /^HTTP\/1\.1 413 Content Too L/,
    );
  });

  test("a body that is announced too large is no matter of the method any more", async () => {
    let calls = 0;
    class Counting extends limited({ maxBodyBytes: 5 }) {
      override async do_POST(): Promise<void> {
        calls++;
      }
    }
    const { output } = await exchange(Counting, `${request("POST / HTTP/1.1", "Content-Length: 6")}hello!`);
    assert.equal(
      output
        .toString()
        .match(/HTTP\/1\.1 \d+/g)
        ?.join(),
      "HTTP/1.1 413",
    );
    assert.equal(calls, 0);
  });

  test("a body that is too large is refused before a 100 Continue", async () => {
    const bytes = request("POST / HTTP/1.1", "Content-Length: 6", "Expect: 100-continue");
    assert.match(await answerTo(bytes, { maxBodyBytes: 5 }), /^HTTP\/1\.1 413 Content Too Large\r\n/);
  });

  test("of what a method has not read as much is taken as maxHeldBytes says", async () => {
    class Late extends limited({ maxHeldBytes: 1_000_000 }) {
      override async do_POST(): Promise<void> {
        await until(() => (this.connection as Socket).bytesRead > 600_000);
        this.answer(String((await this.rfile.read()).length));
      }
    }
    await using running = await startServer(Late);
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 600000", "Connection: close") + "x".repeat(600_000));
    assert.match(await client.ended(), /\r\n\r\n600000$/);
  });

  test("an unread body that is read away is bounded by drainBytes", async () => {
    class Unreading extends limited({ drainBytes: 5 }) {
      override async do_POST(): Promise<void> {
        this.answer("posted");
      }
    }
    for (const [length, count] of [
      [5, 2],
      [6, 1],
    ] as const) {
      const bytes = request("POST / HTTP/1.1", `Content-Length: ${length}`) + "x".repeat(length) + GET;
      const { output } = await exchange(Unreading, bytes);
      assert.equal(output.toString().split("HTTP/1.1 200").length - 1, count);
    }
  });

  test("a body of a GET that is too long to be read away ends the connection, as the answer says", async () => {
    class Choosing extends limited({ drainBytes: 5 }) {
      override async do_GET(): Promise<void> {
        if (this.path === "/read") await this.rfile.read();
        this.sendResponse(200);
        if (this.requestVersion === "HTTP/1.0") this.sendHeader("Connection", "keep-alive, x-own");
        this.sendHeader("Content-Length", 0);
        this.endHeaders();
      }
    }
    const connectionFor = async (line: string): Promise<unknown> => {
      const { output } = await exchange(Choosing, `${request(line, "Content-Length: 6")}123456`);
      return [...output.toString().matchAll(/^Connection: (.*)\r$/gm)].map((match) => match[1]);
    };
    assert.deepEqual(await connectionFor("GET / HTTP/1.1"), ["close"]);
    assert.deepEqual(await connectionFor("GET / HTTP/1.0"), ["x-own", "close"]);
    assert.deepEqual(await connectionFor("GET /read HTTP/1.1"), []);
    assert.deepEqual(await connectionFor("GET /read HTTP/1.0"), ["keep-alive, x-own"]);
  });

  for (const [what, status, isSaid] of [
    ["an error", 401, true],
    ["a success", 200, false],
  ] as const) {
    test(`behind a head that has left, ${what} ${isSaid ? "says" : "cannot say"} that a body too long to be read away ends the connection`, async () => {
      class Early extends limited({ drainBytes: 5 }) {
        override async do_POST(): Promise<void> {
          if (this.path === "/read") await this.rfile.read(1);
          this.sendResponse(status);
          this.sendHeader("Content-Length", 2);
          this.endHeaders();
          await this.wfile.flush();
          this.wfile.write("no");
        }
      }
      const bytes = `Content-Length: 6\r\n\r\n123456${GET}`;
      const long = String((await exchange(Early, `POST / HTTP/1.1\r\nHost: x\r\n${bytes}`)).output);
      assert.equal(long.includes("\r\nConnection: close\r\n"), isSaid);
      assert.match(long, /\r\n\r\nno$/);
      const short = String((await exchange(Early, `POST /read HTTP/1.1\r\nHost: x\r\n${bytes}`)).output);
      assert.doesNotMatch(short, /Connection: close/);
      assert.match(short, /\r\n\r\nnoHTTP\/1\.1 200 OK\r\n/);
    });
  }

  test("where the head has not left, it takes back what it said of keeping the connection", async () => {
    class Unread extends limited({ drainBytes: 5 }) {
      do_PUT(): void {
        this.sendResponse(204);
        if (this.path === "/own") this.sendHeader("Connection", "keep-alive, x-own");
        this.endHeaders();
      }
    }
    const connectionFor = async (path: string): Promise<unknown> => {
      const bytes = request(`PUT ${path} HTTP/1.0`, "Connection: keep-alive", "Content-Length: 6");
      const { output } = await exchange(Unread, `${bytes}123456`);
      return [...output.toString().matchAll(/^Connection: (.*)\r$/gm)].map((match) => match[1]);
    };
    assert.deepEqual(await connectionFor("/"), ["close"]);
    assert.deepEqual(await connectionFor("/own"), ["x-own", "close"]);
  });

  test("a method that returns before its head has left says so, whatever the status, and the client does not ask again there", async () => {
    class Refusing extends PersistentHandler {
      do_PUT(): void {
        this.answer("no\r\n\r\n");
      }
    }
    await using running = await startServer(Refusing);
    const agent = new Agent({ keepAlive: true });
    const ask = async (method: string, body = ""): Promise<string | undefined> => {
      const asking = nodeRequest(running.url, { agent, method, headers: { "Content-Length": body.length } });
      asking.end(body);
      const [answer] = (await once(asking, "response")) as [IncomingMessage];
      assert.equal(answer.statusCode, 200);
      for await (const _ of answer);
      return answer.headers.connection;
    };
    for (let i = 0; i < 3; i++) {
      assert.equal(await ask("PUT", "x".repeat(66_000)), "close");
      assert.equal(await ask("GET"), undefined);
      assert.equal(await ask("PUT", "x".repeat(60_000)), undefined);
    }
    agent.destroy();
  });

  test("a head that a method wrote by hand stays as it is, however long the body that was not read", async () => {
    class Own extends limited({ drainBytes: 5 }) {
      override async do_POST(): Promise<void> {
        this.closeConnection = false;
        this.wfile.write("HTTP/1.1 204 Own\r\n\r\n");
      }
    }
    const { output } = await exchange(Own, `${request("POST / HTTP/1.1", "Content-Length: 6")}123456${GET}`);
    assert.equal(String(output), "HTTP/1.1 204 Own\r\n\r\n");
  });

  test("a long body that a method reads behind its head does not end the connection", async () => {
    class Streaming extends limited({ drainBytes: 5 }) {
      override async do_POST(): Promise<void> {
        this.sendResponse(200);
        this.endHeaders();
        for await (const piece of this.rfile) await this.wfile.write(piece);
      }
    }
    const { output } = await exchange(Streaming, `${request("POST / HTTP/1.1", "Content-Length: 6")}123456${GET}`);
    assert.equal(output.toString().split("HTTP/1.1 200").length - 1, 2);
    assert.doesNotMatch(output.toString(), /123456[^]*Connection: close[^]*HTTP\/1\.1 200/);
  });
});

test("maxRequests is how many requests a connection serves; the last answer says that it closes", async () => {
  const answer = await answerTo(GET.repeat(5), { maxRequests: 3 });
  assert.equal(answer.split("HTTP/1.1 200").length - 1, 3);
  assert.equal(answer.split("Connection: close").length - 1, 1);
  assert.match(answer, /Connection: close\r\n\r\n\/a$/);
});

describe("the patience with a client that", { concurrency: true }, () => {
  test("sends nothing at all ends after firstByteMs: the connection is closed without an answer", async () => {
    await using running = await startServer(limited({ firstByteMs: 1 }));
    using client = await RawClient.connect(running);
    assert.equal(await client.ended(), "");
  });

  test("does not finish its head ends after headMs: 408", async () => {
    await using running = await startServer(limited({ headMs: 1 }));
    using client = await RawClient.connect(running);
    client.send("GET / HTTP/1.1\r\nHo");
    assert.match(await client.ended(), /^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  test("does not finish its line ends after headMs: 408, without a page for HEAD", async () => {
    await using running = await startServer(limited({ headMs: 1 }));
    for (const [method, end] of [
      ["GET", /<\/html>\n$/],
      ["HEAD", /\r\n\r\n$/],
    ] as const) {
      using client = await RawClient.connect(running);
      client.send(`${method} /a`);
      const answer = await client.ended();
      assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n/);
      assert.match(answer, end);
    }
  });

  test("is idle ends after keepAliveMs: the connection is closed, and nothing is logged", async () => {
    const log: string[] = [];
    await using running = await startServer(logInto(limited({ keepAliveMs: 1 }), log));
    using client = await RawClient.connect(running);
    client.send(GET);
    assert.match(await client.ended(), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/a$/s);
    assert.deepEqual(log, ['"GET /a HTTP/1.1" 200 -']);
  });

  test("does not send its body ends after slowBodyMs: 408", async () => {
    await using running = await startServer(limited({ slowBodyMs: 1 }));
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 5"));
    assert.match(await client.ended(), /^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  test("sends its body in drops ends after slowBodyMs: 408", async () => {
    await using running = await startServer(limited({ slowBodyMs: 1500 }));
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 1000"));
    while (!client.isEnded && client.received === "") {
      client.send("x");
      await sleep(100);
    }
    assert.match(client.received, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  test("sends its body slowly but steadily does not end", async () => {
    await using running = await startServer(limited({ slowBodyMs: 1000 }));
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 4000", "Connection: close"));
    for (let i = 0; i < 40; i++) {
      client.send("x".repeat(100));
      await sleep(80);
    }
    assert.match(await client.ended(), /^HTTP\/1\.1 200 OK\r\n.*x{4000}$/s);
  });

  const ANSWERS: Readonly<Record<string, (handler: PersistentHandler) => Promise<unknown>>> = {
    "is being written": async ({ wfile }) => {
      while (!wfile.isClosed) await wfile.write(Buffer.alloc(1_000_000));
    },
    "waits, with its signal, to go on": ({ wfile, signal }) => {
      void wfile.write(Buffer.alloc(20_000_000));
      return once(new EventEmitter(), "news", { signal });
    },
  };
  for (const [what, write] of Object.entries(ANSWERS)) {
    test(`takes nothing of its answer, which ${what}, ends after writeStallMs: the connection is cut`, async () => {
      const log: string[] = [];
      class Large extends limited({ writeStallMs: 500 }) {
        override async do_GET(): Promise<void> {
          this.sendResponse(200);
          this.sendHeader("Content-Length", 1e9);
          this.endHeaders();
          await write(this);
        }
      }
      await using running = await startServer(logInto(Large, log));
      using client = await RawClient.connect(running);
      client.socket.pause();
      client.send(GET);
      await until(() => running.server.activeCount > 0);
      await until(() => running.server.activeCount === 0);
      assert.deepEqual(log, ['"GET /a HTTP/1.1" 200 -', "Request timed out: TimeoutError('timed out')"]);
    });
  }

  test("waits for a slow setup is not looked at before", () => {
    const handler = new PersistentHandler(undefined as never, "", { activeCount: 1 } as never);
    handler.tick(0);
    handler.serverStopping();
  });

  test("waits for a slow method does not end", async () => {
    class Slow extends limited({ firstByteMs: 1, headMs: 1, keepAliveMs: 1, slowBodyMs: 1, writeStallMs: 500 }) {
      override async do_GET(): Promise<void> {
        await sleep(2500);
        this.answer("at last");
      }
    }
    await using running = await startServer(Slow);
    using client = await RawClient.connect(running);
    client.send(GET);
    assert.match(await client.until("\r\n\r\nat last"), /^HTTP\/1\.1 200 OK\r\n/);
  });

  test("does not send a body nobody reads ends after drainMs: the connection is closed behind the answer", async () => {
    class Unreading extends limited({ drainMs: 50 }) {
      override async do_POST(): Promise<void> {
        this.answer("posted");
      }
    }
    await using running = await startServer(Unreading);
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 5"));
    assert.match(await client.ended(), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nposted$/s);
  });
});
