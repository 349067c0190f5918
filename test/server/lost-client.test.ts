// Clients that leave, and clients that are silent for too long.

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { Writable } from "node:stream";
import { describe, test } from "node:test";
import { BrokenPipeError } from "../../src/http/errors.ts";
import type { ResponseWriter } from "../../src/io/response-writer.ts";
import { HTTPServer } from "../../src/server/http-server.ts";
import { startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred, sleep, until } from "../support/waiting.ts";
import { captureStderr, logInto, PersistentHandler, QuietHandler } from "./test-handlers.ts";
import { vanishBehind } from "./vanishing-client.ts";

const GET = request("GET / HTTP/1.1");

/** A stream that never gives anything. */
function quiet(): ReadableStream<Uint8Array> {
  return new ReadableStream();
}

/** A signal that is aborted when the client is gone, as options. */
function closeSignal(wfile: ResponseWriter): { signal: AbortSignal } {
  const controller = new AbortController();
  wfile.toWritable().once("close", () => controller.abort());
  return controller;
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

describe("a client that leaves", () => {
  test("before the answer is no error: nothing on stderr, and writing goes on without an end", async (t) => {
    const stderr = captureStderr(t);
    let isSettled = false;
    const { promise, resolve } = deferred<boolean>();
    class Endless extends QuietHandler {
      async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.endHeaders();
        const piece = Buffer.alloc(100_000);
        while (!this.wfile.isClosed) await this.wfile.write(piece);
        assert.equal(await this.wfile.write(piece), piece.length);
        isSettled = true;
        resolve(this.wfile.isClosed);
      }
    }
    await using running = await startServer(Endless);
    const client = await RawClient.connect(running);
    client.send(GET);
    await client.until("200 OK");
    client[Symbol.dispose]();
    assert.equal(await promise, true);
    assert.ok(isSettled);
    assert.equal(stderr(), "");
  });

  test("while the method waits for its body has the read reject", async (t) => {
    const stderr = captureStderr(t);
    const { promise, resolve } = deferred<unknown>();
    class Waiting extends PersistentHandler {
      override async do_POST(): Promise<void> {
        await this.rfile.read().catch((error: unknown) => {
          resolve(error);
          throw error;
        });
      }
    }
    await using running = await startServer(Waiting);
    const client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 10"));
    await sleep(20);
    client.socket.resetAndDestroy();
    assert.equal(((await promise) as Error).name, "ProtocolError");
    assert.doesNotMatch(stderr(), /Exception/);
  });

  test("ends a method that streams for ever, in silence; who is next has the turn, and the server can be closed", async (t) => {
    const stderr = captureStderr(t);
    const { promise, resolve } = deferred<unknown>();
    class Streaming extends PersistentHandler {
      override async do_GET(): Promise<void> {
        if (this.path === "/next") return this.answer("next");
        this.sendResponse(200);
        this.endHeaders();
        try {
          for (;;) {
            await this.wfile.write("data\n");
            await sleep(1);
          }
        } catch (error) {
          resolve(error);
          throw error;
        }
      }
    }
    await using running = await startServer(Streaming, HTTPServer);
    const client = await RawClient.connect(running);
    client.send(GET);
    await client.until("data");
    client[Symbol.dispose]();
    assert.ok((await promise) instanceof BrokenPipeError);
    assert.equal(await (await fetch(`${running.url}/next`)).text(), "next");
    assert.equal(stderr(), "");
  });

  test("makes it no mistake that a method sends no answer", async () => {
    const log: string[] = [];
    const isHere = deferred();
    class Leaving extends PersistentHandler {
      override async do_GET(): Promise<void> {
        isHere.resolve();
        while (!this.wfile.isClosed) await sleep(1);
      }
    }
    await using running = await startServer(logInto(Leaving, log));
    const client = await RawClient.connect(running);
    client.send(GET);
    await isHere.promise;
    client.socket.resetAndDestroy();
    await until(() => running.server.activeCount === 0);
    assert.deepEqual(log, []);
  });

  test("has the web stream that is sent to it cancelled, however quiet it is", async () => {
    const { promise, resolve } = deferred();
    class Passing extends QuietHandler {
      async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.endHeaders();
        const start = (controller: ReadableStreamDefaultController<string>): void => controller.enqueue("one");
        await this.wfile.writeFrom(new ReadableStream({ start, cancel: resolve }));
      }
    }
    await using running = await startServer(Passing);
    const client = await RawClient.connect(running);
    client.send(GET);
    await client.until("one");
    client.socket.resetAndDestroy();
    await promise;
  });

  for (const [what, serve] of [
    ["a web stream piped to it", (wfile) => quiet().pipeTo(Writable.toWeb(wfile.toWritable()))],
    ["an event that is waited for with a signal", (wfile) => once(new EventEmitter(), "never", closeSignal(wfile))],
    ["a signal's own reason", (wfile) => rejectedBy(closeSignal(wfile).signal)],
  ] as const satisfies [string, (wfile: ResponseWriter) => Promise<unknown>][]) {
    test(`is no error of the program's, whatever is given up for it: ${what}`, async (t) => {
      const stderr = captureStderr(t);
      class Waiting extends QuietHandler {
        async do_GET(): Promise<void> {
          this.sendResponse(200);
          this.endHeaders();
          void this.wfile.write("one");
          await serve(this.wfile);
        }
      }
      await using running = await startServer(Waiting);
      await vanishBehind(running, GET, "one");
      assert.equal(stderr(), "");
    });
  }

  test("is not taken for the reason of everything: other errors are reported", async (t) => {
    const stderr = captureStderr(t);
    class Failing extends QuietHandler {
      async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.endHeaders();
        void this.wfile.write("one");
        await once(this.wfile.toWritable(), "close");
        throw new RangeError("other");
      }
    }
    await using running = await startServer(Failing);
    await vanishBehind(running, GET, "one");
    assert.match(stderr(), /RangeError: other/);
  });

  for (const code of ["EPIPE", "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"]) {
    test(`is what ${code} says once it has gone, and nobody is told; before that the error is another's`, async (t) => {
      const stderr = captureStderr(t);
      class Failing extends QuietHandler {
        async do_GET(): Promise<void> {
          if (this.path !== "/here") {
            this.sendResponse(200);
            this.endHeaders();
            void this.wfile.write("one");
            await once(this.wfile.toWritable(), "close");
          }
          throw Object.assign(new Error("of another connection"), { code });
        }
      }
      await using running = await startServer(Failing);
      await vanishBehind(running, GET, "one");
      assert.equal(stderr(), "");
      assert.equal((await fetch(new URL("/here", running.url))).status, 500);
      assert.match(stderr(), /of another connection/);
    });
  }

  test("lets the rest of the world go on", async () => {
    await using running = await startServer(PersistentHandler);
    for (let i = 0; i < 20; i++) {
      const client = await RawClient.connect(running);
      client.send(i % 2 === 0 ? GET : "GET / HT");
      client.socket.resetAndDestroy();
    }
    assert.equal((await fetch(running.url)).status, 200);
  });
});

