// What becomes of a request whose method fails.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { HTTPError, TimeoutError } from "../../src/http/errors.ts";
import { HTTPStatus } from "../../src/http/status.ts";
import { ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { RefusingRequestHandler } from "../../src/server/refusing-handler.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred, sleep } from "../support/waiting.ts";
import { answerOf } from "./answer-of.ts";
import { captureStderr, logInto, PersistentHandler, type QuietHandler } from "./test-handlers.ts";

const GET = request("GET / HTTP/1.1");

test("an answer that is cut off takes none with it that is whole, though the client has none yet", async () => {
  class Cutting extends PersistentHandler {
    override do_GET(): void {
      this.answer(this.path);
      if (this.path === "/2") this.wfile.abort();
    }
  }
  await using running = await startServer(Cutting);
  using client = await RawClient.connect(running);
  client.send(request("GET /1 HTTP/1.1") + request("GET /2 HTTP/1.1"));
  assert.match(await client.ended(), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/1$/s);
});

describe("a method that throws", () => {
  const TIMES: readonly (readonly [when: string, method: (handler: QuietHandler) => unknown])[] = [
    [
      "at once",
      () => {
        throw new Error("secret /etc/passwd");
      },
    ],
    ["at once, being async", () => Promise.reject(new Error("secret /etc/passwd"))],
    [
      "later",
      async () => {
        await sleep(1);
        throw new Error("secret /etc/passwd");
      },
    ],
    [
      "with half a head buffered",
      (handler) => {
        handler.sendResponse(200);
        handler.sendHeader("X-Secret", 1);
        throw new Error("secret /etc/passwd");
      },
    ],
    [
      "behind a head and a body that have not left yet",
      (handler) => {
        handler.answer("X-Secret");
        throw new Error("secret /etc/passwd");
      },
    ],
  ];
  for (const [when, method] of TIMES) {
    test(`${when} is answered 500, and reported with its stack`, async (t) => {
      const stderr = captureStderr(t);
      const { text, wasReset } = await answerOf(method, { input: GET + GET });
      assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n.*Connection: close\r\n.*<\/html>\n$/s);
      assert.doesNotMatch(text, /secret|Secret| {4}at /);
      assert.equal(text.split("HTTP/1.1").length, 2);
      assert.equal(wasReset, false);
      const dashes = "-".repeat(40);
      const [first, second, third, ...rest] = stderr().split("\n");
      assert.equal(first, dashes);
      assert.equal(second, "Exception occurred during processing of request from ('127.0.0.1', 50000)");
      assert.equal(third, "Error: secret /etc/passwd");
      assert.match(rest.join("\n"), new RegExp(`^ {4}at .*\\n${dashes}\\n$`, "s"));
    });
  }

  test("behind a head that has left has its connection reset, so that the client sees the answer is not whole", async (t) => {
    captureStderr(t);
    let hasArrived = deferred();
    class Streaming extends PersistentHandler {
      override async do_GET(): Promise<void> {
        this.sendResponse(200);
        this.endHeaders();
        this.wfile.write("half an answer");
        await hasArrived.promise;
        throw new Error("bug");
      }
    }
    hasArrived.resolve();
    const { output, wasReset } = await exchange(Streaming, GET + GET);
    assert.match(output.toString(), /half an answer\r\n$/);
    assert.equal(wasReset, true);

    hasArrived = deferred();
    await using running = await startServer(Streaming);
    using client = await RawClient.connect(running);
    client.send(GET);
    await client.until("half an answer");
    hasArrived.resolve();
    await client.ended();
    assert.equal(client.wasReset, true);
  });

  test("leaves the answers before it alone", async (t) => {
    captureStderr(t);
    class Sometimes extends PersistentHandler {
      override do_GET(): void {
        if (this.path === "/bug") throw new Error("bug");
        this.answer(this.path);
      }
    }
    const { output } = await exchange(Sometimes, request("GET /one HTTP/1.1") + request("GET /bug HTTP/1.1") + GET);
    assert.match(output.toString(), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/oneHTTP\/1\.1 500 .*<\/html>\n$/s);
  });

  test("does not stop the server", async (t) => {
    captureStderr(t);
    class Sometimes extends PersistentHandler {
      override do_GET(): void {
        if (this.path === "/bug") throw new Error("bug");
        this.answer(this.path);
      }
    }
    await using running = await startServer(Sometimes);
    assert.equal((await fetch(`${running.url}/bug`)).status, 500);
    assert.equal(await (await fetch(`${running.url}/fine`)).text(), "/fine");
  });

  test("anything at all, not only errors, is answered 500", async (t) => {
    captureStderr(t);
    const unreadable = {
      get code(): never {
        throw new Error("no code");
      },
    };
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const thrown of ["text", null, undefined, 42, { code: 5 }, Object.create(null), unreadable, revoked.proxy]) {
      const { text } = await answerOf(() => Promise.reject(thrown));
      assert.match(text, /^HTTP\/1\.1 500 /);
    }
  });

  test("is reported to the server's handleError", async () => {
    const reported: [unknown, Address, unknown][] = [];
    class Reporting extends ThreadingHTTPServer {
      override handleError(request: unknown, clientAddress: Address, error: unknown): void {
        reported.push([request, clientAddress, error]);
      }
    }
    const bug = new Error("bug");
    class Buggy extends PersistentHandler {
      override do_GET(): void {
        throw bug;
      }
    }
    await using running = await startServer(Buggy, Reporting);
    using client = await RawClient.connect(running);
    client.send(GET);
    await client.until("500 Internal Server Error");
    assert.equal(reported.length, 1);
    assert.deepEqual(reported[0]?.[1], ["127.0.0.1", client.socket.localPort]);
    assert.equal(reported[0]?.[2], bug);
  });
});

