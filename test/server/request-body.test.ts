import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred, sleep } from "../support/waiting.ts";
import { captureStderr, logInto, PersistentHandler, QuietHandler } from "./test-handlers.ts";

const GET = request("GET /next HTTP/1.1");

/** Lets a function read the body of a POST; what it returns is the answer. A GET follows on the connection. */
async function readBy(
  read: (handler: BaseHTTPRequestHandler) => Promise<string | Buffer>,
  input: string | string[],
  log: string[] = [],
): Promise<string> {
  class Reading extends PersistentHandler {
    override async do_POST(): Promise<void> {
      this.answer(await read(this));
    }
  }
  const { output } = await exchange(logInto(Reading, log), input);
  return output.toString("latin1");
}

function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}

const POST5 = request("POST / HTTP/1.1", "Content-Length: 5");
const POST_CHUNKED = request("POST / HTTP/1.1", "Transfer-Encoding: chunked");

describe("rfile holds the body and not a byte more", () => {
  test("read(n) with the Content-Length, as in Python", async () => {
    const read = (handler: BaseHTTPRequestHandler): Promise<Buffer> =>
      handler.rfile.read(Number(handler.headers.get("content-length")));
    assert.match(await readBy(read, `${POST5}hello${GET}`), /\r\n\r\nhelloHTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/next$/s);
  });

  test("read() ends with the body", async () => {
    assert.match(await readBy((handler) => handler.rfile.read(), `${POST5}hello${GET}`), /\r\n\r\nhelloHTTP.*\/next$/s);
  });

  test("read(n) beyond the end gives what there is, and then nothing", async () => {
    const read = async ({ rfile }: BaseHTTPRequestHandler): Promise<string> =>
      [await rfile.read(3), await rfile.read(1000), await rfile.read(1), await rfile.read()].join("|");
    assert.match(await readBy(read, `${POST5}hello${GET}`), /\r\n\r\nhel\|lo\|\|HTTP.*\/next$/s);
  });

  test("readline, lines and iteration end with it too", async () => {
    const post = request("POST / HTTP/1.1", "Content-Length: 9");
    const lines = async ({ rfile }: BaseHTTPRequestHandler): Promise<string> => {
      const read = [String(await rfile.readline()), String(await rfile.readline(2))];
      for await (const line of rfile.lines()) read.push(String(line));
      return JSON.stringify(read);
    };
    assert.equal(
      bodyOf(await readBy(lines, `${post}ab\ncdef\ng${GET}`)).split("HTTP")[0],
      '["ab\\n","cd","ef\\n","g"]',
    );
    const pieces = async ({ rfile }: BaseHTTPRequestHandler): Promise<string> => {
      let text = "";
      for await (const piece of rfile) text += piece;
      return text;
    };
    assert.match(await readBy(pieces, `${post}ab\ncdef\ng${GET}`), /\r\n\r\nab\ncdef\ngHTTP.*\/next$/s);
  });

  test("a request without a body has an empty one", async () => {
    assert.match(
      await readBy((handler) => handler.rfile.read(), request("POST / HTTP/1.1") + GET),
      /Content-Length: 0\r\n\r\nHTTP.*\/next$/s,
    );
  });

  test("it may come in pieces, later", async () => {
    assert.match(
      await readBy(({ rfile }) => rfile.read(5), [POST5, "he", "l", "lo", GET]),
      /\r\n\r\nhelloHTTP.*\/next$/s,
    );
  });

  test("one read at a time: a second one meanwhile gets a TypeError that says so", async () => {
    let error: unknown;
    const read = async ({ rfile }: BaseHTTPRequestHandler): Promise<Buffer> => {
      const first = rfile.read(2);
      error = await rfile.read(2).catch((caught: unknown) => caught);
      return Buffer.concat([await first, await rfile.read()]);
    };
    assert.match(await readBy(read, [POST5, "he", "llo", GET]), /\r\n\r\nhelloHTTP.*\/next$/s);
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /await one read before the next/);
  });

  test("over a socket, megabytes of it", async () => {
    class Counting extends PersistentHandler {
      override async do_POST(): Promise<void> {
        let count = 0;
        for await (const piece of this.rfile) count += piece.length;
        this.answer(`${count} bytes`);
      }
    }
    await using running = await startServer(Counting);
    using client = await RawClient.connect(running);
    client.send(request("POST / HTTP/1.1", "Content-Length: 5000000"));
    client.send(Buffer.alloc(5_000_000));
    await client.until("\r\n\r\n5000000 bytes");
  });
});

