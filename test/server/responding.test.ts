// How a handler answers. Counterparts of CPython's BaseHTTPRequestHandlerTestCase: test_header_buffering_of_send_error
// counts two writes there, one here: a head and a small body leave together.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HTTPStatus } from "../../src/http/status.ts";
import { request } from "../support/requests.ts";
import { answerOf, STAMP } from "./answer-of.ts";
import { PersistentHandler, type QuietHandler } from "./test-handlers.ts";

const GET = request("GET / HTTP/1.1");
const OLD_GET = "GET / HTTP/1.0\r\n\r\n";

/** Calls a function within a method, and returns what it threw. */
async function thrownBy(method: (handler: QuietHandler) => void): Promise<unknown> {
  let thrown: unknown;
  await answerOf((handler) => {
    try {
      method(handler);
    } catch (error) {
      thrown = error;
    }
    handler.responseHead.clear();
    if (!handler.isHeadSent) handler.answer("");
  });
  return thrown;
}

describe("sendResponse", () => {
  test("buffers the status line, Server and Date", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendResponse(200);
      assert.equal(handler.responseHead.text, `HTTP/1.1 200 OK\r\n${STAMP}`);
      handler.sendHeader("Content-Length", 0);
      handler.endHeaders();
    });
    assert.equal(text, `HTTP/1.1 200 OK\r\n${STAMP}Content-Length: 0\r\n\r\n`);
  });

  test("takes a number, a member of HTTPStatus, and a reason of one's own", async () => {
    for (const [code, message, line] of [
      [404, undefined, "404 Not Found"],
      [HTTPStatus.NOT_FOUND, null, "404 Not Found"],
      [404, "Gone fishing", "404 Gone fishing"],
      [404, "", "404 "],
      [299, undefined, "299 "],
    ] as const) {
      const { text } = await answerOf((handler) => {
        handler.sendResponse(code, message);
        handler.endHeaders();
      });
      assert.ok(text.startsWith(`HTTP/1.1 ${line}\r\n`), text);
    }
  });

  test("sends no Server field when both its parts are empty", async () => {
    const { text } = await answerOf((handler) => {
      handler.serverVersion = "";
      handler.answer("");
    });
    assert.doesNotMatch(text, /Server/);
  });

  test("logs before anything is sent", async () => {
    const log: string[] = [];
    await answerOf(
      (handler) => {
        handler.sendResponse(HTTPStatus.CREATED);
        assert.deepEqual(log, ['"GET / HTTP/1.1" 201 -']);
        handler.endHeaders();
      },
      { log },
    );
  });

  test("throws a TypeError after the head of the response was sent", async () => {
    const error = await thrownBy((handler) => {
      handler.answer("");
      handler.sendResponse(200);
    });
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /has been sent/);
  });

  for (const code of [0, 99, 1000, 200.5, Number.NaN, -200]) {
    test(`refuses ${code} with a TypeError`, async () => {
      assert.ok((await thrownBy((handler) => handler.sendResponse(code))) instanceof TypeError);
    });
  }

  test("refuses what is no code at all by name", async () => {
    for (const [code, name] of [
      ["200", '"200"'],
      [null, "null"],
      [undefined, "undefined"],
    ] as const) {
      const error = await thrownBy((handler) => handler.sendResponseOnly(code as never));
      assert.ok(error instanceof TypeError);
      assert.equal(error.message, `A status code is a number or a member of HTTPStatus, not ${name}.`);
    }
  });

  for (const reason of ["two\r\nlines", "one\n", "\r", "nul\0", "\x7f", "日本"]) {
    test(`refuses the reason ${JSON.stringify(reason)} with a TypeError`, async () => {
      assert.ok((await thrownBy((handler) => handler.sendResponse(200, reason))) instanceof TypeError);
    });
  }
});

