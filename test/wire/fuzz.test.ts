import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, firstLineOf } from "../../fuzz/echo.ts";
import { type Exchange, makeExchange } from "../../fuzz/exchange.ts";
import { suspiciousLines } from "../../fuzz/log-lines.ts";
import { run } from "../../fuzz/run.ts";
import { problemWith } from "../../fuzz/verdict.ts";

test("3,000 connections with mutated requests break nothing (npm run fuzz does 100,000)", async (t) => {
  const { exchanges, failure } = await run({ seed: 9112, requests: 3000, batch: 500, limitMs: 40_000 });
  assert.equal(failure?.problem, undefined, JSON.stringify(failure, null, 1)?.slice(0, 5000));
  t.diagnostic(`${exchanges} exchanges`);
});

test("the same seed makes the same exchange, another one another", () => {
  assert.deepEqual(makeExchange(1, 5), makeExchange(1, 5));
  assert.notDeepEqual(makeExchange(1, 5), makeExchange(2, 5));
  assert.notDeepEqual(makeExchange(1, 5), makeExchange(1, 6));
});

// The oracle itself: it has to notice what it is there for.

const EXCHANGE: Exchange = {
  server: "echo-1.1",
  pieces: ["POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 27\r\n\r\nGET /b HTTP/1.0\r\nHost: b\r\n\r\n"],
  delayMs: 0,
  ending: "halfClose",
  lastMs: 0,
};
const FIELDS = [
  ["Host", "a"],
  ["Content-Length", "27"],
] as const;
const BODY = "GET /b HTTP/1.0\r\nHost: b\r\n\r\n".slice(0, 27);

/** A response as the echoing handler gives it. */
function echo(path: string, body: string, fields: readonly (readonly [string, string])[] = FIELDS): string {
  const text = firstLineOf({ method: "POST", path }) + body;
  const digest = digestOf({ method: "POST", path, version: "HTTP/1.1", fields });
  return `HTTP/1.1 200 OK\r\nDate: now\r\nX-Echo: ${digest}\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

function judge(text: string, exchange = EXCHANGE): string | undefined {
  return problemWith(exchange, { text, wasReset: false, isStuck: false, elapsedMs: 1 });
}

test("the fuzzer's verdict on a request answered with its own body is: no problem", () => {
  assert.equal(BODY.length, 27);
  assert.equal(judge(echo("/a", BODY)), undefined);
});

test("the fuzzer notices a body that was answered as a request", () => {
  const smuggled = "HTTP/1.1 200 OK\r\nDate: now\r\nX-Echo: 1\r\nContent-Length: 7\r\n\r\nGET /b\n";
  assert.match(String(judge(echo("/a", "") + smuggled)), /the body is another one/);
  assert.match(String(judge(echo("/a", BODY) + smuggled)), /a response without a request/);
});

test("the fuzzer notices another connection's body, another head, no answer, and an answer that is not HTTP", () => {
  assert.match(String(judge(echo("/a", BODY.replace("b", "c")))), /the body is another one/);
  assert.match(String(judge(echo("/a", BODY, [["Host", "a"]]))), /understood as another one/);
  assert.match(String(judge("")), /no whole answer/);
  assert.match(String(judge(echo("/a", BODY).slice(0, -1))), /no whole answer/);
  assert.match(String(judge(echo("/a", BODY).replace("200 OK", "200 OK\nX: y"))), /no status line/);
  assert.match(String(judge(echo("/a", BODY).replace("200 OK", "500 Oops"))), /answered 500/);
});

test("the fuzzer lets a client that cut the connection have a part of the answer, and no other", () => {
  const cut: Exchange = { ...EXCHANGE, ending: "reset" };
  assert.equal(judge("", cut), undefined);
  assert.equal(judge(echo("/a", BODY).slice(0, -5), cut), undefined);
  assert.match(String(judge(echo("/b", BODY).slice(0, -5), cut)), /understood as another one/);
});

test("the fuzzer notices traces on stderr, but for the error that is thrown on purpose", () => {
  const head = "127.0.0.1 - - [21/Nov/2026 01:02:03] ";
  const dashes = "-".repeat(40);
  const report = (error: string): string[] => [
    dashes,
    "Exception occurred during processing of request from ('127.0.0.1', 40000)",
    error,
    "    at do_GET (file:///server.js:1:1)",
    dashes,
  ];
  const fine = [`${head}"GET / HTTP/1.1" 200 -`, `${head}code 400, message Bad`, ...report("Error: deliberate")];
  assert.deepEqual(suspiciousLines(fine), []);
  const bad = ["TypeError: x", `${head}anything`, `${head}"GET \x1b" 200 -`];
  assert.deepEqual(suspiciousLines([...fine, ...bad]), bad);
  assert.equal(suspiciousLines(report("TypeError: x is undefined")).length, 5);
});
