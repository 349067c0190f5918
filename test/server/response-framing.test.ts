// How the body of an answer ends, and what is not sent of it.

import assert from "node:assert/strict";
import { Console } from "node:console";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, test } from "node:test";
import { nextTurn } from "../../src/io/timer.ts";
import type { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { request } from "../support/requests.ts";
import { answerOf, STAMP } from "./answer-of.ts";
import { captureStderr, type QuietHandler } from "./test-handlers.ts";

const GET = request("GET / HTTP/1.1");

function* endless(): Generator<string> {
  for (;;) yield "ab";
}

describe("the framing of a body", () => {
  function write(...pieces: (string | Buffer)[]): (handler: BaseHTTPRequestHandler) => void {
    return (handler) => {
      handler.sendResponseOnly(200);
      handler.endHeaders();
      for (const piece of pieces) handler.wfile.write(piece);
    };
  }

  test("HTTP/1.0 answers without a length end with the connection, to the byte as in Python", async () => {
    const { text } = await answerOf(write("ab", "c"), { protocolVersion: "HTTP/1.0" });
    assert.equal(text, "HTTP/1.0 200 OK\r\n\r\nabc");
  });

  test("HTTP/1.1 answers without a length are chunked, and the connection stays", async () => {
    const { text, writes } = await answerOf(write("ab", "cde"), { input: GET + GET });
    const answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    assert.equal(text, answer + answer);
    assert.equal(writes.length, 1);
  });

  test("an empty chunked body is its last chunk, and an empty write is no chunk", async () => {
    const { text } = await answerOf(write("", Buffer.alloc(0)));
    assert.equal(text, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  });

  test("large pieces are chunks of their own", async () => {
    const large = Buffer.alloc(100_000, "x");
    const { text } = await answerOf(write("ab", large, "c"));
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    assert.equal(body, `2\r\nab\r\n186a0\r\n${large}\r\n1\r\nc\r\n0\r\n\r\n`);
  });

  test("to an HTTP/1.0 client they end with the connection, which is said", async () => {
    const { text } = await answerOf(write("abc"), { input: "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" });
    assert.equal(text, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
  });

  test("a handler that frames its chunks itself is left alone", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Transfer-Encoding", "chunked");
      handler.endHeaders();
      handler.wfile.write("2\r\nok\r\n0\r\n\r\n");
    });
    assert.equal(text, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
  });

  test("a handler that writes its own head gets its bytes on the wire, untouched", async () => {
    const { text } = await answerOf((handler) => {
      handler.wfile.write("HTTP/3.7 000 \0\r\nX:\r\n\r\n");
      handler.wfile.write(Buffer.from([0xff, 0x00]));
      handler.closeConnection = true;
    });
    assert.equal(text, "HTTP/3.7 000 \0\r\nX:\r\n\r\n\xff\0");
  });

  for (const [status, name] of [
    [204, "204"],
    [304, "304"],
  ] as const) {
    test(`a body written for ${name} is not sent, and the connection stays`, async () => {
      const method = (handler: BaseHTTPRequestHandler): void => {
        handler.sendResponseOnly(status);
        handler.endHeaders();
        handler.wfile.write("body");
      };
      const { text } = await answerOf(method, { input: GET + GET });
      assert.match(text, new RegExp(`^(HTTP/1\\.1 ${status} [A-Za-z ]+\r\n\r\n){2}$`));
    });
  }

  test("a body written for HEAD is not sent, with a length or without", async () => {
    const input = request("HEAD / HTTP/1.1");
    assert.equal((await answerOf(write("body"), { input })).text, "HTTP/1.1 200 OK\r\n\r\n");
    const { text } = await answerOf((handler) => handler.answer("body"), { input: input + input });
    assert.equal(text, `HTTP/1.1 200 OK\r\n${STAMP}Content-Length: 4\r\n\r\n`.repeat(2));
  });

  test("a 205 says that it has no content", async () => {
    const method = (handler: BaseHTTPRequestHandler): void => {
      handler.sendResponseOnly(205);
      handler.endHeaders();
    };
    const { text } = await answerOf(method, { input: GET + GET });
    assert.equal(text, "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n".repeat(2));
  });

  test("bytes beyond the Content-Length are not sent, and logged; the next request is answered", async () => {
    const log: string[] = [];
    const method = (handler: BaseHTTPRequestHandler): void => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Content-Length", 3);
      handler.endHeaders();
      handler.wfile.write("ab");
      handler.wfile.write("cde");
      handler.wfile.write(Buffer.alloc(20_000));
    };
    const { text } = await answerOf(method, { input: GET + GET, log });
    assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc".repeat(2));
    assert.deepEqual(log[0], "20002 bytes were not sent: more than the response's Content-Length announced");
  });

  test("a source that gives more than its Content-Length is let go: the excess is logged, the next request answered", async () => {
    const log: string[] = [];
    const method = async (handler: BaseHTTPRequestHandler): Promise<void> => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Content-Length", 3);
      handler.endHeaders();
      await handler.wfile.writeFrom(endless());
    };
    const { text } = await answerOf(method, { input: GET + GET, log });
    assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\naba".repeat(2));
    assert.deepEqual(log, Array(2).fill("1 bytes were not sent: more than the response's Content-Length announced"));
  });

  test("a body shorter than its Content-Length ends the connection, and is logged", async () => {
    const log: string[] = [];
    const method = (handler: BaseHTTPRequestHandler): void => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Content-Length", 3);
      handler.endHeaders();
      handler.wfile.write("ab");
    };
    const { text } = await answerOf(method, { input: GET + GET, log });
    assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab");
    assert.deepEqual(log, [
      "Response cut off: when the method returned, fewer bytes had been written than its Content-Length announced",
    ]);
  });

  for (const [what, begin] of [
    ["writeFrom", (handler) => void handler.wfile.writeFrom(Readable.from(["body"]))],
    ["pipe", (handler) => void Readable.from(["body"]).pipe(handler.wfile.toWritable())],
    ["pipeline", (handler) => void pipeline(["body"], handler.wfile.toWritable()).catch(() => undefined)],
  ] as const satisfies [string, (handler: BaseHTTPRequestHandler) => void][]) {
    test(`a ${what} that nobody waits for is a mistake that is logged; the client gets an error, and no empty body`, async () => {
      const log: string[] = [];
      const { text } = await answerOf(
        (handler) => {
          handler.sendResponse(200);
          handler.endHeaders();
          begin(handler);
        },
        { input: GET + GET, log },
      );
      assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n.*Connection: close\r\n/s);
      assert.equal(text.match(/HTTP\/1\.1 /g)?.length, 1);
      assert.equal(log[1], "do_GET returned while a writeFrom() or toWritable() was at work: await it");
    });

    test(`a ${what} that nobody waits for, of which something was sent, is cut off`, async () => {
      const log: string[] = [];
      const { text, wasReset } = await answerOf(
        async (handler) => {
          handler.sendResponseOnly(200);
          handler.endHeaders();
          await handler.wfile.write("some");
          await nextTurn();
          begin(handler);
        },
        { input: GET + GET, log },
      );
      assert.equal(text, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n");
      assert.equal(wasReset, true);
      assert.deepEqual(log, ["do_GET returned while a writeFrom() or toWritable() was at work: await it"]);
    });

    test(`a ${what} that nobody waits for does no harm where there is no body`, async () => {
      const log: string[] = [];
      const { text } = await answerOf(
        (handler) => {
          handler.sendResponseOnly(200);
          handler.endHeaders();
          begin(handler);
        },
        { input: request("HEAD / HTTP/1.1").repeat(2), log },
      );
      assert.equal(text, "HTTP/1.1 200 OK\r\n\r\n".repeat(2));
      assert.deepEqual(log, []);
    });
  }

  test("a stream that was only written to need not be ended", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.endHeaders();
      new Console(handler.wfile.toWritable()).log("hello");
    });
    assert.match(text, /6\r\nhello\n\r\n0\r\n\r\n$/);
  });

  test("text is sent as UTF-8, and bytes of any view are taken", async () => {
    const { output } = await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Connection", "close");
      handler.sendHeader("Content-Length", 10);
      handler.endHeaders();
      handler.wfile.write("嗨é");
      handler.wfile.write(new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 3));
      handler.wfile.write(new Uint8Array(new ArrayBuffer(8), 4, 3));
    });
    assert.deepEqual([...output.subarray(-10)], [...Buffer.from("嗨é"), 2, 3, 0, 0, 0]);
  });
});

