// What a subclass may change.

import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, test } from "node:test";
import { HTTPMessage } from "../../src/http/message.ts";
import type { StatusCode } from "../../src/http/status.ts";
import { DEFAULT_LIMITS } from "../../src/server/limits.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { captureStderr, logInto, PersistentHandler, QuietHandler } from "./test-handlers.ts";

const GET = request("GET /a HTTP/1.1");
const GETS = request("GET /1 HTTP/1.1") + request("GET /2 HTTP/1.1") + request("GET /3 HTTP/1.1");

type HandlerMaker = Parameters<typeof exchange>[0];

async function answerTo(handler: HandlerMaker, bytes = GET): Promise<string> {
  return (await exchange(handler, bytes)).output.toString("latin1");
}

describe("a field of a subclass replaces the attribute", () => {
  test("serverVersion, sysVersion, protocolVersion, errorMessageFormat, errorContentType, responses", async () => {
    class Custom extends QuietHandler {
      override serverVersion = "Mine/1.0 Yours/2";
      override sysVersion = "";
      override protocolVersion = "HTTP/1.1";
      override errorMessageFormat = "%(code)d: %(message)s";
      override errorContentType = "text/plain";
      override responses = { 404: ["Nope", "It is not here"] as const };

      do_GET(): void {
        this.sendError(404);
      }
    }
    assert.match(
      await answerTo(Custom),
      /^HTTP\/1\.1 404 Nope\r\nServer: Mine\/1\.0 Yours\/2\r\nDate: .*\r\nConnection: close\r\nContent-Type: text\/plain\r\nContent-Length: 9\r\n\r\n404: Nope$/,
    );
  });

  test("MessageClass makes the headers", async () => {
    class Fields extends HTTPMessage {
      get language(): string {
        return this.get("Accept-Language") ?? "none";
      }
    }
    class Custom extends QuietHandler {
      override MessageClass = Fields;

      do_GET(): void {
        this.answer((this.headers as Fields).language);
      }
    }
    assert.match(await answerTo(Custom, request("GET / HTTP/1.1", "accept-language: eo")), /\r\n\r\neo$/);
  });
});

describe("a method of a subclass replaces the method", () => {
  test("versionString and dateTimeString", async () => {
    class Custom extends PersistentHandler {
      override versionString(): string {
        return "Apache";
      }

      override dateTimeString(): string {
        return "now";
      }
    }
    assert.match(await answerTo(Custom), /^HTTP\/1\.1 200 OK\r\nServer: Apache\r\nDate: now\r\n/);
  });

  test("endHeaders, to add fields to every answer", async () => {
    class Custom extends PersistentHandler {
      override endHeaders(): void {
        this.sendHeader("X-Always", "yes");
        super.endHeaders();
      }
    }
    assert.match(await answerTo(Custom), /^HTTP\/1\.1 200 OK\r\n.*X-Always: yes\r\n\r\n\/a$/s);
    assert.match(await answerTo(Custom, request("EGGS / HTTP/1.1")), /^HTTP\/1\.1 501 .*X-Always: yes\r\n/s);
  });

  test("sendError, to answer errors in another way, also those of the library", async () => {
    class Custom extends PersistentHandler {
      override sendError(code: number): void {
        this.sendResponse(code);
        this.sendHeader("Content-Length", 3);
        this.sendHeader("Connection", "close");
        this.endHeaders();
        this.wfile.write("no\n");
      }
    }
    for (const bytes of [request("EGGS / HTTP/1.1"), "GET / FUBAR\r\n\r\n", request("GET / HTTP/1.1", "bad")]) {
      assert.match(await answerTo(Custom, bytes), /^HTTP\/1\.1 (501|400) .*\r\n\r\nno\n$/s);
    }
  });

  test("setup and finish, with the base's called", async () => {
    const calls: string[] = [];
    class Custom extends PersistentHandler {
      override async setup(): Promise<void> {
        await super.setup();
        calls.push("setup");
      }

      override do_GET(): void {
        calls.push(this.path);
        this.answer(this.path);
      }

      override async finish(): Promise<void> {
        calls.push("finish");
        await super.finish();
      }
    }
    await answerTo(Custom, GETS);
    assert.deepEqual(calls, ["setup", "/1", "/2", "/3", "finish"]);
  });
});

