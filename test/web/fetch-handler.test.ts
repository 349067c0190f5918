import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HTTPError } from "../../src/http/errors.ts";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { exchange, type RunningServer, startServer } from "../../src/testing/index.ts";
import { type Fetch, FetchRequestHandler } from "../../src/web/index.ts";
import { captureStderr } from "../server/test-handlers.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred, turn, until } from "../support/waiting.ts";

const GET = request("GET / HTTP/1.1");

class Quiet extends FetchRequestHandler {
  override logMessage(): void {}
}

const makerOf =
  (fetch: Fetch) =>
  (...args: HandlerArgs): Quiet =>
    new Quiet(...args, { fetch });

function serve(fetch: Fetch): Promise<RunningServer> {
  return startServer(makerOf(fetch));
}

/** What is answered, without the fields that are in every answer. */
async function answerTo(input: string, fetch: Fetch): Promise<string> {
  const { output } = await exchange(makerOf(fetch), input);
  return output.toString("latin1").replaceAll(/^(?:Server|Date): .*\r\n/gm, "");
}

describe("the request", () => {
  test("has method, URL, fields and body of what was sent", async () => {
    await using running = await serve(async (request) => {
      const { method, url, headers } = request;
      return Response.json({ method, url, x: headers.get("X-A"), body: await request.text() });
    });
    const init = { method: "PUT", headers: { "X-A": "1" }, body: "h\u00e9llo" };
    const seen = await (await fetch(`${running.url}/a/b?c=d%20e`, init)).json();
    assert.deepEqual(seen, { method: "PUT", url: `${running.url}/a/b?c=d%20e`, x: "1", body: "h\u00e9llo" });
  });

  test("has a URL whatever the target is made of", async () => {
    const urlOf = async (head: string): Promise<string> => {
      const answer = await answerTo(`GET ${head}\r\n\r\n`, ({ url }) => new Response(url));
      return answer.slice(answer.indexOf("\r\n\r\n") + 4);
    };
    assert.equal(await urlOf("/\xe9\xff HTTP/1.1\r\nHost: a:81"), "http://a:81/%E9%FF");
    assert.equal(await urlOf("http://b/x HTTP/1.1\r\nHost: a"), "http://b/x");
    assert.equal(await urlOf("//c/x HTTP/1.1\r\nHost: a"), "http://a/c/x");
    assert.equal(await urlOf("/\\c HTTP/1.1\r\nHost: a"), "http://a//c");
    assert.equal(await urlOf("/ HTTP/1.0"), "http://127.0.0.1:0/");
  });

  test("that no URL can be made of is answered 400", async () => {
    const answer = await answerTo("GET / HTTP/1.1\r\nHost: [v1.x]\r\n\r\n", () => new Response());
    assert.match(answer, /^HTTP\/1\.1 400 /);
  });

  test("has the URL that an override says, as behind a proxy", async () => {
    class Behind extends Quiet {
      override requestURL(): string {
        return super.requestURL().replace(/^http/, this.headers.get("X-Forwarded-Proto") ?? "http");
      }
      override fetch({ url }: Request): Response {
        return new Response(url);
      }
    }
    const { output } = await exchange(Behind, "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\n\r\n");
    assert.ok(output.toString().endsWith("\r\n\r\nhttps://a/"));
  });

  test("has all values of a field, and cookies as one list", async () => {
    const head = "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-A: 2\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n";
    const answer = await answerTo(
      head,
      ({ headers }) => new Response(`${headers.get("x-a")}|${headers.get("cookie")}`),
    );
    assert.ok(answer.endsWith("\r\n\r\n1, 2|a=1; b=2"));
  });

  test("has a body in chunks, and one with a wrong chunk is answered 400", async () => {
    const post = (body: string): Promise<string> =>
      answerTo(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`, async (request) => {
        return new Response(await request.text());
      });
    assert.ok((await post("3\r\nabc\r\n0\r\n\r\n")).endsWith("\r\n\r\nabc"));
    assert.match(await post("3\r\nabcd\r\n"), /^HTTP\/1\.1 400 /);
  });

  test("leaves the connection to the next one, whether its body was read or not", async () => {
    const post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    const answer = await answerTo(`${post}GET /2 HTTP/1.1\r\nHost: a\r\n\r\n`, ({ method }) => new Response(method));
    assert.equal(answer.match(/HTTP\/1\.1 200 OK\r\n/g)?.length, 2);
    assert.ok(answer.endsWith("GET"));
  });

  test("may be answered while it still comes", async () => {
    await using running = await serve((request) => new Response(request.body));
    using client = await RawClient.connect(running);
    client.send(`${request("POST / HTTP/1.1", "Transfer-Encoding: chunked")}3\r\none\r\n`);
    await client.until("3\r\none\r\n");
    client.send("3\r\ntwo\r\n0\r\n\r\n");
    assert.ok((await client.until("0\r\n\r\n")).endsWith("3\r\ntwo\r\n0\r\n\r\n"));
  });

  test("is aborted when its client leaves before the answer", async () => {
    const left = deferred();
    await using running = await serve(async (request) => {
      await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
      left.resolve();
      return new Response();
    });
    const client = new AbortController();
    const asking = fetch(running.url, { signal: client.signal }).catch(() => undefined);
    await until(() => running.server.activeCount === 1);
    client.abort();
    await left.promise;
    await asking;
  });

  test("of any method comes, but of those that a Request cannot have, and those a subclass answers", async () => {
    class Own extends Quiet {
      override fetch({ method }: Request): Response {
        return new Response(`fetch ${method}`);
      }
      do_DELETE(): void {
        this.sendError(403);
      }
    }
    const statusOf = async (line: string): Promise<string> => {
      const { output } = await exchange(Own, `${line} HTTP/1.1\r\nHost: a\r\n\r\n`);
      return output.toString().slice(9, 12);
    };
    assert.equal(await statusOf("PROPFIND /"), "200");
    assert.equal(await statusOf("OPTIONS /"), "200");
    assert.equal(await statusOf("DELETE /"), "403");
    assert.equal(await statusOf("TRACE /"), "501");
    assert.equal(await statusOf("CONNECT a:1"), "501");
    const { output } = await exchange(Own, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.match(
      output.toString(),
      /^HTTP\/1\.1 204 No Content\r\n.*^Allow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r\n/ms,
    );
  });
});

describe("the response", () => {
  test("leaves with its status, its text and its fields, cookies each by itself", async () => {
    const headers = new Headers([
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
      ["X-A", "1"],
    ]);
    const answer = await answerTo(GET, () => new Response("x", { status: 299, statusText: "Fine so far", headers }));
    assert.equal(
      answer,
      "HTTP/1.1 299 Fine so far\r\ncontent-type: text/plain;charset=UTF-8\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n" +
        "x-a: 1\r\nContent-Length: 1\r\n\r\nx",
    );
  });

  test("has a Content-Length where its body is there at once, or has none", async () => {
    assert.match(await answerTo(GET, () => new Response("\u20ac")), /^Content-Length: 3\r\n\r\n/m);
    assert.match(await answerTo(GET, () => new Response()), /^Content-Length: 0\r\n\r\n$/m);
    assert.doesNotMatch(await answerTo(GET, () => new Response(null, { status: 204 })), /Content-Length/);
    assert.doesNotMatch(await answerTo(GET, () => new Response(null, { status: 304 })), /Content-Length/);
  });

  test("to HEAD has the length of the body that is not sent, and none where nobody knows it", async () => {
    const head = (body: string | null): Promise<string> =>
      answerTo("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", () => new Response(body));
    assert.match(await head("abc"), /Content-Length: 3\r\n\r\n$/);
    assert.doesNotMatch(await head(null), /Content-Length/);
  });

  test("with a body that comes by and by begins at once, and is sent in chunks", async () => {
    const more = deferred();
    await using running = await serve(() => {
      const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
        await more.promise;
        controller.enqueue(Buffer.from("late"));
        controller.close();
      };
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers: { "X-A": "1" } });
    });
    const response = await fetch(running.url);
    assert.equal(response.headers.get("x-a"), "1");
    assert.equal(response.headers.get("transfer-encoding"), "chunked");
    more.resolve();
    assert.equal(await response.text(), "late");
  });

  test("in several pieces that are there at once has a Content-Length", async () => {
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      for (const piece of ["one ", "two"]) {
        await Promise.resolve();
        controller.enqueue(Buffer.from(piece));
      }
      controller.close();
    };
    const answer = await answerTo(GET, () => new Response(new ReadableStream({ pull })));
    assert.ok(answer.endsWith("Content-Length: 7\r\n\r\none two"));
  });

  test("with a body whose beginning is there, and the rest is not, is sent in chunks in their order", async () => {
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      for (const piece of ["a", "b"]) controller.enqueue(Buffer.from(piece));
      for (const piece of ["c", "d", "e"]) {
        for (let turns = 0; turns < 3; turns++) await turn(); // the head has left by then
        controller.enqueue(Buffer.from(piece));
      }
      controller.close();
    };
    const answer = await answerTo(GET, () => new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    const chunks = ["a", "b", "c", "d", "e"].map((piece) => `1\r\n${piece}\r\n`).join("");
    assert.ok(answer.endsWith(`\r\n\r\n${chunks}0\r\n\r\n`));
  });

  test("with a body that is there at once, but long, is not read whole before it is sent", async () => {
    const answerOf = (pieces: number): Promise<string> =>
      answerTo(GET, () => {
        const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
          if (pieces-- > 0) controller.enqueue(Buffer.alloc(1000, "x"));
          else controller.close();
        };
        return new Response(new ReadableStream({ pull }));
      });
    assert.match(await answerOf(60), /^Content-Length: 60000\r\n/m);
    assert.match(await answerOf(70), /^Transfer-Encoding: chunked\r\n/m);
  });

  test("whose body fails at once is answered 500", async (t) => {
    const stderr = captureStderr(t);
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      controller.enqueue(Buffer.from("a"));
      await Promise.resolve();
      controller.error(new Error("the source is dry"));
    };
    assert.match(await answerTo(GET, () => new Response(new ReadableStream({ pull }))), /^HTTP\/1\.1 500 /);
    assert.match(stderr(), /the source is dry/);
  });

  test("with a Content-Length of its own is sent with that", async () => {
    const headers = { "Content-Length": "3" };
    const answer = await answerTo(GET, () => new Response("abc", { headers }));
    assert.match(answer, /^content-length: 3\r\n/m);
    assert.doesNotMatch(answer, /^Content-Length/m);
  });

  test("of many bytes arrives whole", async () => {
    const bytes = Buffer.alloc(3_000_000, "0123456789");
    await using running = await serve(() => new Response(bytes));
    assert.ok(Buffer.from(await (await fetch(running.url)).arrayBuffer()).equals(bytes));
  });

  test("whose client leaves is cancelled, while its next piece is awaited", async () => {
    const cancelled = deferred();
    await using running = await serve(() => {
      const start = (controller: ReadableStreamDefaultController<Uint8Array>): void =>
        controller.enqueue(Buffer.from("a"));
      return new Response(new ReadableStream({ start, cancel: () => cancelled.resolve() }));
    });
    const client = new AbortController();
    const response = await fetch(running.url, { signal: client.signal });
    await response.body?.getReader().read();
    client.abort();
    await cancelled.promise;
  });

  test("whose body fails on the way is cut", async (t) => {
    const stderr = captureStderr(t);
    const { output, wasReset } = await exchange(
      makerOf(() => {
        const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
          for (let turns = 0; turns < 3; turns++) await turn(); // the head has left by then
          controller.error(new Error("the source is dry"));
        };
        return new Response(new ReadableStream({ pull }));
      }),
      GET,
    );
    assert.ok(wasReset);
    assert.doesNotMatch(output.toString(), /0\r\n\r\n$/);
    assert.match(stderr(), /the source is dry/);
  });

  test("has Server and Date of ours only where it has none, and no fields of the connection", async () => {
    const headers = {
      Server: "theirs",
      Date: "Sat, 21 Nov 2026 22:00:00 GMT",
      "Keep-Alive": "timeout=5",
      Connection: "close",
    };
    const { output } = await exchange(
      makerOf(() => new Response("x", { headers })),
      GET,
    );
    const head = output.toString().toLowerCase();
    assert.equal(head.match(/^server: .*$/gm)?.join(), "server: theirs");
    assert.equal(head.match(/^date: .*$/gm)?.length, 1);
    assert.doesNotMatch(head, /^(?:keep-alive|connection):/m);
  });

  test("is logged like any other", async () => {
    const lines: string[] = [];
    class Logged extends FetchRequestHandler {
      override logMessage(format: string, ...args: unknown[]): void {
        lines.push([format, ...args].join(" "));
      }
      override fetch(): Response {
        return new Response("x", { status: 201 });
      }
    }
    await exchange(Logged, GET);
    assert.deepEqual(lines, ['"%s" %s %s GET / HTTP/1.1 201 -']);
  });
});

describe("a function", () => {
  test("that throws an HTTPError is answered with it, and with 500 for any other error", async (t) => {
    const stderr = captureStderr(t);
    const fail = (error: Error): Promise<string> =>
      answerTo(GET, () => {
        throw error;
      });
    assert.match(await fail(new HTTPError(404)), /^HTTP\/1\.1 404 /);
    assert.match(await fail(new Error("a bug")), /^HTTP\/1\.1 500 /);
    assert.match(stderr(), /a bug/);
  });

  test("that returns no response is told so, and its client answered 500", async (t) => {
    const stderr = captureStderr(t);
    assert.match(await answerTo(GET, (() => "text") as unknown as Fetch), /^HTTP\/1\.1 500 /);
    assert.match(await answerTo(GET, () => undefined), /^HTTP\/1\.1 500 /);
    assert.match(await answerTo(GET, () => Response.error()), /^HTTP\/1\.1 500 /);
    assert.match(
      stderr(),
      /fetch\(\) must return a Response, not text: return .*not undefined\..*returned Response\.error\(\)\./s,
    );
  });

  test("may answer by the methods of its handler, and knows the client by it", async () => {
    const answer = await answerTo(GET, (_request, handler) => {
      handler.sendResponse(200);
      handler.sendHeader("Content-Length", 9);
      handler.endHeaders();
      handler.wfile.write(String(handler.clientAddress[0]));
    });
    assert.equal(answer, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n127.0.0.1");
  });

  test("is asked for: a handler without one answers 501", async () => {
    const { output } = await exchange(Quiet, GET);
    assert.match(output.toString(), /^HTTP\/1\.1 501 Not Implemented\r\n/);
  });
});