describe("a chunked body", () => {
  const CHUNKED = `${POST_CHUNKED}3\r\nhel\r\n2;ext="a;b"\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n${GET}`;

  test("is decoded", async () => {
    assert.match(await readBy(({ rfile }) => rfile.read(), CHUNKED), /\r\n\r\nhelloHTTP.*\/next$/s);
  });

  test("is decoded byte by byte", async () => {
    assert.match(await readBy(({ rfile }) => rfile.read(), [...CHUNKED]), /\r\n\r\nhelloHTTP.*\/next$/s);
  });

  test("shows its trailers when it has been read", async () => {
    const read = async (handler: BaseHTTPRequestHandler): Promise<string> => {
      await handler.rfile.read();
      assert.equal(handler.headers.get("x-sum"), null);
      return `sum ${handler.trailers.get("x-sum")}`;
    };
    assert.match(await readBy(read, CHUNKED), /\r\n\r\nsum 1HTTP/);
  });

  test("that breaks the coding is answered 400", async () => {
    for (const body of ["zz\r\n", "3\r\nhelX", "3\nhel\r\n", "-1\r\n", "0x3\r\nhel\r\n", " 3\r\nhel\r\n"]) {
      const answer = await readBy(({ rfile }) => rfile.read(), `${POST_CHUNKED}${body}${GET}`);
      assert.match(answer, /^HTTP\/1\.1 400 Bad chunked coding\r\n/, JSON.stringify(body));
      assert.equal(answer.split("HTTP/1.1").length, 2);
    }
  });
});

describe("a body whose framing is not clear is refused before the method is called:", () => {
  const REFUSED: readonly (readonly [what: string, head: string, status: string])[] = [
    [
      "Content-Length and Transfer-Encoding",
      request("POST / HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked"),
      "400 Bad request framing",
    ],
    [
      "two different lengths",
      request("POST / HTTP/1.1", "Content-Length: 5", "Content-Length: 6"),
      "400 Bad request framing",
    ],
    [
      "two equal lengths",
      request("POST / HTTP/1.1", "Content-Length: 5", "Content-Length: 5"),
      "400 Bad request framing",
    ],
    ["a negative length", request("POST / HTTP/1.1", "Content-Length: -5"), "400 Bad request framing"],
    ["a length with a sign", request("POST / HTTP/1.1", "Content-Length: +5"), "400 Bad request framing"],
    ["a hexadecimal length", request("POST / HTTP/1.1", "Content-Length: 0x5"), "400 Bad request framing"],
    ["an empty length", request("POST / HTTP/1.1", "Content-Length:"), "400 Bad request framing"],
    [
      "a length of more than 53 bits",
      request("POST / HTTP/1.1", "Content-Length: 9007199254740993"),
      "400 Bad request framing",
    ],
    ["chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400 Bad request framing"],
    ["chunked twice", request("POST / HTTP/1.1", "Transfer-Encoding: chunked, chunked"), "400 Bad request framing"],
    ["chunked not last", request("POST / HTTP/1.1", "Transfer-Encoding: chunked, gzip"), "400 Bad request framing"],
    ["an unknown coding", request("POST / HTTP/1.1", "Transfer-Encoding: gzip"), "501 Unsupported transfer coding"],
    [
      "gzip, then chunked",
      request("POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked"),
      "501 Unsupported transfer coding",
    ],
  ];
  for (const [what, head, status] of REFUSED) {
    test(`${what}: ${status}`, async () => {
      const answer = await readBy(({ rfile }) => rfile.read(), `${head}hello${GET}`);
      assert.ok(answer.startsWith(`HTTP/1.1 ${status}\r\n`), answer);
      assert.equal(answer.split("HTTP/1.1").length, 2);
      assert.match(answer, /Connection: close\r\n/);
    });
  }
});

test("a client that leaves before the end of its body has read() reject: half a body is never taken for a whole", async (t) => {
  captureStderr(t);
  for (const input of [
    `${POST5}hel`,
    `${POST_CHUNKED}5\r\nhel`,
    `${POST_CHUNKED}3\r\nhel\r\n`,
    `${POST_CHUNKED}0\r\n`,
  ]) {
    let error: unknown;
    const read = async ({ rfile }: BaseHTTPRequestHandler): Promise<string> => {
      try {
        return String(await rfile.read());
      } catch (caught) {
        error = caught;
        throw caught;
      }
    };
    const answer = await readBy(read, input);
    assert.equal((error as Error | undefined)?.name, "ProtocolError", input);
    assert.match(answer, /^HTTP\/1\.1 400 Bad request body\r\n/);
  }
});

