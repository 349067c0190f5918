import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { exchange, startServer } from "../../src/testing/index.ts";
import { type Fetch, FetchRequestHandler } from "../../src/web/index.ts";
import { RawClient } from "../support/raw-client.ts";
import { request } from "../support/requests.ts";
import { deferred } from "../support/waiting.ts";

const makerOf =
  (fetch: Fetch) =>
  (...args: HandlerArgs): FetchRequestHandler =>
    Object.assign(new FetchRequestHandler(...args, { fetch }), { logMessage: () => undefined });

function post(body: string | Uint8Array, ...fields: string[]): Buffer {
  const bytes = Buffer.from(body as string);
  return Buffer.concat([Buffer.from(request("POST /p HTTP/1.1", `Content-Length: ${bytes.length}`, ...fields)), bytes]);
}

/** Shows a request to a function, as a handler has it. */
async function withRequest(input: string | Buffer, look: (request: Request) => unknown): Promise<void> {
  const looked = deferred<unknown>();
  await exchange(
    makerOf(async (request) => {
      looked.resolve((async () => look(request))());
      await looked.promise.catch(() => undefined);
      return new Response();
    }),
    input,
  );
  await looked.promise;
}

describe("the request", () => {
  test("is a Request, and so is what is made of it, with method, URL, fields and body", async () => {
    await withRequest(post("abc", "X-A: 1", "X-A: 2"), async (request) => {
      assert.ok(request instanceof Request);
      assert.equal(request.duplex, "half");
      const copy = new Request(request, { headers: [...request.headers, ["X-B", "3"]] });
      assert.equal(copy.method, "POST");
      assert.equal(copy.url, request.url);
      assert.equal(copy.headers.get("x-a"), "1, 2");
      assert.equal(copy.headers.get("x-b"), "3");
      assert.equal(await copy.text(), "abc");
      assert.ok(request.bodyUsed);
    });
  });

  test("can be sent on by the global fetch", async () => {
    await using origin = await startServer(
      makerOf(
        async (request) => new Response(`${request.method} ${request.headers.get("x-a")} ${await request.text()}`),
      ),
    );
    await using proxy = await startServer(makerOf((request) => fetch(new Request(origin.url, request))));
    const response = await fetch(`${proxy.url}/x`, { method: "PUT", headers: { "X-A": "1" }, body: "abc" });
    assert.equal(await response.text(), "PUT 1 abc");
  });

  test("without a body has none, and its text is empty", async () => {
    await withRequest(request("POST / HTTP/1.1"), async (request) => {
      assert.equal(request.body, null);
      assert.equal(await request.text(), "");
      assert.equal(request.bodyUsed, false);
    });
  });

  test("for HEAD has that method, whatever was sent with it", async () => {
    await withRequest(`${request("HEAD / HTTP/1.1", "Content-Length: 1")}a`, ({ method, body }) => {
      assert.equal(method, "HEAD");
      assert.equal(body, null);
    });
  });
});

describe("its body", () => {
  for (const read of ["text", "json", "arrayBuffer", "blob"] as const) {
    test(`is used once ${read}() was called, as that of any Request`, async () => {
      await withRequest(post("[1]"), async (request) => {
        const { body } = request;
        const reading = request[read]();
        assert.ok(request.bodyUsed);
        assert.ok(body?.locked);
        await reading;
        assert.equal(request.body, body);
        await assert.rejects(request.text(), TypeError);
        await assert.rejects(request.json(), TypeError);
        await assert.rejects(request.arrayBuffer(), TypeError);
        assert.throws(() => request.clone(), TypeError);
        assert.throws(() => new Request(request), TypeError);
      });
    });
  }

  test("is decoded as that of any Request: without its mark, and what is no UTF-8 replaced", async () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0xc3, 0xa9);
    const native = await new Response(bytes).text();
    await withRequest(post(bytes), async (request) => assert.equal(await request.text(), native));
    assert.equal(native, "a\ufffd\u00e9");
  });

  test("that is no JSON is a SyntaxError for json()", async () => {
    await withRequest(post("{"), async (request) => assert.rejects(request.json(), SyntaxError));
    await withRequest(post("[1]"), async (request) => assert.deepEqual(await request.json(), [1]));
  });

  test("is a form for formData()", async () => {
    const form = post("a=1&a=2", "Content-Type: application/x-www-form-urlencoded");
    await withRequest(form, async (request) => assert.deepEqual((await request.formData()).getAll("a"), ["1", "2"]));
  });

  test("of many pieces is read whole by text()", async () => {
    const body = "0123456789".repeat(50_000);
    await using running = await startServer(makerOf(async (request) => new Response(await request.text())));
    const answer = await fetch(running.url, { method: "POST", body });
    assert.ok((await answer.text()) === body);
  });

  test("goes to the request and its clone", async () => {
    await withRequest(post("abc"), async (request) => {
      const clone = request.clone();
      assert.deepEqual(await Promise.all([request.text(), clone.text()]), ["abc", "abc"]);
      assert.ok(request.bodyUsed && clone.bodyUsed);
    });
  });

  test("is not given to text() while its stream is another's, or was read from", async () => {
    await withRequest(post("abc"), async (request) => {
      const reader = (request.body as ReadableStream<Uint8Array>).getReader();
      await assert.rejects(request.text(), TypeError);
      assert.deepEqual((await reader.read()).value, Buffer.from("abc"));
      reader.releaseLock();
      await assert.rejects(request.text(), TypeError);
    });
  });

  for (const [how, read] of [
    ["text()", (request: Request) => request.text()],
    ["its stream", (request: Request) => request.arrayBuffer()],
  ] as const) {
    test(`is not the next request's where one was kept, and is read late by ${how}`, async () => {
      let kept: Request | undefined;
      let late: unknown;
      const fetch = async (request: Request): Promise<Response> => {
        if (kept !== undefined) late = await read(kept).catch(({ message }: Error) => message);
        kept ??= request;
        return new Response(kept === request ? null : await request.text());
      };
      const { output } = await exchange(makerOf(fetch), Buffer.concat([post("abc"), post("secret")]));
      assert.match(String(late), /^The request has been answered: /);
      assert.match(output.toString(), /secret$/);
    });
  }
});

describe("its signal", () => {
  test("is one and the same, and none of the next request's", async () => {
    const kept: [Request, AbortSignal][] = [];
    const fetch = (request: Request): Response => {
      kept.push([request, request.signal]);
      return new Response();
    };
    const GET = request("GET / HTTP/1.1");
    await exchange(makerOf(fetch), GET + GET);
    assert.equal(new Set(kept.map(([, signal]) => signal)).size, 2);
    for (const [request, signal] of kept) assert.equal(request.signal, signal);
  });

  test("is that of its clone too: both are aborted when the client leaves", async () => {
    const left = deferred<boolean>();
    await using running = await startServer(
      makerOf(async (request) => {
        const { signal } = request.clone();
        const isShared = signal === request.signal;
        if (isShared && !signal.aborted) await once(signal, "abort");
        left.resolve(isShared);
        return new Response();
      }),
    );
    using client = await RawClient.connect(running);
    client.send(request("GET / HTTP/1.1"));
    client.sendEnd();
    assert.ok(await left.promise);
  });
});
