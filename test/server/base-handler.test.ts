// The counterparts of CPython's BaseHTTPServerTestCase. Two have none that is the same: test_request_line_trimming (a bare
// LF behind the version of an HTTP/1.1 line is refused here, see "a bare LF"), and test_send_blank sends two blanks, which
// are refused with 400 here too, as no line of words.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HTTPMessage } from "../../src/http/message.ts";
import { HTTPStatus, type StatusCode } from "../../src/http/status.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { PersistentHandler, QuietHandler } from "./test-handlers.ts";

/** A persistent handler that takes a line without a version for HTTP/1.1. */
class CustomHandler extends QuietHandler {
  override protocolVersion = "HTTP/1.1";
  override defaultRequestVersion = "HTTP/1.1";

  #send(status: number, ...fields: [string, string][]): void {
    this.sendResponse(status);
    for (const [name, value] of fields) this.sendHeader(name, value);
    this.endHeaders();
  }

  do_TEST(): void {
    this.#send(204, ["Content-Type", "text/html"], ["Connection", "close"]);
  }

  do_KEEP(): void {
    this.#send(204, ["Content-Type", "text/html"], ["Connection", "keep-alive"]);
  }

  do_CUSTOM(): void {
    this.#send(999, ["Content-Type", "text/html"], ["Connection", "close"]);
  }

  do_EXPLAIN(): void {
    this.sendError(999, "Short", "A long\nexplanation");
  }

  do_LATIN(): void {
    this.#send(999, ["X-Special", "D\xe4nger"], ["Connection", "close"]);
    this.wfile.write(String(this.headers.get("x-incoming")));
  }

  do_ERROR(): void {
    this.sendError(Number(this.path.slice(1)));
  }

  do_HEAD(): void {
    this.sendError(Number(this.path.slice(1)));
  }
}

async function answerTo(bytes: string, handler: typeof BaseHTTPRequestHandler = CustomHandler): Promise<string> {
  return (await exchange(handler, bytes)).output.toString("latin1");
}

function statusOf(answer: string): string {
  return answer.slice(0, answer.indexOf("\r\n"));
}