describe("handle", () => {
  test("calls handleOneRequest until closeConnection is true", async () => {
    for (const values of [[true], [false, false, true]]) {
      const left = [...values];
      class Counting extends QuietHandler {
        override handleOneRequest(): void {
          this.closeConnection = left.shift() as boolean;
        }
      }
      await exchange(Counting, "");
      assert.deepEqual(left, []);
    }
  });

  test("calls it once where nobody says anything of closeConnection, whatever it was before", async () => {
    let calls = 0;
    class Silent extends QuietHandler {
      override setup(): void | Promise<void> {
        this.closeConnection = false;
        return super.setup();
      }
      override handleOneRequest(): void {
        if (++calls > 1) this.closeConnection = true;
      }
    }
    await exchange(Silent, "");
    assert.equal(calls, 1);
  });

  test("throws what a later call of handleOneRequest throws", async () => {
    const errors: unknown[] = [];
    class Failing extends QuietHandler {
      #calls = 0;
      override async handle(): Promise<void> {
        await super.handle().catch((error: unknown) => errors.push(error));
      }
      override handleOneRequest(): void {
        this.closeConnection = false;
        if (++this.#calls === 2) throw new Error("the second");
      }
    }
    await exchange(Failing, "");
    assert.deepEqual(errors, [new Error("the second")]);
  });

  test("waits for a handleOneRequest that takes its time", async () => {
    const left = [false, false, true];
    class Waiting extends QuietHandler {
      override async handleOneRequest(): Promise<void> {
        await new Promise(setImmediate);
        this.closeConnection = left.shift() as boolean;
      }
    }
    await exchange(Waiting, "");
    assert.deepEqual(left, []);
  });

  test("may be overridden to speak another protocol", async () => {
    class Echo extends QuietHandler {
      override async handle(): Promise<void> {
        for await (const line of this.rfile.lines()) this.wfile.write(String(line).toUpperCase());
      }
    }
    assert.equal(await answerTo(Echo, "one\ntwo\nthree"), "ONE\nTWO\nTHREE");
  });

  describe("may be overridden to answer in its own way", () => {
    /** Reads a request and answers it, as wsgiref's handler does. */
    class Gateway extends PersistentHandler {
      override async handle(): Promise<void> {
        this.rawRequestline = await this.rfile.readline(65537);
        if (await this.parseRequest()) this.respond();
      }

      respond(): void {
        this.sendResponseOnly(200);
        this.endHeaders();
        this.wfile.write("body");
        this.sendTrailer("X-Sum", 42);
      }
    }

    test("and a body without a length has its end", async () => {
      const answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 42\r\n\r\n";
      assert.equal(await answerTo(Gateway), answer);
    });

    test("and a body that is too long or too short is logged", async () => {
      for (const [length, line] of [
        [3, "1 bytes were not sent: more than the response's Content-Length announced"],
        [
          5,
          "Response cut off: when the method returned, fewer bytes had been written than its Content-Length announced",
        ],
      ] as const) {
        class Mistaken extends Gateway {
          override respond(): void {
            this.sendResponseOnly(200);
            this.sendHeader("Content-Length", length);
            this.endHeaders();
            this.wfile.write("body");
          }
        }
        const log: string[] = [];
        await answerTo(logInto(Mistaken, log));
        assert.deepEqual(log, [line]);
      }
    });

    test("and a body that an error ended has no end", async (t) => {
      captureStderr(t);
      class Failing extends Gateway {
        override respond(): void {
          super.respond();
          throw new RangeError("bug");
        }
      }
      assert.match(await answerTo(Failing), /4\r\nbody\r\n$/);
    });
  });

  test("may be wrapped in a store of AsyncLocalStorage, which every method finds", async () => {
    const store = new AsyncLocalStorage<string>();
    class Storing extends PersistentHandler {
      override handle(): Promise<void> {
        return store.run("handle's", () => super.handle());
      }

      override do_GET(): void {
        this.answer(`${this.path} in ${store.getStore()}\n`);
      }
    }
    await using running = await startServer(Storing);
    using client = await RawClient.connect(running);
    for (const path of ["/1", "/2"]) {
      client.send(request(`GET ${path} HTTP/1.1`));
      await client.until(`${path} in handle's\n`);
    }
  });

  test("may be wrapped", async () => {
    const calls: string[] = [];
    class Wrapped extends PersistentHandler {
      override async handle(): Promise<void> {
        calls.push("before");
        await super.handle();
        calls.push("after");
      }
    }
    assert.match(await answerTo(Wrapped, GETS), /\/1.*\/2.*\/3$/s);
    assert.deepEqual(calls, ["before", "after"]);
  });
});

/** Python's handle_one_request, line by line. */
class PortedHandler extends PersistentHandler {
  override async handleOneRequest(): Promise<void> {
    this.rawRequestline = await this.rfile.readline(65537);
    if (this.rawRequestline.length > 65536) {
      this.requestline = "";
      this.requestVersion = "";
      this.command = "";
      this.sendError(414);
      return;
    }
    if (this.rawRequestline.length === 0) {
      this.closeConnection = true;
      return;
    }
    if (!(await this.parseRequest())) return;
    const name = `do_${this.command}`;
    if (!(name in this)) {
      this.sendError(501, `Unsupported method ('${this.command}')`);
      return;
    }
    const method = (this as unknown as Record<string, () => unknown>)[name] as () => unknown;
    await method.call(this);
    await this.wfile.flush();
  }

  do_CHUNKS(): void {
    this.sendResponse(200);
    this.endHeaders();
    this.wfile.write("chunk");
    this.sendTrailer("X-Sum", 5);
  }
}

describe("sendError", () => {
  class Slow extends SimpleHTTPRequestHandler {
    override directory = "/nowhere";
    override listing = "none" as const;

    override sendError(code: StatusCode): void {
      return this.#sendLater(code) as never;
    }

    async #sendLater(code: StatusCode): Promise<void> {
      await new Promise(setImmediate);
      this.sendResponse(code);
      this.endHeaders();
      this.wfile.write("slowly");
    }

    override logMessage(): void {}
  }

  for (const [what, bytes, status] of [
    ["a method that is not there", request("SPAM / HTTP/1.1"), 501],
    ["a file that is not there", GET, 404],
    ["a directory that is not listed", request("GET / HTTP/1.1"), 404],
    ["a head that is malformed", "GET / x\r\n\r\n", 400],
    ["an https target without TLS", request("GET https://x/ HTTP/1.1"), 421],
    ["a body that is too long", request("PUT / HTTP/1.1", "Content-Length: 4"), 413],
    ["an expectation that nobody has", request("PUT / HTTP/1.1", "Expect: x"), 417],
  ] as const) {
    test(`may be overridden to take its time, for ${what}`, async () => {
      class Limited extends Slow {
        override directory = status === 404 ? import.meta.dirname : "/nowhere";
        override protocolVersion = status === 417 ? "HTTP/1.1" : "HTTP/1.0";
        override limits = { ...DEFAULT_LIMITS, maxBodyBytes: 3 };
      }
      assert.match(await answerTo(Limited, bytes), new RegExp(`^HTTP/1\\.[01] ${status} .*slowly`, "s"));
    });
  }
});

