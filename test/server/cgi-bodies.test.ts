// Bodies in both directions: of any size, of unknown length, slow, cut off; and as they come.

import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { DEFAULT_CGI_LIMITS } from "../../src/cgi/limits.ts";
import { DEFAULT_LIMITS } from "../../src/server/limits.ts";
import { untilGone } from "../support/processes.ts";
import type { RawClient } from "../support/raw-client.ts";
import { until } from "../support/waiting.ts";
import { CgiFolder, post, raw, serveScripts, sh } from "./cgi-server.ts";
import { parseAnswer } from "./file-server.ts";

const MEGABYTE = 1_048_576;

const folder = new CgiFolder({
  "cgi-bin/count": sh('echo "$CONTENT_LENGTH"; wc -c'),
  "cgi-bin/echo": sh("cat"),
  "cgi-bin/ignores": sh("exec <&-; echo ignored"),
  "cgi-bin/goes-on": sh("echo early; exec sleep 90 >&- 2>&-"),
  "cgi-bin/encoding": sh('echo "$HTTP_CONTENT_ENCODING|$HTTP_TRANSFER_ENCODING|$CONTENT_TYPE|$CONTENT_LENGTH"; cat'),
  "cgi-bin/zeros": sh("head -c 104857600 /dev/zero"),
  "cgi-bin/binary": raw(`printf 'Content-Type: a/b\\n\\n'; printf '\\0\\377\\r\\n\\n\\200\\033'`),
  "cgi-bin/steps": sh("echo one; sleep 0.2; cat; echo two"),
  "cgi-bin/length": raw("printf 'Content-Length: 5\\nContent-Type: a/b\\n\\nhello'"),
  "cgi-bin/too-long": raw("printf 'Content-Length: 5\\nContent-Type: a/b\\n\\nhello, world'; cat"),
  "cgi-bin/too-short": raw("printf 'Content-Length: 50\\nContent-Type: a/b\\n\\nhello'"),
  "cgi-bin/no-content": raw("printf 'Status: 204\\n\\n'"),
  "cgi-bin/nph-raw": raw("printf 'HTTP/1.0 299 Own words\\r\\nX: y\\r\\n\\r\\nbody'"),
  "cgi-bin/nph-silent": raw("exit 0"),
  "cgi-bin/inside": raw("printf 'Location: /file.txt\\n\\n'"),
  "file.txt": "file\n",
});
const server = await serveScripts(folder);
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** Sends a POST, and returns the body of the answer without its chunks. */
async function answer(request: string): Promise<string> {
  const { body } = parseAnswer(await server.send(request));
  return body.replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, "").replace(/\r\n$/, "");
}

