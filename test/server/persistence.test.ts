import assert from "node:assert/strict";
import type { Server } from "node:net";
import { describe, test } from "node:test";
import { HTTPServer } from "../../src/server/http-server.ts";
import { BaseServer } from "../../src/socketserver/base-server.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { SlowTransport } from "../io/slow-transport.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { sleep, turn, until } from "../support/waiting.ts";
import { logInto, PersistentHandler } from "./test-handlers.ts";

const GET = request("GET /a HTTP/1.1");

async function answerTo(bytes: string, handler = PersistentHandler): Promise<string> {
  return (await exchange(handler, bytes)).output.toString("latin1");
}

function answersIn(text: string): number {
  return text.split("HTTP/1.1 200 OK\r\n").length - 1;
}

describe("a connection stays", () => {
  test("after an HTTP/1.1 answer, for as many requests as the client has", async () => {
    await using running = await startServer(PersistentHandler);
    using client = await RawClient.connect(running);
    for (const path of ["/one", "/two", "/three"]) {
      client.send(request(`GET ${path} HTTP/1.1`));
      assert.match(await client.until(`\r\n\r\n${path}`), /^HTTP\/1\.1 200 OK\r\n(?!.*Connection:)/s);
    }
    client.sendEnd();
    assert.equal(answersIn(await client.ended()), 3);
  });

  test("for an HTTP/1.0 client that asks for it, and is told so", async () => {
    const old = "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
    const answer = await answerTo(old + old);
    assert.equal(answersIn(answer), 2);
    assert.equal(answer.split("Connection: keep-alive\r\n").length - 1, 2);
  });

  test("after 304, 204 and 301", async () => {
    class Bare extends PersistentHandler {
      override do_GET(): void {
        this.sendResponse(Number(this.path.slice(1)));
        if (this.path === "/301") this.sendHeader("Content-Length", 0);
        this.endHeaders();
      }
    }
    const paths = ["/304", "/204", "/301", "/304"];
    const answer = await answerTo(paths.map((path) => request(`GET ${path} HTTP/1.1`)).join(""), Bare);
    assert.deepEqual(
      [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => match[1]),
      ["304", "204", "301", "304"],
    );
    assert.doesNotMatch(answer, /Transfer-Encoding|Connection/);
  });

  test("for a client of a later HTTP/1", async () => {
    assert.equal(answersIn(await answerTo(request("GET /a HTTP/1.9") + GET)), 2);
  });

  test("while empty lines stand between requests", async () => {
    assert.equal(answersIn(await answerTo(`\r\n${GET}\r\n\r\n${GET}`)), 2);
  });

  test("on a server that handles one request at a time, too", async () => {
    await using running = await startServer(PersistentHandler, HTTPServer);
    using client = await RawClient.connect(running);
    for (const path of ["/one", "/two"]) {
      client.send(request(`GET ${path} HTTP/1.1`));
      await client.until(`\r\n\r\n${path}`);
    }
    assert.equal(client.isEnded, false);
  });
});

