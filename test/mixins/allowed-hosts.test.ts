import assert from "node:assert/strict";
import { test } from "node:test";
import { AllowedHostsMixin } from "../../src/mixins/index.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange } from "../../src/testing/index.ts";

class Handler extends BaseHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";
  calls = 0;

  override logMessage(): void {}

  do_GET(): void {
    this.calls++;
    this.sendResponse(200);
    this.sendHeader("Content-Length", 0);
    this.endHeaders();
  }
}

const Own = AllowedHostsMixin(Handler, ["My.Example", ".below.example"]);

async function answerTo(request: string, handler: typeof Handler = Own): Promise<string> {
  return (await exchange(handler, request)).output.toString("latin1");
}

async function statusFor(host: string): Promise<string> {
  return (await answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).slice(9, 12);
}

test("a name that was given is answered, in letters of any size, with any port, and with the dot of the root", async () => {
  for (const host of ["my.example", "MY.example:8000", "my.example.", "my.example.:80"]) {
    assert.equal(await statusFor(host), "200", host);
  }
});

test("a name with a dot before it stands for itself and for all names below it", async () => {
  for (const host of ["below.example", "a.below.example", "a.b.BELOW.example:1"]) {
    assert.equal(await statusFor(host), "200", host);
  }
  assert.equal(await statusFor("a.my.example"), "421");
  assert.equal(await statusFor("notbelow.example"), "421");
});

test("localhost, names below it, addresses and an empty name are answered, as nobody can make them lead elsewhere", async () => {
  for (const host of ["localhost", "app.localhost:8000", "127.0.0.1:8000", "192.168.1.2", "[::1]:8000", "[::1]", ""]) {
    assert.equal(await statusFor(host), "200", host);
  }
});

test("any other name is answered 421, and its connection is closed", async () => {
  for (const host of [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "my.example.evil.example",
    "127.1",
    "0x7f000001",
    "my%2eexample",
  ]) {
    const answer = await answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 421 Misdirected Request\r\n/, host);
    assert.match(answer, /\r\nConnection: close\r\n/);
    assert.match(answer, new RegExp(`This server does not answer to the name ${host}\\.`));
    assert.doesNotMatch(answer, /200 OK/);
  }
});

test("the name in an absolute target counts, whatever Host says", async () => {
  const get = (target: string, host: string) =>
    answerTo(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  assert.match(await get("http://evil.example/", "localhost"), /^HTTP\/1\.1 421 /);
  assert.match(await get("http://my.example/", "evil.example"), /^HTTP\/1\.1 200 /);
});

test("HTTP/1.0 without Host is answered, with a name of others it is not", async () => {
  assert.match(await answerTo("GET / HTTP/1.0\r\n\r\n"), / 200 OK\r\n/);
  assert.match(await answerTo("GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n"), / 421 /);
});

test("a request that is refused for another reason has one answer, and no method is called", async () => {
  let calls = 0;
  class Thinking extends Handler {
    override do_GET(): void {
      calls++;
    }

    override async handleExpect100(): Promise<boolean> {
      this.sendError(417);
      return false;
    }
  }
  for (const [handler, host, expectation] of [
    [Own, "evil.example", "tea"],
    [AllowedHostsMixin(Thinking, []), "evil.example", "100-continue"],
    [AllowedHostsMixin(Thinking, []), "localhost", "100-continue"],
  ] as const) {
    const answer = await answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\nExpect: ${expectation}\r\n\r\n`, handler);
    assert.match(answer, /^HTTP\/1\.1 417 /);
    assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1);
  }
  assert.equal(calls, 0);
});

test("names are looked at too where a handler reads its requests itself, or thinks about what a client may send", async () => {
  class OwnReader extends Handler {
    override async handleOneRequest(): Promise<void> {
      this.rawRequestline = await this.rfile.readline();
      if (await this.parseRequest()) this.do_GET();
    }
  }
  class Thinking extends Handler {
    override handleExpect100(): Promise<boolean> {
      return Promise.resolve(true);
    }
  }
  for (const [base, fields] of [
    [OwnReader, ""],
    [Thinking, "Expect: 100-continue\r\n"],
  ] as const) {
    const handler = AllowedHostsMixin(base, []);
    const get = (host: string) =>
      answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${fields}\r\n`, handler);
    assert.match(await get("evil.example"), /^HTTP\/1\.1 421 /);
    assert.match(await get("localhost"), /^HTTP\/1\.1 200 /);
  }
});