describe("timeout", () => {
  class Impatient extends PersistentHandler {
    static log: string[] = [];
    override timeout = 0.5;

    override logMessage(format: string, ...args: unknown[]): void {
      Impatient.log.push([format, ...args].join(" "));
    }

    override async do_GET(): Promise<void> {
      if (this.path === "/slow") await sleep(1200);
      this.answer(this.path);
    }
  }

  test("closes an idle connection without an answer, with a line in the log", async () => {
    Impatient.log = [];
    await using running = await startServer(Impatient);
    using client = await RawClient.connect(running);
    assert.equal(await client.ended(), "");
    assert.deepEqual(Impatient.log, ["Request timed out: %s TimeoutError('timed out')"]);
  });

  test("answers 408 when a request was begun", async () => {
    await using running = await startServer(Impatient);
    using client = await RawClient.connect(running);
    client.send("GET / HTTP/1.1\r\nHo");
    assert.match(await client.ended(), /^HTTP\/1\.1 408 Request Timeout\r\n.*Connection: close/s);
  });

  test("answers 408 when a body does not come", async () => {
    await using running = await startServer(Impatient);
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 5"));
    assert.match(await client.ended(), /^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  test("is the client's, not the method's: a slow method keeps its connection", async () => {
    Impatient.log = [];
    await using running = await startServer(Impatient);
    using client = await RawClient.connect(running);
    client.send(request("GET /slow HTTP/1.1"));
    await client.until("\r\n\r\n/slow");
    client.send(request("GET /again HTTP/1.1"));
    await client.until("\r\n\r\n/again");
    assert.equal(Impatient.log.length, 2);
  });

  test("is off by default", () => {
    assert.equal(new QuietHandler(undefined as never, "", undefined as never).timeout, null);
  });
});