describe("a request body", () => {
  test("of known length is passed on with its length", async () => {
    assert.equal(await answer(`${post("count", "Content-Length: 5")}hello`), "5\n5\n");
    assert.equal(await answer(post("count", "Content-Length: 0")), "0\n0\n");
    assert.equal(await answer(post("count")), "\n0\n");
  });

  test("of unknown length is kept until its length is known, in a file without a name", async () => {
    const chunks = "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n";
    assert.equal(await answer(post("count", "Transfer-Encoding: chunked") + chunks), "6\n6\n");
    assert.equal(await answer(`${post("count", "Transfer-Encoding: chunked")}0\r\n\r\n`), "0\n0\n");
    assert.equal(await answer(post("echo", "Transfer-Encoding: chunked") + chunks), "hello!");
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => name.startsWith(`basehttp-${process.pid}-`)),
      [],
    );
  });

  test("keeps its coding and type, and loses that of the transfer", async () => {
    const fields = ["Content-Encoding: gzip", "Content-Type: x/y", "Transfer-Encoding: chunked"];
    assert.equal(await answer(`${post("encoding", ...fields)}2\r\nab\r\n0\r\n\r\n`), "gzip||x/y|2\nab");
  });

  test("reaches the script as it comes", async () => {
    using client = await server.connect();
    client.send(post("echo", "Content-Length: 10"));
    client.send("first");
    await client.until("first");
    client.send("later");
    assert.match(await client.ended(), /later/);
  });

  test("may be ignored by the script, and the connection goes on", async () => {
    using client = await server.connect();
    client.send("POST /cgi-bin/ignores HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
    await client.until("0\r\n\r\n");
    client.send(post("count"));
    assert.match(await client.ended(), /ignored[^]*\r\n0\r\n\r\n$/);
  });

  test("does not hold up the end of the answer where the script takes none of it, and goes on", async () => {
    using client = await server.connect();
    client.send("POST /cgi-bin/goes-on HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
    client.send("x".repeat(500_000));
    assert.match(await client.ended(), /early\n\r\n0\r\n\r\n$/);
  });

  test("that does not come is not waited for once the script has ended", async () => {
    using client = await server.connect();
    client.send("POST /cgi-bin/ignores HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nhello");
    assert.match(await client.ended(), /ignored[^]*\r\n0\r\n\r\n$/);
  });

  test("that is longer than all files may hold, or one, is refused", async () => {
    await using small = await serveScripts(folder, { cgiLimits: { ...DEFAULT_CGI_LIMITS, maxSpoolBytes: 10 } });
    const chunked = post("count", "Transfer-Encoding: chunked");
    assert.match(await small.send(`${chunked}b\r\nhello world\r\n0\r\n\r\n`), /^HTTP\/1.1 413 /);
    assert.match(await small.send(`${chunked}a\r\nhello worl\r\n0\r\n\r\n`), /^HTTP\/1.1 200 /);
    await using full = await serveScripts(folder, { cgiLimits: { ...DEFAULT_CGI_LIMITS, maxAllSpoolBytes: 10 } });
    assert.match(await full.send(`${chunked}b\r\nhello world\r\n0\r\n\r\n`), /^HTTP\/1.1 503 /);
    await using strict = await serveScripts(folder, { limits: { ...DEFAULT_LIMITS, maxBodyBytes: 10 } });
    assert.match(await strict.send(`${chunked}b\r\nhello world\r\n0\r\n\r\n`), /^HTTP\/1.1 413 /);
  });

  test("with broken chunks is refused, and the script not run", async () => {
    assert.match(await server.send(`${post("count", "Transfer-Encoding: chunked")}5\r\nhello!!`), /^HTTP\/1.1 400 /);
  });

  test("of 100 MB passes, and the server does not hold it", async () => {
    const size = 100 * MEGABYTE;
    using client = await server.connect();
    client.send(post("count", `Content-Length: ${size}`));
    const piece = Buffer.alloc(MEGABYTE);
    const before = process.memoryUsage().rss;
    for (let sent = 0; sent < size; sent += piece.length) {
      if (!client.socket.write(piece)) await new Promise((resolve) => client.socket.once("drain", resolve));
    }
    await until(() => client.isEnded);
    assert.equal(client.received.split(`${size}\n`).length, 3);
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 80 * MEGABYTE, `${grown}`);
  });
});

describe("a request body that is cut off", () => {
  // They outlive SIGTERM, as a program does that ends in its own time, and say when they have seen the end of their input.
  const begin = 'trap "" TERM; echo "begun $$ "';
  const read = 'cat >/dev/null; : >"$DONE"';
  const READERS = {
    "that heeds no SIGTERM": sh(`${begin}; ${read}`),
    "that has another program read": sh(`sh -c '${begin}; ${read}'; :`),
    "that has closed its output": sh(`${begin}; exec >&- 2>&-; ${read}`),
  };
  const REQUEST = "POST /cgi-bin/reader HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nhello";
  const BEGUN = /begun (\d+) /;
  const CUTS: Readonly<Record<string, (client: RawClient) => unknown>> = {
    "by the end of what the client sends": (client) => client.sendEnd(),
    "with the connection": (client) => client.socket.resetAndDestroy(),
    "as the client is silent": () => undefined,
  };
  for (const [how, cut] of Object.entries(CUTS)) {
    for (const [which, reader] of Object.entries(READERS)) {
      test(`${how} never seems whole to a script ${which}`, async () => {
        using own = new CgiFolder({ "cgi-bin/reader": reader });
        chmodSync(own.path, 0o777);
        const done = join(own.path, "done");
        const limits = { ...DEFAULT_LIMITS, slowBodyMs: 300, minBodyBytesPerSecond: 1e6 };
        const cgiLimits = { ...DEFAULT_CGI_LIMITS, killGraceMs: 400, lingerMs: 50 };
        await using cutting = await serveScripts(own, { cgiEnvironment: { DONE: done }, cgiLimits, limits });
        using client = await cutting.connect();
        client.send(REQUEST);
        await until(() => BEGUN.test(client.received));
        const pid = Number(BEGUN.exec(client.received)?.[1]);
        cut(client);
        await untilGone([pid]);
        assert.equal(existsSync(done), false);
      });
    }
  }
});

