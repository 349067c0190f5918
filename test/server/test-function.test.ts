// The function `test` of Python's http.server. It listens to signals, so it runs in a process of its own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { RunningProgram } from "../support/running-program.ts";
import { TempTree } from "../support/temp-tree.ts";

const INDEX = new URL("../../src/index.js", import.meta.url).href;
const URL_SAID = /\((\S+)\) \.\.\.\n/;
const NO_SIGNALS = process.platform === "win32" ? { skip: "Windows has no signals" } : {};

/** Asks for a page, and reads all of it. */
async function read(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Runs a program, asks it for a page once it says where it listens, and presses Ctrl-C. */
async function tryOut(
  program: string,
  ask: (url: string) => Promise<string> = read,
): Promise<{ answer: string; stdout: string; stderr: string; status: number | null }> {
  using tree = new TempTree();
  const code = `import * as http from ${JSON.stringify(INDEX)}; ${program}; console.log("over");`;
  const file = tree.add("program.mjs", code); // a file, as workers run it too
  await using running = new RunningProgram(process.execPath, [file]);
  await running.until(() => URL_SAID.test(running.stdout) || running.hasEnded);
  const url = URL_SAID.exec(running.stdout)?.[1];
  const answer = url === undefined ? "" : await ask(url);
  running.kill("SIGINT");
  return { ...(await running.ending), answer };
}

test("test() serves until Ctrl-C, and says so as Python does", NO_SIGNALS, async () => {
  const { answer, stdout, stderr, status } = await tryOut(`
    class Handler extends http.BaseHTTPRequestHandler {
      protocolVersion = "HTTP/1.1";
      do_GET() {
        this.sendResponse(200);
        this.endHeaders();
        this.wfile.write(this.protocolVersion);
      }
    }
    await http.test(Handler, http.ThreadingHTTPServer, { port: 0, bind: "127.0.0.1" })`);
  assert.equal(answer, "HTTP/1.0");
  assert.match(
    stdout,
    /^Serving HTTP on 127\.0\.0\.1 port (\d+) \(http:\/\/127\.0\.0\.1:\1\/\) \.\.\.\n\nKeyboard interrupt received, exiting\.\nover\n$/,
  );
  assert.match(stderr, /^127\.0\.0\.1 - - \[.*\] "GET \/ HTTP\/1\.1" 200 -\n$/);
  assert.equal(status, 0);
});

test("test() without arguments answers 501 to everything, with the protocol it is given", NO_SIGNALS, async () => {
  const options = `{ port: 0, bind: "localhost", protocol: "HTTP/1.1" }`;
  const { answer, status } = await tryOut(`await http.test(undefined, undefined, ${options})`);
  assert.match(answer, /<p>Error code: 501<\/p>/);
  assert.equal(status, 0);
});

test("test() takes a factory for a class, and listens on all interfaces", NO_SIGNALS, async () => {
  const { stdout, answer } = await tryOut(
    "await http.test((...args) => new http.SimpleHTTPRequestHandler(...args), http.HTTPServer, { port: 0 })",
  );
  assert.match(stdout, /^Serving HTTP on (0\.0\.0\.0|::) port /);
  assert.match(answer, /<title>Directory listing for \/<\/title>/);
});

test("Ctrl-C cuts the response that a server of one request at a time is sending", NO_SIGNALS, async () => {
  let streaming: Promise<unknown> | undefined;
  const begin = async (url: string): Promise<string> => {
    const response = await fetch(url);
    streaming = response.text().catch(() => "cut");
    return String(response.status);
  };
  const { answer, stdout, status } = await tryOut(
    `
    class Handler extends http.BaseHTTPRequestHandler {
      async do_GET() {
        this.sendResponse(200);
        this.endHeaders();
        while (!this.wfile.isClosed) {
          await this.wfile.write("data");
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    }
    await http.test(Handler, http.HTTPServer, { port: 0, bind: "127.0.0.1" })`,
    begin,
  );
  assert.equal(answer, "200");
  await streaming;
  assert.match(stdout, /exiting\.\nover\n$/);
  assert.equal(status, 0);
});

test("test() with a forking server says where once, whatever the number of its workers", NO_SIGNALS, async () => {
  const { stdout } = await tryOut(`
    class Server extends http.ForkingMixIn(http.HTTPServer) {
      workers = 2;
    }
    await http.test(http.SimpleHTTPRequestHandler, Server, { port: 0, bind: "127.0.0.1" })`);
  assert.equal(stdout.match(/Serving HTTP on/g)?.length, 1);
});

test("test() rejects when it cannot listen, and leaves nothing behind", async () => {
  const { stdout, status } = await tryOut(
    `await http.test(undefined, undefined, { bind: "203.0.113.77" }).catch((error) => console.log(error.code, process.listenerCount("SIGINT")))`,
  );
  assert.equal(stdout, "EADDRNOTAVAIL 0\nover\n");
  assert.equal(status, 0);
});
