import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { describe, test } from "node:test";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { sleep, until } from "../support/waiting.ts";
import { answerOf } from "./answer-of.ts";
import { captureStderr, logInto, PersistentHandler, type QuietHandler } from "./test-handlers.ts";
import { vanishBehind } from "./vanishing-client.ts";

/** Speaks a protocol that turns text into capitals, until the client ends it. */
class Shouting extends PersistentHandler {
  override async do_GET(): Promise<void> {
    const { connection, head } = this.upgrade("shout", [["X-Volume", "11"]]);
    const socket = connection as Socket;
    const shout = (bytes: Buffer): boolean => socket.write(bytes.toString("latin1").toUpperCase());
    if (head.length > 0) shout(head);
    socket.on("data", shout);
    await new Promise((resolve) => socket.on("end", resolve).on("close", resolve).resume());
    socket.write(" BYE");
  }
}

const UPGRADE = request("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: shout");

/** The same as it is written for a socket of Node: nothing says that it is to flow. */
class Echo extends PersistentHandler {
  override async do_GET(): Promise<void> {
    const socket = this.upgrade("shout").connection as Socket;
    if (this.path === "/late") await sleep(20);
    socket.on("data", (bytes) => socket.write(bytes));
    socket.on("end", () => socket.end());
    await once(socket, "close");
  }
}

describe("upgrade", () => {
  for (const path of ["/", "/late"]) {
    test(`gives a socket that flows as soon as somebody listens to its data: ${path}`, async () => {
      await using running = await startServer(Echo);
      using client = await RawClient.connect(running);
      client.send(UPGRADE.replace("/", path));
      await client.until("\r\n\r\n");
      client.send("one");
      await client.until("one");
      client.send("two");
      client.sendEnd();
      assert.match(await client.ended(), /\r\n\r\nonetwo$/);
      await until(() => running.server.activeCount === 0);
    });
  }

  test("answers 101, and hands over the connection with what came behind the request", async () => {
    await using running = await startServer(Shouting);
    using client = await RawClient.connect(running);
    client.send(`${UPGRADE}hello `);
    await client.until("HELLO ");
    client.send("world");
    await client.until("WORLD");
    client.sendEnd();
    assert.match(
      await client.ended(),
      /^HTTP\/1\.1 101 Switching Protocols\r\nServer: .*\r\nDate: .*\r\nConnection: upgrade\r\nUpgrade: shout\r\nX-Volume: 11\r\n\r\nHELLO WORLD BYE$/,
    );
  });

  test("leaves what follows to the method: it is no request, and no error", async (t) => {
    const stderr = captureStderr(t);
    await using running = await startServer(Shouting);
    using client = await RawClient.connect(running);
    client.send(UPGRADE);
    await client.until("\r\n\r\n");
    client.send(request("GET /next HTTP/1.1"));
    await client.until("HOST: A");
    client.sendEnd();
    await client.ended();
    assert.equal(stderr(), "");
  });

  test("is not possible once an answer was sent", async (t) => {
    const stderr = captureStderr(t);
    class Late extends PersistentHandler {
      override do_GET(): void {
        this.answer("no");
        this.upgrade("shout");
      }
    }
    await using running = await startServer(Late);
    using client = await RawClient.connect(running);
    client.send(UPGRADE);
    assert.match(await client.ended(), /^HTTP\/1\.1 500 /);
    assert.match(stderr(), /TypeError/);
  });

  test("ends with the client that vanishes", async () => {
    await using running = await startServer(Shouting);
    await vanishBehind(running, UPGRADE, "\r\n\r\n");
    assert.equal((await fetch(running.url, { method: "POST" })).status, 200);
  });
});

/** Opens a tunnel that ends where it began: what the client sends comes back. */
class Echoing extends PersistentHandler {
  async do_CONNECT(): Promise<void> {
    this.sendResponse(200, "Connection Established");
    this.endHeaders();
    const { connection, head } = this.takeOver();
    const socket = connection as Socket;
    socket.write(head);
    await pipeline(
      socket,
      async function* (source) {
        yield* source;
      },
      socket,
    );
  }
}

const CONNECT = request("CONNECT far.example:443 HTTP/1.1");

