import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { RawClient, talk } from "../support/raw-client.ts";
import { closing } from "../support/requests.ts";
import { TempTree } from "../support/temp-tree.ts";
import { RunningExample } from "./running-example.ts";

/** Sends bytes to an example, and returns everything that comes until it hangs up. */
async function answerTo(example: RunningExample, bytes: string): Promise<string> {
  const [port] = (await example.ports(1)) as [number];
  return await talk({ host: "127.0.0.1", port }, bytes);
}

/** What a log line begins with. */
const PREFIX = /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] /;

test("hello.js answers GET, HEAD and POST with its page, as HTTP/1.0, and logs on stderr", async () => {
  await using example = new RunningExample("hello.js");
  const head =
    "HTTP/1\\.0 200 OK\\r\\nServer: BaseHTTP/\\d+\\.\\d+ Node\\.js/\\d+\\r\\nDate: [^\\r]+ GMT\\r\\nContent-type: text/html\\r\\n\\r\\n";
  const get = await answerTo(example, "GET /any HTTP/1.0\r\n\r\n");
  assert.match(get, new RegExp(`^${head}<html><body><h1>hi!</h1></body></html>$`));
  assert.match(await answerTo(example, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"), new RegExp(`^${head}$`));
  const post = await answerTo(example, "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nx=y");
  assert.match(post, new RegExp(`^${head}<html><body><h1>POST!</h1></body></html>$`));
  assert.match(await answerTo(example, "PUT / HTTP/1.0\r\n\r\n"), /^HTTP\/1\.0 501 Unsupported method \('PUT'\)\r\n/);
  await example.until(() => example.stderr.endsWith(" 501 -\n"));
  const lines = example.stderr.trimEnd().split("\n");
  for (const line of lines) assert.match(line, PREFIX);
  assert.deepEqual(
    lines.map((line) => line.replace(PREFIX, "")),
    [
      '"GET /any HTTP/1.0" 200 -',
      '"HEAD / HTTP/1.1" 200 -',
      '"POST / HTTP/1.0" 200 -',
      "code 501, message Unsupported method ('PUT')",
      '"PUT / HTTP/1.0" 501 -',
    ],
  );
});

describe("login.js", () => {
  const LOGIN = { username: "张三", password: "密码", ip: "10.0.0.1" };

  test("shows a home page to GET and POST, in UTF-8, that is not to be stored", async () => {
    await using example = new RunningExample("login.js");
    const [port] = await example.ports(1);
    for (const method of ["GET", "POST"]) {
      const response = await fetch(`http://localhost:${port}/?a=b`, { method });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(await response.text(), "<h1>home page 主页</h1>");
    }
  });

  test("answers a login with a token, and what is no JSON with 500", async () => {
    await using example = new RunningExample("login.js");
    const [port] = await example.ports(1);
    const post = (body: string): Promise<Response> =>
      fetch(`http://localhost:${port}/north/login?x=1`, { method: "POST", body });
    const good = await post(JSON.stringify(LOGIN));
    assert.equal(good.status, 200);
    assert.equal(good.headers.get("content-type"), "application/json; charset=utf-8");
    const { code, token, description } = (await good.json()) as Record<string, unknown>;
    assert.equal(code, 0);
    assert.match(String(token), /^[0-9a-f]{32}$/);
    assert.equal(description, "success: 张三");
    const bad = await post("{");
    assert.equal(bad.status, 500);
    assert.deepEqual(await bad.json(), { code: 1, token: "", description: "the request is no JSON object" });
  });

  test("reads a login whose length is not told before", async () => {
    await using example = new RunningExample("login.js");
    const [port] = await example.ports(1);
    const body = ReadableStream.from([Buffer.from(JSON.stringify(LOGIN))]);
    const request = { method: "POST", body, duplex: "half" } as const;
    const response = await fetch(`http://localhost:${port}/north/login`, request);
    assert.equal(response.status, 200);
  });

  test("has a 404 page of its own", async () => {
    await using example = new RunningExample("login.js");
    const [port] = await example.ports(1);
    for (const method of ["GET", "POST"]) {
      const response = await fetch(`http://localhost:${port}/nowhere`, { method });
      assert.equal(response.status, 404);
      assert.equal(await response.text(), "<h1>404 not found 没有找到</h1>");
    }
  });
});

test("two-servers.js serves on two ports, and each shows what the other was told", async () => {
  await using example = new RunningExample("two-servers.js");
  const [one, two] = await example.ports(2);
  assert.notEqual(one, two);
  for (const [port, username] of [
    [one, "一号"],
    [two, "二号"],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${port}/north/login`, {
      method: "POST",
      body: JSON.stringify({ username, password: "x", ip: `10.0.0.${port}` }),
    });
    assert.deepEqual(await response.json(), { code: 0, description: "success", port });
  }
  for (const port of [one, two]) {
    const seen = await (await fetch(`http://127.0.0.1:${port}/`)).json();
    assert.deepEqual(seen, { [`10.0.0.${one}`]: "一号", [`10.0.0.${two}`]: "二号" });
  }
  assert.equal((await fetch(`http://127.0.0.1:${one}/other`, { method: "POST" })).status, 404);
});

test("run-while-true.js tests its condition after each request, and ends when it is fulfilled", async () => {
  await using example = new RunningExample("run-while-true.js");
  const url = await example.url();
  for (let i = 0; i < 3; i++) assert.match(await (await fetch(url)).text(), /^Hello!/);
  assert.equal(await (await fetch(`${url}/goodbye`)).text(), "Goodbye!\n");
  const { status, stdout } = await example.ending;
  assert.equal(status, 0);
  assert.match(stdout, /The condition is fulfilled\.\n$/);
});

test("files.js serves the files of the current directory from a plain TCPServer", async () => {
  using tree = new TempTree({ "ü.txt": "an umlaut: ü\n" });
  await using example = new RunningExample("files.js", tree.path);
  const url = await example.url();
  assert.match(example.stdout, /^serving at port \d+\n$/);
  const file = await fetch(`${url}/${encodeURIComponent("ü.txt")}`);
  assert.equal(file.status, 200);
  assert.equal(file.headers.get("content-length"), "14");
  assert.equal(await file.text(), "an umlaut: ü\n");
  assert.match(await (await fetch(`${url}/`)).text(), /href="%C3%BC\.txt"/);
  assert.equal((await fetch(`${url}/missing`)).status, 404);
});

test("bytes-on-the-wire.js shows both directions, and ends", async () => {
  await using example = new RunningExample("bytes-on-the-wire.js");
  const { status, stdout, stderr } = await example.ending;
  assert.equal(status, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /< the end of the connection\n$/);
  const lines = stdout.split("\n");
  assert.deepEqual(lines.slice(1, 5), [
    '> "GET /first HTTP/1.1\\r\\n"',
    '> "Host: localhost\\r\\n"',
    '> "\\r\\n"',
    '< "HTTP/1.1 200 OK\\r\\n"',
  ]);
  assert.ok(lines.includes('< "You asked for /first\\n"'));
  assert.ok(lines.includes("< \"HTTP/1.1 501 Unsupported method ('SPAM')\\r\\n\""));
});

test("spam.js answers SPAM, and no GET", async () => {
  await using example = new RunningExample("spam.js");
  const spam = await answerTo(example, "SPAM /eggs HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.match(spam, /^HTTP\/1\.0 200 Lovely\r\n.*\r\n\r\nSPAM with \/eggs\n$/s);
  assert.match(await answerTo(example, "GET / HTTP/1.0\r\n\r\n"), /^HTTP\/1\.0 501 Unsupported method \('GET'\)\r\n/);
});

describe("refuse-uploads.js", () => {
  function put(length: number, ...fields: string[]): string {
    return closing("PUT / HTTP/1.1", `Content-Length: ${length}`, ...fields);
  }

  test("answers 417 to a client that asks for too much, before its body", async () => {
    await using example = new RunningExample("refuse-uploads.js");
    const answer = await answerTo(example, put(1001, "Expect: 100-continue"));
    assert.match(answer, /^HTTP\/1\.1 417 Too much\r\n.*Connection: close\r\n.*This server takes 1000 bytes\./s);
    assert.doesNotMatch(answer, /100 Continue/);
  });

  test("lets a client that asks for less go on", async () => {
    await using example = new RunningExample("refuse-uploads.js");
    const [port] = (await example.ports(1)) as [number];
    using client = await RawClient.connect({ host: "127.0.0.1", port });
    client.send(put(5, "Expect: 100-continue"));
    assert.equal(await client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    assert.match(await client.ended(), /HTTP\/1\.1 201 Created\r\n.*5 bytes, thank you\n/s);
  });

  test("answers 413 to a client that does not ask", async () => {
    await using example = new RunningExample("refuse-uploads.js");
    assert.match(await answerTo(example, put(1001) + "x".repeat(1001)), /^HTTP\/1\.1 413 Content Too Large\r\n/);
  });
});

test("own-log.js logs requests as JSON on stdout, and errors on stderr", async () => {
  await using example = new RunningExample("own-log.js");
  const url = await example.url();
  assert.equal(await (await fetch(url)).text(), "Look at the log.\n");
  assert.equal((await fetch(`${url}/missing`)).status, 404);
  await example.until(() => example.stdout.includes("404") && example.stderr.includes("404"));
  const logged = example.stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as unknown);
  assert.deepEqual(logged, [
    { client: "127.0.0.1", request: "GET / HTTP/1.1", status: 200 },
    { client: "127.0.0.1", request: "GET /missing HTTP/1.1", status: 404 },
  ]);
  assert.match(example.stderr, /^\d{4}-\d\d-\d\dT[\d:.]+Z "code 404, message Not Found"\n$/);
});

test("misbehave.js sends the bytes it was written for", async () => {
  await using example = new RunningExample("misbehave.js");
  const get = (path: string): Promise<string> => answerTo(example, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  assert.equal(await get("/short"), "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nThis is all.");
  assert.equal(await get("/garbage"), "\0\xffHTTP\n\n");
  assert.equal(
    await get("/ambiguous"),
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\nno colon\r\nX: y\r\r\n\r\nabcde",
  );
  assert.equal(await get("/slow"), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  assert.equal(await get("/chunk"), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nnot that much");
  assert.equal(await get("/reset"), "");
  assert.match(await get("/"), /^HTTP\/1\.0 404 Well-behaved\r\n.*Ask for \/short, /s);
  await example.until(() => example.stderr.endsWith('"GET / HTTP/1.1" 404 -\n'));
  assert.doesNotMatch(example.stderr, /Exception|sent no response/);
});

test("every example is listed in their README, tested here, and imports nothing but basehttp and Node", () => {
  const readme = readFileSync("examples/README.md", "utf8");
  const tests = readFileSync("test/examples/examples.test.ts", "utf8");
  for (const name of readdirSync("examples").filter((file) => file !== "README.md")) {
    assert.ok(readme.includes(`[${name}](${name})`), name);
    assert.ok(tests.includes(`RunningExample("${name}"`), name);
    const code = readFileSync(join("examples", name), "utf8");
    for (const [, module] of code.matchAll(/from "([^"]+)"/g)) assert.match(module as string, /^(basehttp|node:.*)$/);
  }
});