describe("the request line", () => {
  const STATUS_OF_LINES: readonly (readonly [line: string, status: string])[] = [
    ["GET / HTTP/1.1", "HTTP/1.1 501 Unsupported method ('GET')"],
    ["GET / FUBAR", "HTTP/1.1 400 Bad request version ('FUBAR')"],
    ["GET / HTTP/9.9.9", "HTTP/1.1 400 Bad request version ('HTTP/9.9.9')"],
    ["GET / HTTP/-9_9_9.+9_9_9", "HTTP/1.1 400 Bad request version ('HTTP/-9_9_9.+9_9_9')"],
    ["GET / HTTP/909876543210.0", "HTTP/1.1 400 Bad request version ('HTTP/909876543210.0')"],
    ["GET / HTTP/1.909876543210", "HTTP/1.1 400 Bad request version ('HTTP/1.909876543210')"],
    ["GET / HTTP/9.9", "HTTP/1.1 505 Invalid HTTP version (9.9)"],
    ["GET /", "HTTP/1.1 501 Unsupported method ('GET')"],
    ["CUSTOM /", "HTTP/1.1 400 Bad HTTP/0.9 request type ('CUSTOM')"],
    ["  ", "HTTP/1.1 400 Bad request syntax ('  ')"],
    ["CUSTOM / HTTP/1.1", "HTTP/1.1 999 "],
  ];
  for (const [line, status] of STATUS_OF_LINES) {
    test(`${JSON.stringify(line)} is answered ${JSON.stringify(status)}`, async () => {
      assert.equal(statusOf(await answerTo(request(line))), status);
    });
  }

  test("a bare LF ends a line of HTTP/1.0, and none of HTTP/1.1", async () => {
    assert.equal(statusOf(await answerTo("XYZBOGUS / HTTP/1.0\n\r\n")), "HTTP/1.1 501 Unsupported method ('XYZBOGUS')");
    assert.equal(statusOf(await answerTo("XYZBOGUS / HTTP/1.1\n\r\n")), "HTTP/1.1 400 Bad header field");
  });

  test("an HTTP/1.1 request names one host, and no other request has to", async () => {
    for (const head of ["", "Host: a b\r\n", "Host: a\r\nHost: a\r\n"]) {
      assert.match(await answerTo(`GET / HTTP/1.1\r\n${head}\r\n`), /^HTTP\/1\.1 400 (Missing|Bad) Host header\r\n/);
    }
    assert.match(await answerTo("GET / HTTP/1.0\r\n\r\n"), /^HTTP\/1\.1 501 /);
  });

  test("a head may have 99 fields, and lines of 65536 bytes", async () => {
    const head = (fields: number, line: number): string =>
      `CUSTOM / HTTP/1.1\r\nHost: a\r\n${"A: b\r\n".repeat(fields - 2)}C: ${"d".repeat(line - 5)}\r\n\r\n`;
    assert.match(await answerTo(head(99, 65536)), /^HTTP\/1\.1 999 /);
    assert.match(await answerTo(head(100, 65536)), /^HTTP\/1\.1 431 Too many headers\r\n/);
    assert.match(await answerTo(head(99, 65537)), /^HTTP\/1\.1 431 Line too long\r\n/);
    const line = (length: number): string => `CUSTOM /${"x".repeat(length - 19)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    assert.match(await answerTo(line(65536)), /^HTTP\/1\.1 999 /);
    assert.match(await answerTo(line(65537)), /^HTTP\/1\.1 414 URI Too Long\r\n/);
  });

  test("a line without a version is HTTP/0.9 unless defaultRequestVersion says otherwise", async () => {
    class OldHandler extends PersistentHandler {}
    assert.equal(await answerTo("GET /\r\n", OldHandler), "/");
    class NewHandler extends PersistentHandler {
      override defaultRequestVersion = "HTTP/1.0";
    }
    assert.match(await answerTo("GET /\r\n", NewHandler), /^HTTP\/1\.1 200 OK\r\n/);
  });
});

describe("a response", () => {
  test("Connection: close and keep-alive of a client are understood", async () => {
    for (const option of ["close", "keep-alive"]) {
      assert.match(await answerTo(request("GET / HTTP/1.1", `Connection: ${option}`)), /^HTTP\/1\.1 501 /);
    }
  });

  test("a method of any name has its do_ method", async () => {
    assert.equal(statusOf(await answerTo(request("TEST / HTTP/1.1"))), "HTTP/1.1 204 No Content");
  });

  test("a handler's Connection: keep-alive keeps the connection, its close ends it", async () => {
    const input = request("KEEP / HTTP/1.1") + request("TEST / HTTP/1.1") + request("KEEP / HTTP/1.1");
    const answer = await answerTo(input);
    assert.equal(answer.split("HTTP/1.1 204").length - 1, 2);
    assert.match(answer, /Connection: keep-alive\r\n\r\nHTTP.*Connection: close\r\n\r\n$/s);
  });

  test("statuses that are not registered may be sent", async () => {
    assert.equal(statusOf(await answerTo(request("CUSTOM / HTTP/1.1"))), "HTTP/1.1 999 ");
    assert.equal(statusOf(await answerTo(request("ERROR /999 HTTP/1.1"))), "HTTP/1.1 999 ???");
  });

  test("an explanation of several lines stands in the page, whose length is announced", async () => {
    const answer = await answerTo(request("EXPLAIN / HTTP/1.1"));
    const [head, page] = answer.split("\r\n\r\n") as [string, string];
    assert.match(page, /999 - A long\nexplanation\./);
    assert.match(head, new RegExp(`Content-Length: ${page.length}$`));
  });

  test("latin-1 field values survive in both directions", async () => {
    const answer = await answerTo(request("LATIN / HTTP/1.1", "X-Incoming: \xc4rger mit Unicode"));
    assert.match(answer, /X-Special: D\xe4nger\r\n/);
    assert.ok(answer.includes(Buffer.from("Ärger mit Unicode").toString("latin1")));
  });

  test("the Content-Length of an error is that of its page", async () => {
    const [head, page] = (await answerTo(request("ERROR /404 HTTP/1.1"))).split("\r\n\r\n") as [string, string];
    assert.equal(Number(/Content-Length: (\d+)/.exec(head)?.[1]), page.length);
  });

  for (const status of [101, 102, 204, 205, 304]) {
    test(`sendError(${status}) sends no length, no type and no page`, async () => {
      const answer = await answerTo(request(`ERROR /${status} HTTP/1.1`));
      assert.ok(statusOf(answer).startsWith(`HTTP/1.1 ${status} `));
      assert.doesNotMatch(answer, /Content-Length|Content-Type|Transfer-Encoding/);
      assert.ok(answer.endsWith("\r\n\r\n"));
      assert.equal(answer.split("HTTP/1.1").length, 2);
    });
  }

  test("sendError for HEAD sends the length and type of the page, and no page", async () => {
    const answer = await answerTo(request("HEAD /200 HTTP/1.1"));
    assert.match(
      answer,
      /^HTTP\/1\.1 200 OK\r\n.*Content-Type: text\/html;charset=utf-8\r\nContent-Length: \d+\r\n\r\n$/s,
    );
  });

  for (const status of [101, 204, 205, 304]) {
    test(`sendError(${status}) for HEAD sends no length and no type`, async () => {
      assert.doesNotMatch(
        await answerTo(request(`HEAD /${status} HTTP/1.1`)),
        /Content-Length|Content-Type|Transfer-E/,
      );
    });
  }
});

describe("the attributes of a request", () => {
  class AttributeHandler extends QuietHandler {
    static seen: AttributeHandler[] = [];
    wasToClose: boolean | undefined;

    do_GET(): void {
      AttributeHandler.seen.push(this);
      this.wasToClose = this.closeConnection;
      this.answer("<html><body>Data</body></html>\r\n");
    }
  }

  class NewAttributeHandler extends AttributeHandler {
    override protocolVersion = "HTTP/1.1";
  }

  async function handlerOf(bytes: string, handler: typeof AttributeHandler = AttributeHandler) {
    AttributeHandler.seen = [];
    const { output } = await exchange(handler, bytes);
    return { output: output.toString("latin1"), seen: AttributeHandler.seen[0] as AttributeHandler };
  }

  test("an HTTP/1.1 request sets requestline, command, path, requestVersion and headers", async () => {
    const { output, seen } = await handlerOf(request("GET /a?b=c HTTP/1.1", "X-One: 1"), NewAttributeHandler);
    assert.match(
      output,
      /^HTTP\/1\.1 200 OK\r\nServer: .*\r\nDate: .*\r\n.*\r\n\r\n<html><body>Data<\/body><\/html>\r\n$/s,
    );
    assert.equal(seen.requestline, "GET /a?b=c HTTP/1.1");
    assert.equal(seen.rawRequestline.toString(), "GET /a?b=c HTTP/1.1\r\n");
    assert.equal(seen.command, "GET");
    assert.equal(seen.path, "/a?b=c");
    assert.equal(seen.requestVersion, "HTTP/1.1");
    assert.deepEqual(
      [...seen.headers.items()],
      [
        ["Host", "a"],
        ["X-One", "1"],
      ],
    );
    assert.equal(seen.wasToClose, false);
  });

  test("an HTTP/1.0 request needs no field", async () => {
    const { output, seen } = await handlerOf("GET / HTTP/1.0\r\n\r\n");
    assert.match(output, /^HTTP\/1\.0 200 OK\r\n/);
    assert.equal(seen.requestVersion, "HTTP/1.0");
    assert.deepEqual([...seen.headers.items()], []);
    assert.equal(seen.wasToClose, true);
  });

  test("Expect: 100-continue of an HTTP/1.0 client is a field like others", async () => {
    const bytes = "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n";
    const { output, seen } = await handlerOf(bytes, NewAttributeHandler);
    assert.match(output, /^HTTP\/1\.1 200 OK\r\n/);
    assert.deepEqual([...seen.headers.items()], [["Expect", "100-continue"]]);
  });

  test("clientAddress and server are those of the connection", async () => {
    AttributeHandler.seen = [];
    await using running = await startServer(AttributeHandler);
    using client = await RawClient.connect(running);
    client.send(request("GET / HTTP/1.1"));
    await client.ended();
    const [seen] = AttributeHandler.seen;
    assert.deepEqual(seen?.clientAddress, ["127.0.0.1", client.socket.localPort]);
    assert.equal(seen?.server, running.server);
    assert.equal(seen?.connection, seen?.request);
  });

  test("before a request command is null, and the texts are empty", () => {
    const handler = new BaseHTTPRequestHandler(undefined as never, ["127.0.0.1", 1], undefined as never);
    assert.equal(handler.command, null);
    assert.equal(handler.path, "");
    assert.equal(handler.requestline, "");
    assert.equal(handler.requestVersion, "");
    assert.ok(handler.headers instanceof HTTPMessage);
  });

  test("of a head that was refused they are empty as far as it was not understood, and never those of the request before", async () => {
    const seen: unknown[] = [];
    class Seeing extends PersistentHandler {
      override sendError(code: StatusCode): void {
        seen.push([code, this.command, this.path, this.requestVersion, this.headers.items()]);
        super.sendError(code);
      }
    }
    const first = request("GET /first HTTP/1.1", "Cookie: secret");
    for (const head of [
      request("GET //second HTTP/1.1", `X: ${"x".repeat(65536)}`),
      request("GET /second HTTP/1.1", "no field"),
      request("POST /second HTTP/1.1", "Content-Length: -1"),
      request("JUNK"),
      `GET /${"x".repeat(65536)} HTTP/1.1\r\n`,
    ]) {
      await exchange(Seeing, first + head);
    }
    assert.deepEqual(seen, [
      [431, "GET", "/second", "HTTP/1.1", []],
      [400, "GET", "/second", "HTTP/1.1", []],
      [400, "POST", "/second", "HTTP/1.1", []],
      [400, null, "", "", []],
      [414, "", "", "", []],
    ]);
  });

  test("headers before the first request are each connection's own", async () => {
    const sizes: number[] = [];
    class Adding extends PersistentHandler {
      override setup(): void | Promise<void> {
        this.headers.append("X-Here", "1");
        sizes.push(this.headers.size);
        return super.setup();
      }
    }
    for (let i = 0; i < 2; i++) await exchange(Adding, request("GET / HTTP/1.1"));
    assert.deepEqual(sizes, [1, 1]);
  });

  test("the defaults of the class are Python's, but for the names of the software", () => {
    const handler = new BaseHTTPRequestHandler(undefined as never, ["127.0.0.1", 1], undefined as never);
    assert.equal(handler.protocolVersion, "HTTP/1.0");
    assert.equal(handler.defaultRequestVersion, "HTTP/0.9");
    assert.equal(handler.errorContentType, "text/html;charset=utf-8");
    assert.equal(handler.MessageClass, HTTPMessage);
    assert.deepEqual(handler.responses[404], ["Not Found", "Nothing matches the given URI"]);
    assert.deepEqual(handler.responses[HTTPStatus.OK.value], ["OK", "Request fulfilled, document follows"]);
    assert.equal(handler.timeout, null);
    assert.match(handler.serverVersion, /^BaseHTTP\/\d+\.\d+$/);
    assert.match(handler.sysVersion, /^Node\.js\/\d+$/);
    assert.equal(handler.versionString(), `${handler.serverVersion} ${handler.sysVersion}`);
    assert.equal(handler.weekdayname[0], "Mon");
    assert.equal(handler.monthname[1], "Jan");
  });

  test("leading slashes of a path are one", async () => {
    const { seen } = await handlerOf("GET ///evil.example//x HTTP/1.0\r\n\r\n");
    assert.equal(seen.path, "/evil.example//x");
  });

  test("of an absolute target path is the path", async () => {
    const { seen } = await handlerOf("GET http://host.example/a?b HTTP/1.0\r\n\r\n");
    assert.equal(seen.path, "/a?b");
  });

  test("the host of an absolute target is that of headers, whatever Host says, and where there is none", async () => {
    for (const fields of ["", "Host: other.example\r\n"]) {
      const { seen } = await handlerOf(`GET http://host.example/ HTTP/1.0\r\n${fields}\r\n`);
      assert.deepEqual(seen.headers.getAll("Host"), ["host.example"]);
    }
  });
});