describe("sendResponseOnly, sendHeader, flushHeaders and endHeaders", () => {
  test("endHeaders is a mistake where there is no head to end, at first and behind an informational one", async () => {
    const thrown: unknown[] = [];
    const { text } = await answerOf((handler) => {
      for (const begin of [() => undefined, () => handler.sendResponseOnly(102), () => handler.answer("ok")]) {
        try {
          handler.endHeaders();
        } catch (error) {
          thrown.push(String(error));
        }
        begin();
        if (handler.responseHead.text !== "") handler.endHeaders();
      }
    });
    assert.deepEqual(
      thrown,
      Array(3).fill("TypeError: There is no head to end: call sendResponse() before endHeaders()."),
    );
    assert.match(text, /^HTTP\/1\.1 102 Processing\r\n\r\nHTTP\/1\.1 200 OK\r\n.*\r\n\r\nok$/s);
  });

  test("endHeaders ends a head of which flushHeaders has sent all there was, or that was written by hand", async () => {
    const flushed = await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Connection", "close");
      handler.flushHeaders();
      handler.endHeaders();
    });
    assert.equal(flushed.text, "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    const own = await answerOf((handler) => {
      handler.closeConnection = true;
      handler.wfile.write("HTTP/1.1 200 OK\r\n");
      handler.endHeaders();
    });
    assert.equal(own.text, "HTTP/1.1 200 OK\r\n\r\n");
  });

  test("sendResponseOnly buffers the status line alone, until endHeaders", async () => {
    const { writes, text } = await answerOf((handler) => {
      handler.sendResponseOnly(418);
      assert.equal(handler.responseHead.text, "HTTP/1.1 418 I'm a Teapot\r\n");
      handler.sendHeader("Content-Length", 0);
      handler.endHeaders();
      assert.equal(handler.responseHead.text, "");
    });
    assert.equal(text, "HTTP/1.1 418 I'm a Teapot\r\nContent-Length: 0\r\n\r\n");
    assert.equal(writes.length, 1);
  });

  test("sendHeader buffers fields as they are given, in order, duplicates too", async () => {
    const { text, writes } = await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Foo", "foo");
      handler.sendHeader("bar", "bar");
      handler.sendHeader("Set-Cookie", "a=1");
      handler.sendHeader("Set-Cookie", "b=2");
      handler.sendHeader("content-LENGTH", "0");
      handler.endHeaders();
    });
    assert.equal(
      text,
      "HTTP/1.1 200 OK\r\nFoo: foo\r\nbar: bar\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\ncontent-LENGTH: 0\r\n\r\n",
    );
    assert.equal(writes.length, 1);
  });

  test("fields without a status line are sent as they are", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendHeader("Foo", "foo");
      handler.sendHeader("bar", "bar");
      handler.endHeaders();
      handler.closeConnection = true;
    });
    assert.equal(text, "Foo: foo\r\nbar: bar\r\n\r\n");
  });

  test("flushHeaders sends what is buffered, and nothing the second time", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.flushHeaders();
      handler.flushHeaders();
      handler.wfile.write("Content-Length: 0\r\n\r\n");
    });
    assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });

  test("the version of the status line is protocolVersion, whatever the client's", async () => {
    for (const [protocolVersion, input] of [
      ["HTTP/1.0", GET],
      ["HTTP/1.1", OLD_GET],
    ] as const) {
      const { text } = await answerOf((handler) => handler.answer(""), { protocolVersion, input });
      assert.ok(text.startsWith(`${protocolVersion} 200 OK\r\n`));
    }
  });

  test("a Connection field sets closeConnection, whatever its case", async () => {
    await answerOf((handler) => {
      handler.sendResponse(200);
      handler.sendHeader("connection", "CLOSE");
      assert.equal(handler.closeConnection, true);
      handler.sendHeader("CONNECTION", "Keep-Alive");
      assert.equal(handler.closeConnection, false);
      handler.sendHeader("Content-Length", 0);
      handler.endHeaders();
    });
  });

  for (const name of ["", "a b", "a:", "a\r\nb", "a\0", "ä", "a\t", "(a)", "a\n"]) {
    test(`the name ${JSON.stringify(name)} is refused with a TypeError`, async () => {
      assert.ok((await thrownBy((handler) => handler.sendHeader(name, "x"))) instanceof TypeError);
    });
  }

  for (const value of ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "\x1b[31m", "a\x7f", "日本"]) {
    test(`the value ${JSON.stringify(value)} is refused with a TypeError that names the field`, async () => {
      const error = await thrownBy((handler) => handler.sendHeader("X-Name", value));
      assert.ok(error instanceof TypeError);
      assert.match(error.message, /X-Name/);
    });
  }

  test("a refused field is not sent, and the request is answered 500", async (t) => {
    t.mock.method(process.stderr, "write", () => true);
    const { text } = await answerOf((handler) => {
      handler.sendResponse(200);
      handler.sendHeader("X-Name", "a\r\nX-Forged: 1");
      handler.endHeaders();
    });
    assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n/);
    assert.doesNotMatch(text, /Forged|200 OK/);
  });

  test("a Content-Length that is no number of bytes is refused with a TypeError", async () => {
    for (const value of ["", "-1", "1.5", "1e3", "0x10", "abc", "1, 1"]) {
      assert.ok((await thrownBy((handler) => handler.sendHeader("Content-Length", value))) instanceof TypeError, value);
    }
  });

  test("a second length of another size is refused with a TypeError", async () => {
    const error = await thrownBy((handler) => {
      handler.sendResponse(200);
      handler.sendHeader("Content-Length", 2);
      handler.sendHeader("Content-Length", 3);
    });
    assert.ok(error instanceof TypeError);
  });
});