describe("sendTrailer", () => {
  test("adds a field behind a chunked body, and says whether it will be sent", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.endHeaders();
      handler.wfile.write("body");
      assert.equal(handler.sendTrailer("X-Sum", 42), true);
    });
    assert.equal(text, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 42\r\n\r\n");
  });

  test("sends nothing where the body is not chunked, and nothing with the next answer", async () => {
    let count = 0;
    const { text } = await answerOf(
      (handler) => {
        count++;
        handler.sendResponseOnly(200);
        if (count === 1) handler.sendHeader("Content-Length", 4);
        handler.endHeaders();
        handler.wfile.write("body");
        if (count === 1) assert.equal(handler.sendTrailer("X-Sum", 42), false);
      },
      { input: GET + GET },
    );
    assert.doesNotMatch(text, /X-Sum/);
    assert.match(text, /bodyHTTP\/1\.1 200 OK\r\n.*\r\n\r\n4\r\nbody\r\n0\r\n\r\n$/s);
  });

  test("refuses what could forge a field, and fields that come too late there", async (t) => {
    captureStderr(t);
    for (const [name, value] of [
      ["X-Sum", "1\r\nX-Forged: 1"],
      ["X Sum", "1"],
      ["Content-Length", "4"],
      ["transfer-encoding", "chunked"],
      ["Set-Cookie", "a=b"],
    ] as const) {
      let thrown: unknown;
      await answerOf((handler) => {
        handler.sendResponseOnly(200);
        handler.endHeaders();
        try {
          handler.sendTrailer(name, value);
        } catch (error) {
          thrown = error;
        }
      });
      assert.ok(thrown instanceof TypeError, name);
    }
  });
});

