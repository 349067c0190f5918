import assert from "node:assert/strict";
import { test } from "node:test";
import { ResponseHeadersMixin } from "../../src/mixins/index.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { FileServer, fieldOf } from "../server/file-server.ts";
import { closing } from "../support/requests.ts";
import { TempTree } from "../support/temp-tree.ts";

/** Answers with the status in the path. */
class StatusHandler extends BaseHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";

  override logMessage(): void {}

  do_GET(): void {
    const status = Number(this.path.slice(1));
    if (status >= 400) {
      this.sendError(status);
      return;
    }
    this.sendResponse(status);
    this.sendHeader("Content-Type", "text/plain");
    this.sendHeader("X-Own", "kept");
    this.sendHeader("Content-Length", 0);
    this.endHeaders();
  }
}

const Handler = ResponseHeadersMixin(StatusHandler, [
  ["content-type", "text/html"],
  ["X-A", "1"],
  ["X-A", "2"],
]);

async function headOf(request: string): Promise<string[]> {
  const { output } = await exchange(Handler, request);
  const head = output.toString("latin1").split("\r\n\r\n", 1)[0] as string;
  return head.split("\r\n").filter((line) => !/^(Server|Date):/.test(line));
}

const get = (status: number): string => closing(`GET /${status} HTTP/1.1`);

test("fields are added to answers below 400, in place of the handler's own, and the given ones are all sent", async () => {
  for (const status of [200, 206, 301]) {
    assert.deepEqual((await headOf(get(status))).slice(1), [
      "X-Own: kept",
      "Content-Length: 0",
      "content-type: text/html",
      "X-A: 1",
      "X-A: 2",
      "Connection: close",
    ]);
  }
});

test("304 gets no Content fields", async () => {
  const lines = await headOf(get(304));
  assert.ok(lines.includes("X-A: 1"));
  assert.ok(!lines.some((line) => /^content-type/i.test(line)));
});

test("the type of several parts stays, and alone: without its boundary nobody could tell them apart", async () => {
  using tree = new TempTree({ "a.txt": "0123456789" });
  const Typed = ResponseHeadersMixin(SimpleHTTPRequestHandler, [
    ["Content-Type", "text/x-own"],
    ["X-A", "1"],
  ]);
  await using files = await FileServer.start(tree.path, Typed);
  const typesOf = async (...fields: string[]): Promise<string[]> =>
    (await files.get("/a.txt", ...fields)).fields
      .filter(([name]) => /^content-type$/i.test(name))
      .map(([, type]) => type);
  const [type = "", ...others] = await typesOf("Range: bytes=0-0,2-2");
  assert.match(type, /^multipart\/byteranges; boundary=/);
  assert.deepEqual(others, []);
  assert.equal(fieldOf(await files.get("/a.txt", "Range: bytes=0-0,2-2"), "X-A"), "1");
  assert.deepEqual(await typesOf("Range: bytes=0-0"), ["text/x-own"]);
  assert.deepEqual(await typesOf(), ["text/x-own"]);
});

test("errors and 100 Continue go without", async () => {
  const lines = await headOf(get(404));
  assert.ok(lines.includes("Content-Type: text/html;charset=utf-8"));
  assert.ok(!lines.some((line) => line.startsWith("X-A")));
  const expecting = get(200).replace("Host: a\r\n", "Host: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n");
  assert.deepEqual(await headOf(expecting), ["HTTP/1.1 100 Continue"]);
});

test("an HTTP/0.9 answer has no fields", async () => {
  assert.deepEqual(await headOf("GET /200\r\n"), [""]);
});

test("the answers after the first on a connection get the fields too", async () => {
  const { output } = await exchange(Handler, `GET /200 HTTP/1.1\r\nHost: a\r\n\r\n${get(200)}`);
  assert.equal(output.toString("latin1").split("X-A: 1\r\n").length - 1, 2);
});

test("a Vary of one's own is sent beside those of the handler: both are true", async () => {
  class Varying extends BaseHTTPRequestHandler {
    do_GET(): void {
      this.sendResponse(204);
      this.sendHeader("Vary", "Origin");
      this.endHeaders();
    }
  }
  const { output } = await exchange(ResponseHeadersMixin(Varying, [["Vary", "Cookie"]]), "GET / HTTP/1.0\r\n\r\n");
  assert.deepEqual(output.toString().match(/^Vary: .*$/gm), ["Vary: Origin", "Vary: Cookie"]);
});