describe("a read that nobody awaits", () => {
  const READ_TO_END = "A read of the body was ended: the method had returned. Await it, or return its promise";

  test("ends with its request, which is logged; the next request is whole", async () => {
    const errors: unknown[] = [];
    const log: string[] = [];
    class Forgetful extends PersistentHandler {
      override async do_POST(): Promise<void> {
        this.rfile.read().catch((error: unknown) => errors.push(error));
        this.answer("early");
      }
    }
    const { output } = await exchange(logInto(Forgetful, log), [POST5, "he", "llo", GET]);
    assert.match(output.toString(), /\r\n\r\nearlyHTTP.*\/next$/s);
    assert.equal(errors.length, 1);
    assert.match(String(errors[0]), /^TypeError: The method returned before this read of rfile had ended/);
    assert.deepEqual(log, ['"POST / HTTP/1.1" 200 -', READ_TO_END, '"GET /next HTTP/1.1" 200 -']);
  });

  test("ends on a connection that closes, too", async () => {
    let error: unknown;
    class Forgetful extends QuietHandler {
      do_POST(): void {
        this.rfile.read(5).catch((caught: unknown) => (error = caught));
        this.answer("early");
      }
    }
    const log: string[] = [];
    await exchange(logInto(Forgetful, log), [POST5, "hello"]);
    assert.match(String(error), /^TypeError: The method returned before/);
    assert.ok(log.includes(READ_TO_END));
  });

  for (const method of ["read", "read1", "readline", "readlines"] as const) {
    test(`and whose promise nobody looks at does not end the process: ${method}`, async () => {
      class Discarding extends PersistentHandler {
        override async do_POST(): Promise<void> {
          void this.rfile[method]();
          this.answer("early");
        }
      }
      const { output } = await exchange(Discarding, [POST5, "he", "llo", GET]);
      assert.match(output.toString(), /\/next$/);
    });
  }

  for (const method of ["read", "read1", "readline", "readlines"] as const) {
    test(`and that fails at once, as its chunks are broken, does not end the process: ${method}`, async () => {
      class Discarding extends PersistentHandler {
        override async do_POST(): Promise<void> {
          void this.rfile[method]();
          this.answer("early");
        }
      }
      const { output } = await exchange(Discarding, [`${POST_CHUNKED}x\r\n${GET}`]);
      assert.match(output.toString(), /\r\n\r\nearly$/);
    });
  }

  for (const way of ["readlines()", "lines()", "the body itself"]) {
    test(`takes nothing of the body of the next request: ${way}`, async () => {
      const iterate = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
        for await (const _ of pieces);
      };
      class Forgetful extends PersistentHandler {
        override async do_POST(): Promise<void> {
          if (this.requestCount === 2) {
            await sleep(1);
            return this.answer(await this.rfile.read());
          }
          if (way === "readlines()") void this.rfile.readlines();
          else iterate(way === "lines()" ? this.rfile.lines() : this.rfile).catch(() => undefined);
          this.answer("early");
        }
      }
      const { output } = await exchange(Forgetful, [`${POST5}one.\n${POST5}t\nw\no`]);
      assert.match(output.toString(), /\r\n\r\nt\nw\no$/);
    });
  }

  test("that begins when the method has returned takes nothing of the next request", async () => {
    const gate = deferred();
    const error = deferred<unknown>();
    class Late extends PersistentHandler {
      override async do_POST(): Promise<void> {
        void gate.promise.then(() => this.rfile.read(7)).then(error.resolve, error.resolve);
        this.answer("early");
      }
    }
    await using running = await startServer(Late);
    using client = await RawClient.connect(running);
    client.send(`${request("POST / HTTP/1.1", "Content-Length: 0")}GET /a?`);
    await client.until("\r\n\r\nearly");
    gate.resolve();
    assert.match(String(await error.promise), /^TypeError: rfile is being read already/);
    client.send(request("GET /admin HTTP/1.1"));
    assert.match(await client.until("</html>"), /HTTP\/1\.1 400 Bad request syntax/);
  });
});