describe("sendHeader and endHeaders after the head", () => {
  test("write lines into the body, framed: the heads of a stream's parts", async () => {
    const method = (handler: BaseHTTPRequestHandler): void => {
      handler.sendResponseOnly(200);
      handler.endHeaders();
      for (const frame of ["one", "three"]) {
        handler.wfile.write("--FRAME\r\n");
        handler.sendHeader("Content-Length", frame.length);
        handler.sendHeader("Connection", "close");
        handler.endHeaders();
        handler.wfile.write(frame);
      }
    };
    const { text } = await answerOf(method, { input: GET + GET });
    const part = (length: number): string =>
      `9\r\n--FRAME\r\n\r\n28\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n\r\n`;
    const answer = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${part(3)}3\r\none\r\n${part(5)}5\r\nthree\r\n0\r\n\r\n`;
    assert.equal(text, answer.repeat(2));
    assert.match((await answerOf(method, { protocolVersion: "HTTP/1.0" })).text, /Connection: close\r\n\r\nthree$/);
  });

  test("write no more than was announced, and nothing for HEAD and 204", async () => {
    const answer = (status: number) => (handler: BaseHTTPRequestHandler) => {
      handler.sendResponseOnly(status);
      if (status === 200) handler.sendHeader("Content-Length", 1);
      handler.endHeaders();
      handler.endHeaders();
      handler.wfile.write("x");
    };
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
    assert.equal((await answerOf(answer(200), { input: GET + GET })).text, `${head}\r`.repeat(2));
    const toHead = request("HEAD / HTTP/1.1");
    assert.equal((await answerOf(answer(200), { input: toHead + toHead })).text, head.repeat(2));
    assert.equal((await answerOf(answer(204), { input: GET + GET })).text, "HTTP/1.1 204 No Content\r\n\r\n".repeat(2));
  });

  test("leave a complete error as it is, and are logged", async () => {
    const log: string[] = [];
    const { text } = await answerOf(
      (handler) => {
        handler.sendError(401, "Who are you?", "");
        handler.sendHeader("WWW-Authenticate", "Basic");
        handler.endHeaders();
      },
      { log },
    );
    assert.match(text, /^HTTP\/1\.1 401 Who are you\?\r\n.*<\/html>\n$/s);
    assert.doesNotMatch(text, /WWW-Authenticate/);
    assert.equal(log.at(-1), "27 bytes were not sent: more than the response's Content-Length announced");
  });

  test("do not reach the next answer where endHeaders was forgotten, which is logged", async () => {
    const log: string[] = [];
    const method = (handler: QuietHandler): void => {
      handler.answer("x");
      handler.sendHeader("X-Lost", "1");
    };
    const { text } = await answerOf(method, { input: GET + GET, log });
    assert.equal(text, `HTTP/1.1 200 OK\r\n${STAMP}Content-Length: 1\r\n\r\nx`.repeat(2));
    assert.equal(log[1], "11 bytes were not sent: sendHeader() after the head, without endHeaders()");
  });

  test("refuse what could forge a line", async () => {
    let thrown: unknown;
    await answerOf((handler) => {
      handler.answer("");
      try {
        handler.sendHeader("X", "1\r\nY: 2");
      } catch (error) {
        thrown = error;
      }
    });
    assert.ok(thrown instanceof TypeError);
  });
});