describe("an HTTPError", () => {
  for (const [what, error, status, explain] of [
    ["with a status", new HTTPError(404), "404 Not Found", "Nothing matches the given URI"],
    [
      "with a member of HTTPStatus",
      new HTTPError(HTTPStatus.GONE),
      "410 Gone",
      "URI no longer exists and has been permanently removed",
    ],
    ["with a message", new HTTPError(404, "No such report"), "404 No such report", "Nothing matches the given URI"],
    ["with an explanation", new HTTPError(409, "Busy", "Come <back>"), "409 Busy", "Come &lt;back&gt;"],
  ] as const) {
    test(`${what} is answered so, and is no bug`, async (t) => {
      const stderr = captureStderr(t);
      for (const method of [() => Promise.reject(error), () => assert.fail(error)]) {
        const { text, log } = await answerOf(method);
        assert.ok(text.startsWith(`HTTP/1.1 ${status}\r\n`), text);
        assert.ok(text.includes(` - ${explain}.</p>`));
        assert.deepEqual(log, [
          `code ${error.status}, message ${status.slice(4)}`,
          `"GET / HTTP/1.1" ${error.status} -`,
        ]);
      }
      assert.equal(stderr(), "");
    });
  }

  test("behind too many bytes that could be taken back is in the log for itself only", async () => {
    const log: string[] = [];
    const method = (handler: QuietHandler): never => {
      handler.sendResponse(200);
      handler.sendHeader("Content-Length", 2);
      handler.endHeaders();
      handler.wfile.write("hello");
      throw new HTTPError(404);
    };
    const { text } = await answerOf(method, { input: GET, log });
    assert.match(text, /^HTTP\/1\.1 404 .*<\/html>\n$/s);
    assert.ok(!log.some((line) => line.includes("were not sent")), log.join("\n"));
  });

  test("with fields is answered with them", async () => {
    const fields = [["WWW-Authenticate", "Basic"]] as const;
    const { text } = await answerOf(() => Promise.reject(new HTTPError(401, undefined, undefined, fields)));
    assert.match(text, /^HTTP\/1\.1 401 Unauthorized\r\n.*\r\nWWW-Authenticate: Basic\r\n.*<\/html>\n$/s);
  });

  for (const [what, fields] of [
    ["a field that is not latin-1", [["WWW-Authenticate", 'Basic realm="caf\u00e9 \u2615"']]],
    ["another Content-Length than that of its page", [["Content-Length", "5"]]],
  ] as const) {
    test(`with ${what} is answered 500, and reported`, async (t) => {
      const stderr = captureStderr(t);
      const method = () => Promise.reject(new HTTPError(401, undefined, undefined, fields));
      const { text, wasReset } = await answerOf(method, { input: GET + GET });
      assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n.*Connection: close\r\n.*<\/html>\n$/s);
      assert.equal(text.split("HTTP/1.1").length, 2);
      assert.equal(wasReset, false);
      assert.match(stderr(), /TypeError: /);
    });
  }

  test("whose sendError throws, as an override may, is answered 500, and what it threw is reported", async (t) => {
    const stderr = captureStderr(t);
    const { text, log } = await answerOf((handler) => {
      handler.sendError = () => assert.fail("no template");
      throw new HTTPError(404);
    });
    assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n.*<\/html>\n$/s);
    assert.deepEqual(log, ["code 500, message Internal Server Error", '"GET / HTTP/1.1" 500 -']);
    assert.match(stderr(), /no template/);
  });

  for (const [how, fail] of [
    ["throws behind a part of the head", (handler) => handler.flushHeaders()],
    ["throws behind all of the answer", (handler) => RefusingRequestHandler.prototype.sendError.call(handler, 404)],
  ] as const satisfies readonly (readonly [string, (handler: QuietHandler) => void])[]) {
    test(`whose sendError ${how} is answered 500 all the same, as long as nothing has left`, async (t) => {
      const stderr = captureStderr(t);
      const { text } = await answerOf((handler) => {
        handler.sendError = () => {
          handler.sendResponse(404);
          fail(handler);
          throw new Error("no template");
        };
        throw new HTTPError(404);
      });
      assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n.*<\/html>\n$/s);
      assert.match(stderr(), /^\w*Error: no template$/m);
    });
  }

  test("whose sendError throws behind what has left has its connection reset", async (t) => {
    const stderr = captureStderr(t);
    const { text, wasReset } = await answerOf((handler) => {
      handler.sendError = () => {
        handler.sendResponse(404);
        handler.flushHeaders();
        handler.wfile.flush();
        throw new Error("no template");
      };
      throw new HTTPError(404);
    });
    assert.doesNotMatch(text, / 500 /);
    assert.ok(wasReset);
    assert.match(stderr(), /no template/);
  });

  test("with a status that is no error cannot be made", () => {
    for (const status of [200, 101, 399, 600, 1000, 404.5, Number.NaN]) {
      assert.throws(() => new HTTPError(status), RangeError, String(status));
    }
  });

  test("behind a head that has left resets the connection, and is logged", async (t) => {
    const stderr = captureStderr(t);
    const { text, wasReset, log } = await answerOf(async (handler) => {
      handler.sendResponse(200);
      handler.endHeaders();
      await sleep(1);
      throw new HTTPError(404);
    });
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
    assert.equal(wasReset, true);
    assert.match(log.at(-1) as string, /^code 404, /);
    assert.equal(stderr(), "");
  });
});

