// A server for a test.

import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { test } from "node:test";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { HTTPServer, ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { HTTPSServer } from "../../src/server/https-server.ts";
import { ThreadingMixIn } from "../../src/socketserver/threading-mixin.ts";
import { UnixStreamServer } from "../../src/socketserver/unix-server.ts";
import { startServer } from "../../src/testing/index.ts";
import { makeCertificates, removeCertificates } from "../server/certificates.ts";
import { QuietHandler } from "../server/test-handlers.ts";
import { deferred } from "../support/waiting.ts";

class Hello extends BaseHTTPRequestHandler {
  override logMessage(): void {}

  do_GET(): void {
    this.sendResponse(200);
    this.sendHeader("Content-Length", 5);
    this.endHeaders();
    void this.wfile.write("hello");
  }
}

test("a server of any class answers at its url, and no more once it is closed", async () => {
  for (const serverClass of [undefined, HTTPServer] as const) {
    const running = await (serverClass === undefined ? startServer(Hello) : startServer(Hello, serverClass));
    assert.equal(running.url, `http://127.0.0.1:${running.port}`);
    assert.equal(await (await fetch(running.url)).text(), "hello");
    await running.close();
    await assert.rejects(fetch(running.url));
  }
});

class Joining extends ThreadingMixIn(HTTPServer) {}

for (const serverClass of [HTTPServer, Joining, ThreadingHTTPServer]) {
  test(`${serverClass.name}: it is closed though one of its handlers never ends`, { timeout: 30_000 }, async () => {
    const begun = deferred();
    class Never extends QuietHandler {
      do_GET(): Promise<never> {
        begun.resolve();
        return new Promise(() => undefined);
      }
    }
    const running = await startServer(Never, serverClass);
    const cut = assert.rejects(fetch(running.url));
    await begun.promise;
    await running.close();
    await cut;
    await assert.rejects(fetch(running.url));
  });
}

test("a server is closed when a handler that was cut has ended", async () => {
  const begun = deferred();
  let hasFinished = false;
  class Waiting extends QuietHandler {
    async do_GET(): Promise<void> {
      begun.resolve();
      await once(this.connection as Socket, "close");
    }

    override finish(): void {
      hasFinished = true;
    }
  }
  const running = await startServer(Waiting, HTTPServer);
  const cut = assert.rejects(fetch(running.url));
  await begun.promise;
  await running.close();
  await cut;
  assert.equal(hasFinished, true);
});

test("the url of a server with TLS says so", async (t) => {
  const files = makeCertificates();
  t.after(() => removeCertificates(files));
  await using running = await startServer(
    Hello,
    (address, handler) => new HTTPSServer(address, handler, true, { certfile: files.cert, keyfile: files.key }),
  );
  assert.equal(running.url, `https://127.0.0.1:${running.port}`);
});

test("a server without a host and a port is refused", { skip: process.platform === "win32" }, async () => {
  const started = startServer(
    Hello,
    (_address, handler) => new UnixStreamServer(`/tmp/basehttp-${process.pid}`, handler),
  );
  await assert.rejects(started, { name: "TypeError", message: "startServer() is for servers with a host and a port." });
});