describe("handleOneRequest", () => {
  test("finds the store of AsyncLocalStorage that it was called in, each time", async () => {
    const store = new AsyncLocalStorage<number>();
    let calls = 0;
    class Storing extends PersistentHandler {
      override handleOneRequest(): void | Promise<void> {
        return store.run(++calls, () => super.handleOneRequest());
      }

      override do_GET(): void {
        this.answer(`${this.path} in ${store.getStore()}\n`);
      }
    }
    await using running = await startServer(Storing);
    using client = await RawClient.connect(running);
    for (const [path, call] of [
      ["/a", 1],
      ["/b", 2],
      ["/c", 3],
    ]) {
      client.send(request(`GET ${path} HTTP/1.1`));
      await client.until(`${path} in ${call}\n`);
    }
  });

  test("may be wrapped, to do something around each request", async () => {
    const calls: string[] = [];
    class Wrapped extends PersistentHandler {
      override async handleOneRequest(): Promise<void> {
        await super.handleOneRequest();
        calls.push(this.path);
        this.path = "";
      }
    }
    await answerTo(Wrapped, GETS);
    assert.deepEqual(calls, ["/1", "/2", "/3", ""]);
  });

  test("may read and answer in its own way, again and again, and write the head or not", async () => {
    class Rtsp extends QuietHandler {
      override protocolVersion = "RTSP/1.0";

      override async handleOneRequest(): Promise<void> {
        const [command, , version] = String(await this.rfile.readline())
          .trim()
          .split(" ");
        if (version === undefined) {
          this.closeConnection = true;
          return;
        }
        await this.rfile.readline();
        this.requestVersion = version;
        this.closeConnection = false;
        if (command === "RAW") this.wfile.write("RTSP/1.0 200 Raw\r\n\r\n");
        else this.describe(command === "DESCRIBE");
      }

      describe(hasBody: boolean): void {
        this.sendResponseOnly(200);
        if (hasBody) this.sendHeader("Content-Length", 5);
        this.endHeaders();
        if (hasBody) this.wfile.write("v=0\r\n");
      }
    }
    const requests = ["OPTIONS", "RAW", "DESCRIBE", "RAW", "OPTIONS"].map((name) => `${name} / RTSP/1.0\r\n\r\n`);
    assert.equal(
      await answerTo(Rtsp, requests.join("")),
      "RTSP/1.0 200 OK\r\n\r\nRTSP/1.0 200 Raw\r\n\r\nRTSP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nv=0\r\n" +
        "RTSP/1.0 200 Raw\r\n\r\nRTSP/1.0 200 OK\r\n\r\n",
    );
  });

  test("may be a line-by-line port of Python's: pipelined requests", async () => {
    assert.match(
      await answerTo(PortedHandler, GETS),
      /\r\n\r\n\/1HTTP\/1\.1 200.*\r\n\r\n\/2HTTP\/1\.1 200.*\r\n\r\n\/3$/s,
    );
  });

  test("may be a port: the bytes may come one by one", async () => {
    const { output } = await exchange(PortedHandler, [...GETS]);
    assert.match(output.toString(), /\r\n\r\n\/1HTTP\/1\.1 200.*\r\n\r\n\/2HTTP\/1\.1 200.*\r\n\r\n\/3$/s);
  });

  test("may be a port: what is no request is refused once, and is no bug", async (t) => {
    const stderr = captureStderr(t);
    const answer = await answerTo(PortedHandler, "GET / HTTP/1.1\r\nno field\r\n\r\n");
    assert.deepEqual(answer.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 400"]);
    assert.equal(stderr(), "");
  });

  test("may be a port: bodies are read", async () => {
    const post = `${request("POST / HTTP/1.1", "Content-Length: 5")}hello`;
    assert.match(await answerTo(PortedHandler, post + GET), /\r\n\r\nhelloHTTP\/1\.1 200.*\r\n\r\n\/a$/s);
  });

  test("may be a port: chunked answers have their end and their trailers", async () => {
    const answer = await answerTo(PortedHandler, request("CHUNKS / HTTP/1.1") + GET);
    assert.match(answer, /\r\n\r\n5\r\nchunk\r\n0\r\nX-Sum: 5\r\n\r\nHTTP\/1\.1 200 .*\r\n\r\n\/a$/s);
  });

  test("may be a port: 100 Continue, HTTP/0.9, 414, 431, 501, 400 and 505 come as from ours", async () => {
    const expecting = request("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 2");
    for (const [bytes, start] of [
      [`${expecting}hi`, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"],
      ["GET /old\r\n", "/old"],
      [`GET /${"x".repeat(65540)}`, "HTTP/1.1 414 URI Too Long\r\n"],
      [request("GET / HTTP/1.1", `X: ${"x".repeat(65540)}`), "HTTP/1.1 431 Line too long\r\n"],
      [request("EGGS / HTTP/1.1"), "HTTP/1.1 501 Unsupported method ('EGGS')\r\n"],
      [request("GET / FUBAR"), "HTTP/1.1 400 Bad request version ('FUBAR')\r\n"],
      [request("GET / HTTP/2.0"), "HTTP/1.1 505 Invalid HTTP version (2.0)\r\n"],
      [request("GET / HTTP/1.1", "no field"), "HTTP/1.1 400 Bad header field\r\n"],
    ] as const) {
      const answer = await answerTo(PortedHandler, bytes);
      assert.ok(answer.startsWith(start), `${start}: ${answer}`);
    }
  });
});

describe("parseRequest", () => {
  test("may be wrapped, and sees the request", async () => {
    class Wrapped extends PersistentHandler {
      override parseRequest(): boolean | Promise<boolean> {
        const isAccepted = super.parseRequest();
        this.path = this.path.replace(/^\/base/, "");
        return isAccepted;
      }
    }
    assert.match(await answerTo(Wrapped, request("GET /base/x HTTP/1.1")), /\r\n\r\n\/x$/);
  });

  test("may answer by itself, and return false", async () => {
    class Guarded extends PersistentHandler {
      override parseRequest(): boolean | Promise<boolean> {
        if (!super.parseRequest()) return false;
        if (this.headers.get("X-Key") === "open") return true;
        this.sendError(401);
        return false;
      }
    }
    assert.match(await answerTo(Guarded, GET), /^HTTP\/1\.1 401 Unauthorized\r\n/);
    assert.match(await answerTo(Guarded, request("GET / HTTP/1.1", "X-Key: open")), /^HTTP\/1\.1 200 OK\r\n/);
  });

  test("may answer by itself, and return nothing", async () => {
    const answered = function (this: PersistentHandler): undefined {
      this.sendError(403);
    };
    class Guarded extends PersistentHandler {}
    Object.assign(Guarded.prototype, { parseRequest: answered });
    assert.match(await answerTo(Guarded, GET), /^HTTP\/1\.1 403 Forbidden\r\n/);
  });

  test("may take its time", async () => {
    class Slow extends PersistentHandler {
      override async parseRequest(): Promise<boolean> {
        await new Promise(setImmediate);
        return super.parseRequest();
      }
    }
    assert.match(await answerTo(Slow, GETS), /\/1HTTP.*\/2HTTP.*\/3$/s);
  });
});

test("a logging mixin composes with any handler class", async () => {
  const log: string[] = [];
  await answerTo(logInto(PortedHandler, log));
  assert.deepEqual(log, ['"GET /a HTTP/1.1" 200 -']);
});
