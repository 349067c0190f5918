// The methods of scripts, as clients are told them, and as browsers ask for them.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { CorsMixin } from "../../src/mixins/index.ts";
import { CGIHTTPRequestHandler } from "../../src/server/cgi-handler.ts";
import { request } from "../support/requests.ts";
import { CgiFolder, serveScripts, sh } from "./cgi-server.ts";
import { fieldOf } from "./file-server.ts";

const OF_SCRIPTS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

const folder = new CgiFolder({ "cgi-bin/method": sh('echo "$REQUEST_METHOD"'), "file.txt": "file\n" });
folder.write("cgi-bin/plain", "text", 0o644);
const server = await serveScripts(folder);
const shared = await serveScripts(folder, {}, CorsMixin(CGIHTTPRequestHandler));
after(async () => {
  await server[Symbol.asyncDispose]();
  await shared[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const PREFLIGHT = ["Origin: https://a.example", "Access-Control-Request-Method: PUT"];

describe("the methods of scripts", () => {
  test("are those of the server as a whole", async () => {
    for (const each of [server, shared]) assert.equal(fieldOf(await each.ask("OPTIONS", "*"), "Allow"), OF_SCRIPTS);
  });

  test("are those that a page of another origin may use, of scripts and not of files", async () => {
    const script = await shared.ask("OPTIONS", "/cgi-bin/method", ...PREFLIGHT);
    assert.equal(fieldOf(script, "Access-Control-Allow-Methods"), OF_SCRIPTS);
    const file = await shared.ask("OPTIONS", "/file.txt", ...PREFLIGHT);
    assert.equal(fieldOf(file, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS, POST");
  });

  test("are those that the handler says", async () => {
    await using few = await serveScripts(folder, { cgiMethods: ["GET", "PUT"] }, CorsMixin(CGIHTTPRequestHandler));
    const script = await few.ask("OPTIONS", "/cgi-bin/method", ...PREFLIGHT);
    assert.equal(fieldOf(script, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS, POST, PUT");
    const options = await few.ask("OPTIONS", "/cgi-bin/method");
    assert.deepEqual([options.status, options.body], [204, ""]);
  });
});

describe("OPTIONS", () => {
  test("is the script's, whether other origins may read its answers or not", async () => {
    for (const each of [server, shared]) {
      assert.equal((await each.ask("OPTIONS", "/cgi-bin/method")).body, "OPTIONS\n");
    }
  });

  test("of a file is the server's", async () => {
    assert.equal((await server.ask("OPTIONS", "/file.txt")).status, 501);
    const { status, fields } = await shared.ask("OPTIONS", "/file.txt");
    assert.equal(status, 204);
    assert.deepEqual(fields[0], ["Allow", "GET, HEAD, OPTIONS, POST"]);
  });
});

describe("a client that waits for 100 Continue", () => {
  const expecting = (line: string): string =>
    request(`${line} HTTP/1.1`, "Expect: 100-continue", "Content-Length: 5", "Connection: close");

  const REFUSED: readonly (readonly [line: string, status: number])[] = [
    ["POST /file.txt", 501],
    ["POST /cgi-bin/none", 404],
    ["PUT /cgi-bin/none", 404],
    ["POST /cgi-bin/plain", 403],
    ["POST /../../cgi-bin/method", 404],
  ];
  for (const [line, status] of REFUSED) {
    test(`with ${line} is told ${status} instead`, async () => {
      assert.match(await server.send(expecting(line)), new RegExp(`^HTTP/1\\.1 ${status} `));
    });
  }

  test("for a script that may be run gets it", async () => {
    for (const method of ["POST", "PUT"]) {
      const answer = await server.send(`${expecting(`${method} /cgi-bin/method`)}hello`);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 100 Continue\r\n\r\nHTTP/1\\.1 200 [^]*\n${method}\n`));
    }
  });

  test("for a method that a program has added gets it", async () => {
    class Echoing extends CGIHTTPRequestHandler {
      override async do_POST(): Promise<void> {
        await this.rfile.read();
        this.sendError(418);
      }

      do_PUT(): Promise<void> {
        return this.do_POST();
      }
    }
    await using own = await serveScripts(folder, {}, Echoing);
    for (const method of ["POST", "PUT"]) {
      const answer = await own.send(`${expecting(`${method} /file.txt`)}hello`);
      assert.match(answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 418 /);
    }
  });

  test("for scripts that a program runs in its own way gets it", async () => {
    class Running extends CGIHTTPRequestHandler {
      override async runCgi(): Promise<null> {
        this.sendError(418, String(await this.rfile.read()));
        return null;
      }
    }
    await using own = await serveScripts(folder, {}, Running);
    const answer = await own.send(`${expecting("POST /cgi-bin/none")}hello`);
    assert.match(answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 418 hello\r\n/);
  });
});