describe("a response body", () => {
  test("reaches the client byte by byte as it is", async () => {
    assert.equal((await server.get("/cgi-bin/binary")).body, "\0\xff\r\n\n\x80\x1b");
  });

  test("reaches the client as it comes, before the script has ended", async () => {
    using client = await server.connect();
    client.send(post("steps", "Content-Length: 4"));
    await client.until("one\n");
    client.send("more"); // the script waits for this
    assert.match(await client.ended(), /more[^]*two/);
  });

  test("of 100 MB passes to a slow client, and the server does not hold it", async () => {
    using client = await server.connect();
    client.socket.removeAllListeners("data");
    let received = 0;
    let paused = 0;
    const before = process.memoryUsage().rss;
    client.socket.on("data", (text: Buffer | string) => {
      received += text.length;
      if (received < (paused + 1) * 20 * MEGABYTE) return;
      paused++;
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 20);
    });
    client.send("GET /cgi-bin/zeros HTTP/1.0\r\n\r\n");
    await until(() => client.isEnded);
    assert.ok(received > 100 * MEGABYTE, `${received}`);
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 80 * MEGABYTE, `${grown}`);
  });

  test("has the length the script says, and no more", async () => {
    using client = await server.connect();
    client.send("GET /cgi-bin/length HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until("hello");
    client.send("GET /cgi-bin/too-long HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until("hello", 2);
    client.send("GET /file.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const text = await client.ended();
    assert.match(text, /Content-Length: 5\r\n[^]*\r\n\r\nhelloHTTP[^]*helloHTTP\/1.1 200 OK[^]*file\n$/);
    assert.equal(text.includes("world"), false);
    assert.equal(text.includes("chunked"), false);
  });

  test("that is shorter than the script says is cut off", async () => {
    using client = await server.connect();
    client.send("GET /cgi-bin/too-short HTTP/1.1\r\nHost: a\r\n\r\nGET /file.txt HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.match(await client.ended(), /\r\n\r\nhello$/);
    assert.ok(server.log.some((line) => line.startsWith("Response cut off")));
  });

  test("may be none", async () => {
    const { statusLine, text } = await server.get("/cgi-bin/no-content");
    assert.equal(statusLine, "HTTP/1.1 204 No Content");
    assert.doesNotMatch(text, /Content-Length|Transfer-Encoding/);
  });

  test("without an end that nobody gets ends the script, and the connection goes on", async () => {
    for (const [method, status] of [
      ["HEAD", 200],
      ["GET", 204],
      ["GET", 205],
      ["GET", 304],
    ] as const) {
      using own = new CgiFolder({
        "cgi-bin/endless": raw(`printf 'Status: ${status}\\n\\n'; exec cat /dev/zero`),
        "file.txt": "file\n",
      });
      await using serving = await serveScripts(own);
      using client = await serving.connect();
      client.send(`${method} /cgi-bin/endless HTTP/1.1\r\nHost: a\r\n\r\n`);
      client.send("GET /file.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assert.match(await client.ended(), new RegExp(`^HTTP/1.1 ${status} [^]*HTTP/1.1 200 OK[^]*file\n$`));
    }
  });

  test("is what it is for HTTP/0.9", async () => {
    assert.equal(await server.send("GET /cgi-bin/binary\r\n"), "\0\xff\r\n\n\x80\x1b");
  });
});

describe("a script that speaks HTTP itself", () => {
  test("is not spoken for, and the connection ends with it", async () => {
    using client = await server.connect();
    client.send("GET /cgi-bin/nph-raw HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.equal(await client.ended(), "HTTP/1.0 299 Own words\r\nX: y\r\n\r\nbody");
  });

  test("is spoken for when it says nothing", async () => {
    assert.equal((await server.get("/cgi-bin/nph-silent")).status, 502);
  });
});

test("a connection persists from script to script, a body that nobody read included", async () => {
  using client = await server.connect();
  const request = "POST /cgi-bin/inside HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  client.send(request.repeat(3));
  await client.until("file\n", 3);
});