describe("takeOver", () => {
  test("hands over the tunnel that a CONNECT opened, however much goes through it", async () => {
    await using running = await startServer(Echoing);
    using client = await RawClient.connect(running);
    client.send(`${CONNECT}early`);
    const answer = await client.until("early");
    assert.match(
      answer,
      /^HTTP\/1\.1 200 Connection Established\r\nServer: .*\r\nDate: .*\r\nConnection: close\r\n\r\nearly/,
    );
    const block = "x".repeat(100_000);
    for (let i = 1; i <= 5; i++) {
      client.send(`${block}<${i}>`);
      await client.until(`${block}<${i}>`);
    }
    client.sendEnd();
    await client.ended();
  });

  test("may follow a head that the method wrote as it is", async () => {
    class Tiny extends PersistentHandler {
      do_CONNECT(): void {
        this.wfile.write("HTTP/1.1 200 Connection established\r\n\r\n");
        const { connection, head } = this.takeOver();
        (connection as Socket).write(`echo ${head}`);
      }
    }
    await using running = await startServer(Tiny);
    using client = await RawClient.connect(running);
    client.send(`${CONNECT}early`);
    assert.equal(await client.ended(), "HTTP/1.1 200 Connection established\r\n\r\necho early");
  });

  test("is for connections that HTTP has left", async () => {
    const { text } = await answerOf((handler) => {
      assert.throws(() => handler.takeOver(), TypeError);
      handler.answer("plain");
      assert.throws(() => handler.takeOver(), TypeError);
    });
    assert.match(text, /\r\n\r\nplain$/);
  });
});

test("an answer to CONNECT that is no 2xx leaves the connection to HTTP", async () => {
  class Refusing extends PersistentHandler {
    do_CONNECT(): void {
      this.answer("refused", 403);
    }
  }
  const { output } = await exchange(Refusing, CONNECT + request("GET /next HTTP/1.1"));
  assert.match(output.toString(), /^HTTP\/1\.1 403 .*\r\n\r\nrefusedHTTP\/1\.1 200 .*\r\n\r\n\/next$/s);
});

describe("behind an answer that leaves HTTP, sent by hand, rfile and wfile are the connection", () => {
  async function echo(handler: QuietHandler): Promise<void> {
    for (let line = await handler.rfile.readline(); line.length > 0; line = await handler.rfile.readline()) {
      await handler.wfile.write(String(line).toUpperCase());
    }
  }

  class Talking extends PersistentHandler {
    override async do_GET(): Promise<void> {
      this.sendResponse(101);
      this.sendHeader("Connection", "upgrade");
      this.sendHeader("Upgrade", "shout");
      this.endHeaders();
      await echo(this);
    }

    async do_CONNECT(): Promise<void> {
      this.sendResponseOnly(200);
      this.endHeaders();
      await echo(this);
    }
  }

  for (const [what, head] of [
    ["101", UPGRADE],
    ["2xx to CONNECT", CONNECT],
  ] as const) {
    test(`after ${what}`, async (t) => {
      const stderr = captureStderr(t);
      await using running = await startServer(Talking);
      using client = await RawClient.connect(running);
      client.send(`${head}early\n`);
      await client.until("EARLY\n");
      client.send(request("GET /next HTTP/1.1"));
      await client.until("HOST: A\r\n\r\n");
      client.sendEnd();
      assert.equal((await client.ended()).split("HTTP/1.1").length, 3); // the answer, and the echo
      assert.equal(stderr(), "");
    });
  }

  test("and the client may be silent for as long as it likes", async () => {
    const Patient = class extends Talking {
      override async do_CONNECT(): Promise<void> {
        const talking = super.do_CONNECT();
        this.tick(0);
        this.tick(1e9);
        await talking;
      }
    };
    await using running = await startServer(Patient);
    using client = await RawClient.connect(running);
    client.send(CONNECT);
    await client.until("\r\n\r\n");
    client.send("hello\n");
    await client.until("HELLO\n");
  });

  test("until the method returns: a read that still waits is no mistake", async () => {
    const log: string[] = [];
    class Short extends PersistentHandler {
      do_CONNECT(): void {
        this.sendResponse(200);
        this.endHeaders();
        void this.rfile.read();
      }
    }
    await using running = await startServer(logInto(Short, log));
    using client = await RawClient.connect(running);
    client.send(CONNECT);
    await client.ended();
    assert.deepEqual(log, ['"CONNECT far.example:443 HTTP/1.1" 200 -']);
  });

  test("until the method returns: nothing of it is taken for a request", async () => {
    class Short extends PersistentHandler {
      override do_GET(): void {
        this.sendResponseOnly(101);
        this.sendHeader("Connection", "upgrade");
        this.sendHeader("Upgrade", "shout");
        this.endHeaders();
        this.wfile.write("bye");
      }
    }
    const { output } = await exchange(Short, UPGRADE + request("GET /next HTTP/1.1"));
    assert.match(
      output.toString(),
      /^HTTP\/1\.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: shout\r\n\r\nbye$/,
    );
  });
});