test("a time that has run out behind a head that has left is told once, and is no bug", async (t) => {
  const stderr = captureStderr(t);
  const { wasReset, log } = await answerOf(async (handler) => {
    handler.sendResponse(200);
    handler.endHeaders();
    await sleep(1);
    throw new TimeoutError();
  });
  assert.ok(wasReset);
  assert.deepEqual(
    log.filter((line) => !line.startsWith('"')),
    ["Request timed out: TimeoutError('timed out')"],
  );
  assert.equal(stderr(), "");
});

describe("an error of the operating system", () => {
  for (const [code, status] of [
    ["ENOENT", 404],
    ["ENOTDIR", 404],
    ["ENAMETOOLONG", 404],
    ["EACCES", 403],
    ["EPERM", 403],
    ["ERR_ACCESS_DENIED", 403],
    ["EMFILE", 503],
    ["ENFILE", 503],
    ["EIO", 500],
  ] as const) {
    test(`${code} is answered ${status}, and its text is kept from the client`, async (t) => {
      captureStderr(t);
      const { text } = await answerOf(() => {
        throw Object.assign(new Error(`${code}: open '/secret/path'`), { code });
      });
      assert.ok(text.startsWith(`HTTP/1.1 ${status} `), text);
      assert.doesNotMatch(text, /secret|E[A-Z]{3,}/);
    });
  }

  test("that is answered with its own status is in the log as the system told it", async () => {
    for (const hasBegun of [false, true]) {
      const { text, log } = await answerOf(async (handler) => {
        if (hasBegun) {
          handler.sendResponse(200);
          handler.endHeaders();
        }
        await readFile("/no/such/template.html");
      });
      assert.doesNotMatch(text, /template/);
      assert.ok(log.includes("ENOENT: no such file or directory, open '/no/such/template.html'"), String(log));
    }
  });

  test("that has no message is in the log by its code", async () => {
    const { log } = await answerOf(() => Promise.reject({ code: "EACCES" }));
    assert.deepEqual(log, ["EACCES", "code 403, message Forbidden", '"GET / HTTP/1.1" 403 -']);
  });
});

