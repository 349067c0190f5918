// The handlers of socketserver. CPython's counterpart is SocketWriterTest in test_socketserver; its test that wfile has the
// connection's descriptor has none here: wfile is an object of ours, and the socket is `connection`.

import assert from "node:assert/strict";
import { Socket } from "node:net";
import { describe, test } from "node:test";
import { BaseServer } from "../../src/socketserver/base-server.ts";
import { BaseRequestHandler, StreamRequestHandler } from "../../src/socketserver/request-handlers.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { TCPServer } from "../../src/socketserver/tcp-server.ts";
import { captureStderr } from "../server/test-handlers.ts";
import { settle, until } from "../support/waiting.ts";
import { connectTo, talk, withServer } from "./clients.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];

test("a handler has request, clientAddress and server, and making it does nothing else", () => {
  const server = new BaseServer("nowhere", BaseRequestHandler);
  const handler = new StreamRequestHandler(undefined as never, ["192.0.2.1", 1], server);
  assert.deepEqual([handler.request, handler.clientAddress, handler.server], [undefined, ["192.0.2.1", 1], server]);
  assert.equal(handler.rfile, undefined);
});

describe("StreamRequestHandler", () => {
  test("has the connection as request, connection, rfile and wfile", async () => {
    class Looking extends StreamRequestHandler {
      override async handle(): Promise<void> {
        assert.equal(this.connection, this.request);
        const { localPort } = this.connection as Socket;
        this.wfile.write(`${(await this.rfile.readline()).toString().trim()} ${localPort}`);
      }
    }
    await withServer(new TCPServer(LOOPBACK, Looking), async ({ serverAddress }) => {
      assert.equal(await talk(serverAddress, "port\n"), `port ${serverAddress[1]}`);
    });
  });

  test("sends what is written at once, says how much it was, and sends 16 MiB whole", async () => {
    const results: number[] = [];
    class Writing extends StreamRequestHandler {
      override async handle(): Promise<void> {
        results.push(await this.wfile.write("write data\n"));
        const line = await this.rfile.readline(); // the client waits for the line above
        results.push(await this.wfile.write(Buffer.alloc(16 * 2 ** 20, line.subarray(0, 1))));
      }
    }
    await withServer(new TCPServer(LOOPBACK, Writing), async ({ serverAddress }) => {
      using client = await connectTo(serverAddress);
      await client.until("write data\n");
      client.send("x\n");
      assert.equal((await client.ended()).length, 11 + 16 * 2 ** 20);
    });
    assert.deepEqual(results, [11, 16 * 2 ** 20]);
  });

  test("gives up reading after timeout seconds of silence", async (t) => {
    const stderr = captureStderr(t);
    class Impatient extends StreamRequestHandler {
      override timeout = 0.05;

      override async handle(): Promise<void> {
        await assert.rejects(this.rfile.readline(), { name: "TimeoutError" });
        this.wfile.write("too slow");
      }
    }
    await withServer(new TCPServer(LOOPBACK, Impatient), async ({ serverAddress }) => {
      assert.equal(await talk(serverAddress, "half a line"), "too slow");
    });
    assert.equal(stderr(), "");
  });

  test("is at work until the client has taken what was written, but for a little", async () => {
    let hasWritten = false;
    class Large extends StreamRequestHandler {
      override handle(): void {
        this.wfile.write(Buffer.alloc(20 << 20));
        hasWritten = true;
      }
    }
    await withServer(new TCPServer(LOOPBACK, Large), async (server) => {
      using client = await connectTo(server.serverAddress);
      client.socket.pause();
      await until(() => hasWritten);
      await settle();
      assert.equal(server.activeCount, 1);
      client.socket.resume();
      await until(() => server.activeCount === 0);
    });
  });

  test("turns Nagle's algorithm off, unless disableNagleAlgorithm is false", () => {
    for (const isDisabled of [true, false]) {
      const socket = new Socket();
      const calls: unknown[] = [];
      socket.setNoDelay = (noDelay) => {
        calls.push(noDelay);
        return socket;
      };
      const handler = new StreamRequestHandler(socket, "", new BaseServer("nowhere", StreamRequestHandler));
      handler.disableNagleAlgorithm = isDisabled;
      void handler.setup();
      assert.deepEqual(calls, isDisabled ? [true] : []);
      socket.destroy();
    }
  });

  test("finishes without an error when the client is gone", async (t) => {
    const stderr = captureStderr(t);
    let result: number | undefined;
    class Late extends StreamRequestHandler {
      override async handle(): Promise<void> {
        await this.rfile.read();
        (this.request as Socket).destroy();
        result = await this.wfile.write("too late");
      }
    }
    await withServer(new TCPServer(LOOPBACK, Late), async ({ serverAddress }) => {
      using client = await connectTo(serverAddress);
      client.sendEnd();
      await client.ended();
    });
    assert.equal(result, 8);
    assert.equal(stderr(), "");
  });
});