describe("a connection ends", () => {
  const ENDING: readonly (readonly [what: string, bytes: string])[] = [
    ["the client said close", request("GET /a HTTP/1.1", "Connection: close")],
    ["close is one of several options", request("GET /a HTTP/1.1", "Connection: TE,\tClose ")],
    ["close stands in a second Connection field", request("GET /a HTTP/1.1", "Connection: TE", "Connection: close")],
    ["an HTTP/1.0 client said nothing", "GET /a HTTP/1.0\r\n\r\n"],
    ["keep-alive and close are both there", "GET /a HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n"],
  ];
  for (const [what, bytes] of ENDING) {
    test(`when ${what}, and the answer says so`, async () => {
      const answer = await answerTo(bytes + bytes);
      assert.equal(answersIn(answer), 1);
      assert.match(answer, /Connection: close\r\n/);
    });
  }

  test("when the handler's protocolVersion is HTTP/1.0", async () => {
    class OldHandler extends PersistentHandler {
      override protocolVersion = "HTTP/1.0";
    }
    const answer = await answerTo(request("GET /a HTTP/1.1", "Connection: keep-alive") + GET, OldHandler);
    assert.match(answer, /^HTTP\/1\.0 200 OK\r\n(?!.*(Connection|HTTP\/1))/s);
  });

  test("when the method sets closeConnection, before the head or behind it", async () => {
    class Closing extends PersistentHandler {
      override do_GET(): void {
        if (this.path === "/before") this.closeConnection = true;
        this.answer(this.path);
        this.closeConnection = true;
      }
    }
    for (const [path, option] of [
      ["/before", /Connection: close\r\n/],
      ["/behind", /^(?!.*Connection)/s],
    ] as const) {
      const answer = await answerTo(request(`GET ${path} HTTP/1.1`) + GET, Closing);
      assert.equal(answersIn(answer), 1);
      assert.match(answer, option);
    }
  });

  test("when an answer without a length promises an HTTP/1.0 client that it stays", async () => {
    class Promising extends PersistentHandler {
      override do_GET(): void {
        this.sendResponse(200);
        this.sendHeader("Connection", "keep-alive");
        this.endHeaders();
        this.wfile.write("body");
      }
    }
    const answer = await answerTo("GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n", Promising);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n.*\r\nConnection: close\r\n\r\nbody$/s);
  });

  test("when the head has said so, though the method takes it back behind it", async () => {
    class Streaming extends PersistentHandler {
      override do_GET(): void {
        this.sendResponse(200);
        if (this.path === "/close") this.sendHeader("Connection", "close");
        this.endHeaders();
        this.wfile.write("x");
        this.closeConnection = false;
      }
    }
    for (const head of ["GET /a HTTP/1.0\r\n\r\n", request("GET /close HTTP/1.1")]) {
      const answer = await answerTo(head + head, Streaming);
      assert.equal(answersIn(answer), 1);
      assert.match(answer, /Connection: close\r\n/);
    }
  });

  test("when close is one of the options the method sends", async () => {
    class Listing extends PersistentHandler {
      override do_GET(): void {
        this.sendResponse(200);
        this.sendHeader("Connection", "X-Once, Close");
        this.sendHeader("Content-Length", "0");
        this.endHeaders();
      }
    }
    const answer = await answerTo(GET + GET, Listing);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n.*\r\nConnection: X-Once, Close\r\nContent-Length: 0\r\n\r\n$/s);
    assert.equal(answersIn(answer), 1);
  });

  test("when the method codes its body in a way that has no end", async () => {
    class Coding extends PersistentHandler {
      override do_GET(): void {
        this.sendResponse(200);
        this.sendHeader("Transfer-Encoding", "gzip");
        this.endHeaders();
        this.wfile.write("zz");
      }
    }
    const answer = await answerTo(GET + GET, Coding);
    assert.match(answer, /Transfer-Encoding: gzip\r\nConnection: close\r\n\r\nzz$/);
    assert.equal(answersIn(answer), 1);
  });

  test("after an error: the requests behind it are not answered", async () => {
    const answer = await answerTo(GET + request("EGGS / HTTP/1.1") + GET);
    assert.match(answer, /^HTTP\/1\.1 200 OK.*HTTP\/1\.1 501 .*<\/html>\n$/s);
    assert.equal(answersIn(answer), 1);
  });

  test("in silence when an idle client leaves", async () => {
    const log: string[] = [];
    await exchange(logInto(PersistentHandler, log), GET);
    assert.deepEqual(log, ['"GET /a HTTP/1.1" 200 -']);
  });

  test("with a line in the log when the client leaves in the middle of a head", async () => {
    const log: string[] = [];
    await exchange(logInto(PersistentHandler, log), `${GET}GET /b HT`);
    assert.deepEqual(log, ['"GET /a HTTP/1.1" 200 -', "Request cut off by the client"]);
  });

  test("after the answer when the client closed its side behind the request", async () => {
    class Slow extends PersistentHandler {
      override async do_POST(): Promise<void> {
        await sleep(20);
        this.answer("slow");
      }
    }
    await using running = await startServer(Slow);
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1"));
    client.sendEnd();
    assert.match(await client.ended(), /\r\n\r\nslow$/);
  });
});