describe("a method that goes on after it has returned", () => {
  test("writes nothing any more: the next answer on the connection is whole", async () => {
    class Forgetting extends PersistentHandler {
      override do_GET(): void {
        this.answer(this.path);
        setTimeout(() => void this.wfile.write("late"), 5);
      }
    }
    const log: string[] = [];
    await using running = await startServer(logInto(Forgetting, log));
    using client = await RawClient.connect(running);
    client.send(request("GET /one HTTP/1.1"));
    await client.until("\r\n\r\n/one");
    await sleep(20);
    client.send(request("GET /two HTTP/1.1", "Connection: close"));
    assert.match(await client.ended(), /\r\n\r\n\/oneHTTP\/1\.1 200 OK\r\n.*\r\n\r\n\/two$/s);
    assert.ok(log.some((line) => /^\d+ bytes were not sent: the method had returned\./.test(line)));
  });

  test("cannot begin an answer any more: it gets a TypeError", async () => {
    const { promise, resolve } = deferred<unknown>();
    const { text } = await answerOf((handler) => {
      setTimeout(() => {
        try {
          handler.answer("late");
        } catch (error) {
          resolve(error);
        }
      }, 5);
    });
    assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n/);
    assert.ok((await promise) instanceof TypeError);
  });
});

describe("a method that forgets", () => {
  test("endHeaders is answered 500, and told in the log", async () => {
    const { text, log } = await answerOf((handler) => handler.sendResponse(200));
    assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n/);
    assert.ok(log.includes("do_GET did not call endHeaders()"));
  });

  test("endHeaders behind flushHeaders is answered 500, or cut off where a part of the head has left", async () => {
    const flush = (handler: QuietHandler): void => {
      handler.sendResponse(200);
      handler.flushHeaders();
    };
    const whole = await answerOf(flush, { input: GET + GET });
    assert.match(whole.text, /^HTTP\/1\.1 500 Internal Server Error\r\n.*<\/html>\n$/s);
    assert.equal(whole.text.split("HTTP/1.1").length, 2);
    assert.ok(whole.log.includes("do_GET did not call endHeaders()"));
    const slow = async (handler: QuietHandler): Promise<void> => {
      flush(handler);
      await sleep(1);
    };
    const cut = await answerOf(slow, { input: GET + GET });
    assert.match(cut.text, /^HTTP\/1\.1 200 OK\r\nServer: .*\r\nDate: .*\r\n$/);
    assert.equal(cut.wasReset, true);
  });

  test("that a part of the head is there gets a TypeError, and the client a 500", async (t) => {
    const stderr = captureStderr(t);
    const { text } = await answerOf((handler) => {
      handler.sendResponse(200);
      handler.flushHeaders();
      handler.sendError(404);
    });
    assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n/);
    assert.equal(text.split("HTTP/1.1").length, 2);
    assert.match(stderr(), /TypeError: The head of the response/);
  });

  test("endHeaders, and writes a body, is answered 500", async () => {
    const { text } = await answerOf((handler) => {
      handler.sendResponse(200);
      handler.wfile.write("body");
    });
    assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n.*<\/html>\n$/s);
  });

  test("to answer is answered 500, and told in the log", async () => {
    for (const method of [() => undefined, () => sleep(1)]) {
      const { text, log } = await answerOf(method, { input: GET + GET });
      assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\n/);
      assert.equal(log[0], "do_GET sent no response");
      assert.equal(text.split("HTTP/1.1").length, 2);
    }
  });

  test("that it has answered gets a TypeError, and the client a 500", async (t) => {
    const stderr = captureStderr(t);
    const { text } = await answerOf((handler) => {
      handler.answer("one");
      handler.answer("two");
    });
    assert.match(text, /^HTTP\/1\.1 500 /);
    assert.match(stderr(), /TypeError: The head of the response to this request has been sent already\./);
  });
});
