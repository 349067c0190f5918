// The counterparts of CPython's BaseHTTPSServerTestCase. TestSSLDisabled has none: a Node without TLS is not supported.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from "node:tls";
import { HTTPServer } from "../../src/server/http-server.ts";
import { HTTPSServer, ThreadingHTTPSServer, type TlsOptions } from "../../src/server/https-server.ts";
import { ask } from "../support/ask.ts";
import { findProgram, needs } from "../support/programs.ts";
import { RawClient, talk } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred, sleep } from "../support/waiting.ts";
import { type Certificates, KEY_PASSWORD, makeCertificates, removeCertificates } from "./certificates.ts";
import { captureStderr, PersistentHandler } from "./test-handlers.ts";

describe("HTTPSServer", needs(findProgram("openssl"), "install openssl"), () => {
  let files: Certificates;

  before(() => {
    files = makeCertificates();
  });
  after(() => removeCertificates(files));

  /** Runs a server while `use` works with it. */
  async function serve(
    use: (server: HTTPSServer, port: number) => Promise<void>,
    serverClass: typeof HTTPSServer = ThreadingHTTPSServer,
    options: Partial<TlsOptions> = {},
  ): Promise<void> {
    const server = new serverClass(["127.0.0.1", 0], PersistentHandler, true, { certfile: files.both, ...options });
    await server.prepare();
    const serving = server.serveForever();
    try {
      await use(server, server.serverPort);
    } finally {
      await server.shutdown();
      await server.closeAllConnections();
      await server.serverClose();
      await serving;
    }
  }

  test("is not to be had on a Unix socket, which needs no TLS", async () => {
    class Local extends HTTPSServer {
      override addressFamily = "Unix" as const;
    }
    const server = new Local("/tmp/basehttp-never-made.sock", PersistentHandler, true, { certfile: files.both });
    await assert.rejects(server.prepare(), /^TypeError: An HTTPSServer listens on a port/);
    await server.serverClose();
  });

  function connect(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options }, () =>
        resolve(socket),
      );
      socket.once("error", reject);
    });
  }

  function get(port: number, path = "/"): Promise<{ status: number; body: string }> {
    return ask(`https://127.0.0.1:${port}${path}`, { rejectUnauthorized: false });
  }

  test("is an HTTPServer, and answers over TLS", async () => {
    for (const serverClass of [HTTPSServer, ThreadingHTTPSServer]) {
      await serve(async (server, port) => {
        assert.ok(server instanceof HTTPServer);
        assert.equal(server.serverName, "localhost");
        assert.deepEqual(await get(port, "/over/tls"), { status: 200, body: "/over/tls" });
        const answers = await Promise.all([get(port, "/1"), get(port, "/2"), get(port, "/3")]);
        assert.deepEqual(
          answers.map(({ body }) => body),
          ["/1", "/2", "/3"],
        );
      }, serverClass);
    }
  });

  test("takes what Node's tls takes: clients without the certificate that is asked for are refused", async () => {
    const ca = readFileSync(files.cert);
    const tls = { requestCert: true, rejectUnauthorized: true, ca };
    for (const serverClass of [HTTPSServer, ThreadingHTTPSServer]) {
      await serve(
        async (_server, port) => {
          using refused = new RawClient(await connect(port));
          refused.send(request("GET / HTTP/1.1"));
          assert.equal(await refused.ended(), "");
          using known = new RawClient(await connect(port, { cert: ca, key: readFileSync(files.key) }));
          known.send(request("GET /known HTTP/1.1", "Connection: close"));
          assert.match(await known.ended(), /^HTTP\/1\.1 200 OK\r\n.*\/known$/s);
        },
        serverClass,
        { tls },
      );
    }
  });

  test("takes what Node's tls takes: the least version, and a certificate for each name", async () => {
    const asked: string[] = [];
    const SNICallback = (name: string, answer: (error: Error | null, context?: SecureContext) => void): void => {
      asked.push(name);
      answer(null, createSecureContext({ cert: readFileSync(files.cert), key: readFileSync(files.key) }));
    };
    await serve(
      async (_server, port) => {
        await assert.rejects(connect(port, { maxVersion: "TLSv1.2" }));
        (await connect(port, { servername: "a.example" })).destroy();
        assert.deepEqual(asked, ["a.example"]);
      },
      ThreadingHTTPSServer,
      { tls: { minVersion: "TLSv1.3", SNICallback } },
    );
  });

  test("refuses options there are not, and those of Node's that are its own to decide", () => {
    const make = (options: object): HTTPSServer =>
      new HTTPSServer(["127.0.0.1", 0], PersistentHandler, true, { certfile: files.both, ...options });
    assert.throws(() => make({ requestCert: true }), {
      name: "TypeError",
      message: /^There is no option requestCert;/,
    });
    for (const name of [
      "cert",
      "key",
      "passphrase",
      "ALPNProtocols",
      "ALPNCallback",
      "allowHalfOpen",
      "handshakeTimeout",
    ]) {
      const message = new RegExp(`^The option tls cannot have ${name}:`);
      assert.throws(() => make({ tls: { [name]: undefined } }), { name: "TypeError", message });
    }
    assert.throws(() => make({ tls: { minVersion: "SSL" } }), { code: "ERR_TLS_INVALID_PROTOCOL_VERSION" });
    make({ keyfile: null, password: undefined, alpnProtocols: undefined, tls: undefined });
  });

  test("keeps connections, and takes pipelined requests", async () => {
    await serve(async (_server, port) => {
      using client = new RawClient(await connect(port));
      client.send(request("GET /1 HTTP/1.1") + request("GET /2 HTTP/1.1"));
      await client.until("\r\n\r\n/2");
      client.send(request("GET /3 HTTP/1.1", "Connection: close"));
      assert.match(await client.ended(), /\/1HTTP.*\/2HTTP.*\/3$/s);
    });
  });

  test("receives large bodies whole", async () => {
    await serve(async (_server, port) => {
      using client = new RawClient(await connect(port));
      const body = "x".repeat(1_000_000);
      client.send(request("POST / HTTP/1.1", "Content-Length: 1000000", "Connection: close"));
      client.send(body);
      assert.ok((await client.ended()).endsWith(`\r\n\r\n${body}`));
    });
  });

  test("agrees on http/1.1 by ALPN, or on what alpnProtocols says", async () => {
    await serve(async (_server, port) => {
      const socket = await connect(port, { ALPNProtocols: ["h2", "http/1.1"] });
      assert.equal(socket.alpnProtocol, "http/1.1");
      socket.destroy();
    });
    const alpnProtocols = ["http/1.0", "http/1.1"];
    await serve(
      async (_server, port) => {
        const socket = await connect(port, { ALPNProtocols: ["http/1.1", "http/1.0"] });
        assert.equal(socket.alpnProtocol, "http/1.0");
        socket.destroy();
      },
      ThreadingHTTPSServer,
      { alpnProtocols },
    );
  });

  test("is held up by no client that stalls in the handshake, and closes it with the rest", async () => {
    for (const serverClass of [HTTPSServer, ThreadingHTTPSServer]) {
      let stalled: RawClient | undefined;
      await serve(async (_server, port) => {
        stalled = await RawClient.connect({ host: "127.0.0.1", port });
        stalled.send("\x16\x03");
        assert.equal((await get(port)).status, 200);
      }, serverClass);
      await stalled?.ended();
      stalled?.[Symbol.dispose]();
    }
  });

  test("counts connections from before their handshake, and closes one too many", async () => {
    class Crowded extends ThreadingHTTPSServer {
      override maxConnections = 2;
    }
    await serve(async (server, port) => {
      using first = await RawClient.connect({ host: "127.0.0.1", port });
      using second = new RawClient(await connect(port));
      second.send(request("GET / HTTP/1.1"));
      await second.until("HTTP/1.1 200");
      using third = await RawClient.connect({ host: "127.0.0.1", port });
      assert.equal(await third.ended(), "");
      assert.deepEqual([...server.refusals], [[503, 1]]);
      for (const client of [first, second]) {
        client.socket.destroy();
        while ((await get(port).catch(() => undefined))?.status !== 200);
      }
    }, Crowded);
  });

  test("asks an override of admitConnection, and before the handshake", async () => {
    class Closed extends ThreadingHTTPSServer {
      override admitConnection(): boolean {
        return false;
      }
    }
    await serve(async (server, port) => {
      using client = await RawClient.connect({ host: "127.0.0.1", port });
      assert.equal(await client.ended(), "");
      assert.deepEqual([...server.refusals], [[503, 1]]);
    }, Closed);
  });

  test("closes a client that ends in its handshake at once, and gives its place to others", async () => {
    class Single extends ThreadingHTTPSServer {
      override maxConnections = 1;
      override handshakeMs = Number.POSITIVE_INFINITY;
    }
    await serve(async (_server, port) => {
      for (const piece of ["", "\x16\x03"]) {
        using probe = await RawClient.connect({ host: "127.0.0.1", port });
        probe.send(piece);
        probe.sendEnd();
        await probe.ended();
        while ((await get(port).catch(() => undefined))?.status !== 200);
      }
    }, Single);
  });

  test("answers a client that has closed its side behind its request", async () => {
    class Slow extends PersistentHandler {
      override async do_GET(): Promise<void> {
        await sleep(20);
        this.answer("late");
      }
    }
    await serve(async (server, port) => {
      server.RequestHandlerClass = Slow;
      using client = new RawClient(await connect(port));
      client.socket.allowHalfOpen = true;
      client.send(request("GET / HTTP/1.1"));
      client.sendEnd();
      assert.match(await client.ended(), /^HTTP\/1\.1 200 .*late$/s);
    });
  });

  test("answers a request in hand though it is closed meanwhile", async () => {
    const gate = deferred();
    class Slow extends PersistentHandler {
      override async do_GET(): Promise<void> {
        await gate.promise;
        this.answer("late");
      }
    }
    await serve(async (server, port) => {
      server.RequestHandlerClass = Slow;
      using client = new RawClient(await connect(port));
      client.send(request("GET / HTTP/1.1"));
      while (server.activeCount === 0) await sleep(1);
      await server.serverClose();
      gate.resolve();
      assert.match(await client.ended(), /^HTTP\/1\.1 200 .*late$/s);
    });
  });

  test("says nothing of a handshake that fails, or takes longer than handshakeMs", async (t) => {
    const stderr = captureStderr(t);
    const BROKEN = "\x16\x03\x01\x00\x04\x01\x00\x00\x00"; // a ClientHello that has nothing in it
    const CUT_OFF = "\x16\x03\x01\x00\x01\x01";
    class Impatient extends ThreadingHTTPSServer {
      override handshakeMs = 200;
    }
    await serve(async (server, port) => {
      await talk({ host: "127.0.0.1", port }, BROKEN);
      assert.equal((await get(port)).status, 200);
      assert.equal(server.handshakeMs, 30_000);
    });
    await serve(async (_server, port) => {
      await talk({ host: "127.0.0.1", port }, CUT_OFF);
    }, Impatient);
    assert.equal(stderr(), "");
  });

  test("closes a client whose handshake takes longer than handshakeMs, and says nothing of it", async (t) => {
    const stderr = captureStderr(t);
    class Hasty extends ThreadingHTTPSServer {
      override handshakeMs = 50;
    }
    await serve(async (_server, port) => {
      using client = await RawClient.connect({ host: "127.0.0.1", port });
      client.send("\x16\x03\x01");
      assert.equal(await client.ended(), "");
    }, Hasty);
    assert.equal(stderr(), "");
  });

  test("gives a client all the time it wants for the handshake, where handshakeMs is Infinity", async () => {
    class Patient extends ThreadingHTTPSServer {
      override handshakeMs = Number.POSITIVE_INFINITY;
    }
    await serve(async (_server, port) => {
      assert.equal((await get(port)).status, 200);
    }, Patient);
  });

  test("cuts off a client that speaks plain HTTP, and says so in the log, and not for each", async (t) => {
    const stderr = captureStderr(t);
    await serve(async (_server, port) => {
      for (let count = 0; count < 3; count++) {
        using client = await RawClient.connect({ host: "127.0.0.1", port });
        client.send(request("GET / HTTP/1.1"));
        assert.doesNotMatch(await client.ended(), /HTTP/);
      }
      assert.equal((await get(port)).status, 200);
    });
    assert.match(
      stderr(),
      /^127\.0\.0\.1 - - \[[^\n]*\] connection refused: HTTP without TLS\n.* 2 connections refused: /,
    );
  });

  describe("takes", () => {
    const GOOD: readonly (readonly [what: string, options: () => TlsOptions])[] = [
      ["a certificate and its key", () => ({ certfile: files.cert, keyfile: files.key })],
      ["one file for both", () => ({ certfile: files.both, keyfile: files.both })],
      ["a certificate file with the key in it", () => ({ certfile: files.both })],
      [
        "an encrypted key and its password",
        () => ({ certfile: files.cert, keyfile: files.lockedKey, password: KEY_PASSWORD }),
      ],
      ["one file with an encrypted key", () => ({ certfile: files.lockedBoth, password: Buffer.from(KEY_PASSWORD) })],
      [
        "null for what is not given",
        () => ({ certfile: files.both, keyfile: null, password: null, alpnProtocols: null }),
      ],
    ];
    for (const [what, options] of GOOD) {
      test(what, () =>
        serve(
          async (_server, port) => {
            assert.equal((await get(port)).status, 200);
          },
          ThreadingHTTPSServer,
          options(),
        ),
      );
    }
  });

  describe("throws in the constructor for", () => {
    const BAD: readonly (readonly [what: string, options: () => TlsOptions])[] = [
      ["a certificate without a key", () => ({ certfile: files.cert })],
      ["a key without a certificate", () => ({ certfile: files.key })],
      ["certificate and key the wrong way round", () => ({ certfile: files.key, keyfile: files.cert })],
      ["a key of another certificate", () => ({ certfile: files.cert, keyfile: files.otherKey })],
      ["a file that is no certificate", () => ({ certfile: files.notPem })],
      ["a key file that is no key", () => ({ certfile: files.both, keyfile: files.notPem })],
      ["a wrong password", () => ({ certfile: files.cert, keyfile: files.lockedKey, password: "another password" })],
      ["an encrypted key without its password", () => ({ certfile: files.lockedBoth })],
      ["a file that is not there", () => ({ certfile: files.missing })],
    ];
    for (const [what, options] of BAD) {
      for (const serverClass of [HTTPSServer, ThreadingHTTPSServer]) {
        test(`${what} (${serverClass.name})`, () => {
          assert.throws(() => new serverClass(["127.0.0.1", 0], PersistentHandler, true, options()), Error);
        });
      }
    }
  });
});