describe("behind its last answer", () => {
  function connectionsOf(server: { readonly socket: Server | undefined }): Promise<number> {
    return new Promise((resolve, reject) => {
      server.socket?.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  test("a connection is gone at once when the client has said that it sends nothing more", async () => {
    await using running = await startServer(PersistentHandler);
    for (const fields of [["Connection: close"], ["Connection: TE", "Connection: Close"]]) {
      using client = await RawClient.connect(running);
      client.send(request("GET /a HTTP/1.1", ...fields));
      assert.match(await client.ended(), /\r\n\r\n\/a$/);
      const deadline = Date.now() + 1000; // half of what a client is waited for
      while ((await connectionsOf(running.server)) > 0)
        assert.ok(Date.now() < deadline, "the connection is still there");
    }
  });

  test("a connection waits for the client's end when more may come: a reset could overtake the answer", async () => {
    const body = request("POST /a HTTP/1.1", "Connection: close", "Content-Length: 1");
    for (const bytes of [
      `${body}x`,
      request("EGGS / HTTP/1.1"),
      `${request("GET /a HTTP/1.1", "Connection: close")}more`,
      request("GET /a HTTP/1.1", "Connection: close", "Content-Length: 1"),
      request("GET /a HTTP/1.1", "Connection: close, Upgrade", "Upgrade: other"),
    ]) {
      await using running = await startServer(PersistentHandler);
      using client = await RawClient.connect(running);
      client.send(bytes);
      await client.ended();
      assert.equal(await connectionsOf(running.server), 1, bytes);
      client.sendEnd();
      await until(async () => (await connectionsOf(running.server)) === 0);
      assert.equal(client.wasReset, false);
    }
  });
});

describe("pipelined requests", () => {
  const HUNDRED = Array.from({ length: 100 }, (_, i) => request(`GET /${i} HTTP/1.1`)).join("");

  function bodiesOf(text: string): string[] {
    return [...text.matchAll(/\r\n\r\n(\/\d+)/g)].map((match) => match[1] as string);
  }

  const EXPECTED = Array.from({ length: 100 }, (_, i) => `/${i}`);

  test("are answered in order, a hundred of them in one write", async () => {
    const { output, writes } = await exchange(PersistentHandler, HUNDRED);
    assert.deepEqual(bodiesOf(output.toString()), EXPECTED);
    assert.equal(writes.length, 1);
  });

  test("are answered in order when the methods take their time", async () => {
    class Slow extends PersistentHandler {
      override async do_GET(): Promise<void> {
        if (this.path.endsWith("0")) await sleep(1);
        this.answer(this.path);
      }
    }
    const { output } = await exchange(Slow, HUNDRED);
    assert.deepEqual(bodiesOf(output.toString()), EXPECTED);
  });

  for (const serverClass of [undefined, HTTPServer]) {
    test(`are answered in order over a socket by ${serverClass?.name ?? "ThreadingHTTPServer"}`, async () => {
      await using running = await startServer(PersistentHandler, serverClass as typeof HTTPServer);
      using client = await RawClient.connect(running);
      client.send(HUNDRED);
      await client.until("\r\n\r\n/99");
      assert.deepEqual(bodiesOf(client.received), EXPECTED);
    });
  }

  test("are answered whatever the pieces they come in", async () => {
    const two = `${request("GET /1 HTTP/1.1")}${request("POST /2 HTTP/1.1", "Content-Length: 2")}/2${GET}`;
    for (const size of [1, 2, 7, 40]) {
      const pieces = two.match(new RegExp(`[^]{1,${size}}`, "g")) as string[];
      const { output } = await exchange(PersistentHandler, pieces);
      assert.deepEqual(bodiesOf(output.toString()), ["/1", "/2"]);
      assert.equal(answersIn(output.toString()), 3);
    }
  });

  for (const [what, fields, body] of [
    ["", [], ""],
    [", whatever is left of their bodies", ["Content-Length: 1"], "x"],
    [", chunks too", ["Transfer-Encoding: chunked"], "1\r\nx\r\n0\r\n\r\n"],
  ] as const) {
    test(`wait for a client that does not take the answers${what}`, async () => {
      let count = 0;
      class Large extends PersistentHandler {
        override do_GET(): void {
          count++;
          this.answer("y".repeat(200_000));
        }
      }
      const transport = new SlowTransport();
      const server = new BaseServer<SlowTransport>(["127.0.0.1", 0], Large);
      server.turn = undefined;
      const handling = server.finishRequest(transport, ["127.0.0.1", 50000]);
      transport.input?.push(Buffer.from((request("GET / HTTP/1.1", ...fields) + body).repeat(20)));
      for (let expected = 1; expected <= 3; expected++) {
        for (let turns = 0; turns < 10; turns++) await turn();
        assert.equal(count, expected);
        transport.drain();
      }
      transport.leave();
      await handling;
    });
  }

  test("behind a body are not part of it", async () => {
    const post = request("POST / HTTP/1.1", "Content-Length: 4");
    assert.match(await answerTo(`${post}body${GET}`), /\r\n\r\nbodyHTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/a$/s);
  });
});

describe("a body that the method did not read", () => {
  class Unreading extends PersistentHandler {
    override async do_POST(): Promise<void> {
      if (this.path === "/some") await this.rfile.read(3);
      this.answer("posted");
    }
  }

  for (const [what, fields, body] of [
    ["with a Content-Length", "Content-Length: 65536", GET.padEnd(65536)],
    ["in chunks", "Transfer-Encoding: chunked", `${GET.length.toString(16)}\r\n${GET}\r\n0\r\nX: y\r\n\r\n`],
  ] as const) {
    for (const path of ["/none", "/some"]) {
      test(`${what} (${path} read) is never taken for a request, and the next one is answered`, async () => {
        const answer = await answerTo(request(`POST ${path} HTTP/1.1`, fields) + body + GET, Unreading);
        assert.match(answer, /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\npostedHTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/a$/s);
      });
    }
  }

  for (const [what, fields, body] of [
    ["with a Content-Length", "Content-Length: 65537", "x".repeat(65537)],
    ["in chunks", "Transfer-Encoding: chunked", `10001\r\n${"x".repeat(65537)}\r\n0\r\n\r\n`],
  ] as const) {
    test(`${what} of more than 64 KiB ends the connection behind the answer`, async () => {
      const answer = await answerTo(request("POST /none HTTP/1.1", fields) + body + GET, Unreading);
      assert.match(answer, /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nposted$/s);
    });
  }

  test("of more than 64 KiB changes nothing in an answer that the method writes by itself", async () => {
    const answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    class ByHand extends PersistentHandler {
      do_PUT(): void {
        this.wfile.write(answer);
      }
    }
    const { output } = await exchange(ByHand, request("PUT / HTTP/1.1", "Content-Length: 100000"));
    assert.equal(output.toString(), answer);
  });

  test("of many megabytes does not cut off the answer", async () => {
    await using running = await startServer(Unreading);
    using client = await RawClient.connect(running);
    client.send(request("POST /none HTTP/1.1", "Content-Length: 8000000"));
    client.send(Buffer.alloc(8_000_000, "x"));
    assert.match(await client.ended(), /\r\n\r\nposted$/);
  });

  for (const serverClass of [undefined, HTTPServer]) {
    const name = serverClass?.name ?? "ThreadingHTTPServer";
    test(`and that has not come does not hold up the answer of ${name}, nor other clients`, async () => {
      await using running = await startServer(Unreading, serverClass as typeof HTTPServer);
      using client = await RawClient.connect(running);
      using other = await RawClient.connect(running);
      client.send(request("POST /none HTTP/1.1", "Content-Length: 4"));
      await client.until("\r\n\r\nposted");
      other.send(GET);
      await other.until("\r\n\r\n/a");
      client.send(`body${GET}`);
      await client.until("\r\n\r\n/a");
    });
  }

  test("whose framing is broken ends the connection behind the answer", async () => {
    const post = request("POST /none HTTP/1.1", "Transfer-Encoding: chunked");
    assert.match(await answerTo(`${post}zz\r\n${GET}`, Unreading), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nposted$/s);
  });
});
