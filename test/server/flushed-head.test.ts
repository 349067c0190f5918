// A head that leaves in parts is one head all the same.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { request } from "../support/requests.ts";
import { answerOf } from "./answer-of.ts";
import type { QuietHandler } from "./test-handlers.ts";

const GET = request("GET / HTTP/1.1");
const HEAD = request("HEAD / HTTP/1.1");
const OLD_GET = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";

/** Sends a status line, then these fields, each in a part of its own, and a body. */
function inParts(status: number, ...fields: [name: string, value: string][]): (handler: QuietHandler) => void {
  return (handler) => {
    handler.sendResponseOnly(status);
    handler.flushHeaders();
    for (const [name, value] of fields) {
      handler.sendHeader(name, value);
      handler.flushHeaders();
    }
    handler.endHeaders();
    handler.wfile.write("ok");
  };
}

/** Sends the field with the last part. */
function withLast(name: string, value: string): (handler: QuietHandler) => void {
  return (handler) => {
    handler.sendResponseOnly(200);
    handler.flushHeaders();
    handler.sendHeader(name, value);
    handler.endHeaders();
    handler.wfile.write("ok");
  };
}

describe("behind a head that was flushed in parts", () => {
  const LENGTH = ["Content-Length", "2"] as const;

  test("a body is as long as was announced, in whichever part", async () => {
    for (const method of [inParts(200, [...LENGTH]), withLast(...LENGTH)]) {
      const { text } = await answerOf(method, { input: GET + GET });
      assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".repeat(2));
    }
  });

  test("there is no body for HEAD", async () => {
    const { text } = await answerOf(inParts(200, [...LENGTH]), { input: HEAD + HEAD });
    assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n".repeat(2));
  });

  test("a body without a length is chunked, or ends with the connection", async () => {
    const chunked = await answerOf(inParts(200), { input: GET + GET });
    assert.equal(chunked.text, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n".repeat(2));
    const old = await answerOf(inParts(200), { input: OLD_GET + OLD_GET });
    assert.equal(old.text, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok");
  });

  test("Connection: close is said once", async () => {
    const { text } = await answerOf(inParts(200, [...LENGTH], ["Connection", "close"]), { input: GET + GET });
    assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
  });

  test("a length that a status forbids ends the connection, as it cannot be taken back", async () => {
    for (const [status, reason] of [
      [204, "No Content"],
      [205, "Reset Content"],
    ] as const) {
      const { text } = await answerOf(inParts(status, [...LENGTH]), { input: GET + GET });
      assert.equal(text, `HTTP/1.1 ${status} ${reason}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`);
    }
  });

  test("the answer that follows an informational one is framed", async () => {
    const method = (handler: QuietHandler): void => {
      handler.sendResponseOnly(103);
      handler.flushHeaders();
      handler.sendHeader("Link", "</a>");
      handler.endHeaders();
      inParts(200, [...LENGTH])(handler);
    };
    const answer = /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\nContent-Length: 2\r\n/;
    for (const [input, rest] of [
      [GET, "\r\nok"],
      ["GET / HTTP/1.0\r\n\r\n", "Connection: close\r\n\r\nok"],
    ] as const) {
      assert.equal((await answerOf(method, { input })).text.replace(answer, ""), rest);
    }
  });

  test("fields are looked for in all parts", async () => {
    await answerOf((handler) => {
      handler.sendResponseOnly(200);
      handler.sendHeader("Vary", "Origin");
      handler.flushHeaders();
      assert.equal(handler.responseHead.has("vary"), true);
      handler.endHeaders();
      assert.equal(handler.responseHead.has("vary"), false);
    });
  });

  test("where something was written between the parts, the head and the body are one's own", async () => {
    const method = (handler: QuietHandler): void => {
      handler.sendResponseOnly(200);
      handler.flushHeaders();
      handler.wfile.write("Content-Length: 2\r\n");
      handler.sendHeader("X", "y");
      handler.flushHeaders();
      handler.sendHeader("Z", "z");
      handler.endHeaders();
      handler.wfile.write("ok");
    };
    const { text } = await answerOf(method, { input: GET + GET });
    assert.equal(text, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: y\r\nZ: z\r\n\r\nok".repeat(2));
  });

  test("that was never ended, the next one begins anew", async () => {
    let count = 0;
    const { text } = await answerOf(
      (handler) => {
        if (++count === 2) return inParts(200)(handler);
        handler.sendResponseOnly(200);
        handler.sendHeader("Content-Length", 2);
        handler.flushHeaders();
        handler.wfile.write("\r\nok");
      },
      { input: GET + GET },
    );
    const second = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    assert.equal(text, `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${second}`);
  });
});