describe("sendError", () => {
  test("leaves in one write", async () => {
    const { writes, text } = await answerOf((handler) => handler.sendError(418));
    assert.equal(writes.length, 1);
    assert.match(text, /^HTTP\/1\.1 418 I'm a Teapot\r\n.*<\/html>\n$/s);
  });

  test("drops what was buffered", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendResponse(200);
      handler.sendHeader("X-Secret", "1");
      handler.sendError(403);
    });
    assert.match(text, /^HTTP\/1\.1 403 Forbidden\r\n/);
    assert.doesNotMatch(text, /200|X-Secret/);
  });

  test("closes the connection: what was sent behind the request is not answered", async () => {
    const { text } = await answerOf((handler) => handler.sendError(404), { input: GET + GET });
    assert.equal(text.split("HTTP/1.1 404").length - 1, 1);
    assert.match(text, /Connection: close\r\n/);
  });

  test("closes the connection whatever its fields say of it", async () => {
    for (const protocolVersion of ["HTTP/1.0", "HTTP/1.1"]) {
      const fields = [["Connection", "keep-alive, x"]] as const;
      const { text } = await answerOf((handler) => handler.sendError(404, null, null, fields), {
        input: GET + GET,
        protocolVersion,
      });
      assert.equal(text.split(" 404 Not Found").length - 1, 1);
      assert.deepEqual(text.match(/^Connection: .*$/gm), ["Connection: close", "Connection: x"]);
    }
  });

  test("405 says which methods there are, once: those of its fields, or all but the present one", async () => {
    for (const [fields, expected] of [
      [[], "Allow: HEAD"],
      [[["ALLOW", "PUT"]], "ALLOW: PUT"],
    ] as const) {
      const { text } = await answerOf((handler) => handler.sendError(405, null, null, fields));
      assert.deepEqual(text.match(/^allow: .*$/gim), [expected]);
    }
  });

  test("fills in errorMessageFormat with code, message and explain, escaped", async () => {
    const { text } = await answerOf((handler) => {
      handler.errorMessageFormat = "%(code)d|%(message)s|%(explain)s|100%%";
      handler.errorContentType = "text/plain";
      handler.sendError(404, "<No> & 'never'", '"a" < b');
    });
    assert.ok(text.endsWith(`\r\n\r\n404|&lt;No&gt; &amp; 'never'|"a" &lt; b|100%`));
    assert.match(text, /^HTTP\/1\.1 404 <No> & 'never'\r\n.*Content-Type: text\/plain\r\n/s);
  });

  test("takes message and explain from responses", async () => {
    const { text } = await answerOf((handler) => {
      handler.responses = { 404: ["Nope", "It is not here"] };
      handler.sendError(404);
    });
    assert.match(text, /^HTTP\/1\.1 404 Nope\r\n.*Message: Nope\..*404 - It is not here\./s);
  });

  test("shows ??? for what responses does not have", async () => {
    const { text } = await answerOf((handler) => {
      handler.responses = {};
      handler.sendError(404);
    });
    assert.match(text, /^HTTP\/1\.1 404 \?\?\?\r\n.*Message: \?\?\?\..*404 - \?\?\?\./s);
  });

  test("writes the page in UTF-8; in the status line stands what it can carry", async () => {
    const { output } = await answerOf((handler) => handler.sendError(404, "找不到 é", "😀"));
    const text = output.toString("utf8");
    assert.ok(output.toString("latin1").startsWith("HTTP/1.1 404 ??? \xe9\r\n"));
    assert.match(text, /<p>Message: 找不到 é\.<\/p>/);
    assert.match(text, /404 - 😀\./);
    const length = Number(/Content-Length: (\d+)/.exec(text)?.[1]);
    assert.equal(length, output.length - output.indexOf("\r\n\r\n") - 4);
  });

  test("a message of two lines forges no field", async () => {
    const { text } = await answerOf((handler) => handler.sendError(404, "a\r\nX-Forged: 1"));
    assert.ok(text.startsWith("HTTP/1.1 404 a??X-Forged: 1\r\nServer"));
  });

  test("takes a member of HTTPStatus", async () => {
    const { text } = await answerOf((handler) => handler.sendError(HTTPStatus.IM_A_TEAPOT));
    assert.match(text, /^HTTP\/1\.1 418 .*Error code: 418</s);
  });

  test("sends no page for HEAD, but its length and type", async () => {
    const { text } = await answerOf((handler) => handler.sendError(404), { input: request("HEAD / HTTP/1.1") });
    assert.match(text, /Content-Length: 330\r\n\r\n$/);
  });

  test("sends no page for a HEAD whose request line is too long or wrong, either", async () => {
    for (const line of [`HEAD /${"x".repeat(65536)} HTTP/1.1`, `HEAD /${"x".repeat(99999)}`, "HEAD / FUBAR"]) {
      const log: string[] = [];
      const { text } = await answerOf(() => undefined, { input: `${line}\r\nHost: a\r\n\r\n`, log });
      assert.match(text, /^HTTP\/1\.1 4\d\d .*\r\n\r\n$/s);
      assert.equal(log[1], line === "HEAD / FUBAR" ? '"HEAD / FUBAR" 400 -' : '"" 414 -');
    }
  });
});

describe("dates and versions", () => {
  test("dateTimeString takes seconds, cut off downwards, or the present", async () => {
    await answerOf((handler) => {
      const date = PersistentHandler.prototype.dateTimeString;
      assert.equal(date.call(handler, 784111777.9), "Sun, 06 Nov 1994 08:49:37 GMT");
      assert.equal(date.call(handler, -86400.5), "Tue, 30 Dec 1969 23:59:59 GMT");
      assert.equal(date.call(handler, 0), "Thu, 01 Jan 1970 00:00:00 GMT");
      for (const present of [date.call(handler), date.call(handler, null)]) {
        assert.ok(Math.abs(Date.parse(present) - Date.now()) < 2000);
      }
      handler.answer("");
    });
  });

  test("versionString joins the words that are there", async () => {
    await answerOf((handler) => {
      handler.sysVersion = "y/2";
      assert.equal(handler.versionString(), "x y/2");
      handler.serverVersion = "";
      assert.equal(handler.versionString(), "y/2");
      handler.answer("");
    });
  });
});
