// What CGIHTTPRequestHandler does as Python documents it.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { CGIHTTPRequestHandler } from "../../src/server/cgi-handler.ts";
import { until } from "../support/waiting.ts";
import { CgiFolder, cgiHandler, raw, serveScripts, sh } from "./cgi-server.ts";
import { fieldOf } from "./file-server.ts";

const folder = new CgiFolder({
  "file.txt": "file\n",
  "cgi-bin/hello": sh("echo hello"),
  "cgi-bin/sub/deep/inner": sh('echo "$SCRIPT_NAME|$PATH_INFO"'),
  "cgi-bin/info": sh('echo "$SCRIPT_NAME|$PATH_INFO|$QUERY_STRING"'),
  "cgi-bin/args": sh('echo "$#"; for each; do echo "<$each>"; done'),
  "cgi-bin/echo": sh("cat"),
  "cgi-bin/method": sh('echo "$REQUEST_METHOD"; cat'),
  "cgi-bin/exit3": sh("echo out; exit 3"),
  "cgi-bin/killed": sh("echo out; kill -9 $$"),
  "cgi-bin/name with blank": sh("echo blank"),
  "cgi-bin/-dash": sh("echo dash"),
  "cgi-bin/new\nline": sh("echo newline"),
  "cgi-bin/\u00fcml\u00e4ut": sh("echo umlaut"),
  "cgi-bin/a?b": sh("echo question"),
  "cgi-bin/reason": raw("printf 'Status: 200 Own words\\nContent-Type: a/b\\n\\n'"),
  "htbin/other": sh("echo htbin"),
  "cgi-binary/x": "not a script\n",
  "sub/dir/cgi-bin/nested": sh("echo nested"),
});
mkdirSync(join(folder.path, "cgi-bin/directory"));
folder.write("cgi-bin/plain", sh("echo"), 0o644);
const server = await serveScripts(folder);
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** What a script answered to a request of HTTP/1.0. */
async function output(target: string): Promise<string> {
  const { status, body } = await server.get(target);
  return status === 200 ? body : `${status} ${body}`;
}

describe("a GET below a CGI directory", () => {
  test("is answered with the reason that the script gives for its status, 200 included", async () => {
    assert.equal((await server.get("/cgi-bin/reason")).statusLine, "HTTP/1.1 200 Own words");
  });

  test("is answered with the output of the script, Server and Date before it", async () => {
    const { text, statusLine, fields, body } = await server.get("/cgi-bin/hello");
    assert.equal(statusLine, "HTTP/1.1 200 Script output follows");
    assert.match(text, /^HTTP.*\r\nServer: .*\r\nDate: .*\r\nContent-Type: text\/plain\r\n/);
    assert.deepEqual(fields, [
      ["Content-Type", "text/plain"],
      ["Connection", "close"],
    ]);
    assert.equal(body, "hello\n");
    assert.equal(server.log.at(-1), '"GET /cgi-bin/hello HTTP/1.0" 200 -');
  });

  test("is below /htbin too", async () => {
    assert.equal(await output("/htbin/other"), "htbin\n");
  });

  test("walks through directories to the script, and gives it the rest as PATH_INFO", async () => {
    assert.equal(await output("/cgi-bin/sub/deep/inner/a/b"), "/cgi-bin/sub/deep/inner|/a/b\n");
    assert.equal(await output("/cgi-bin/info"), "/cgi-bin/info||\n");
    assert.equal(await output("/cgi-bin/info/"), "/cgi-bin/info|/|\n");
    assert.equal(await output("/cgi-bin/info/a%20b//c/../d?q=%20/x"), "/cgi-bin/info|/a b/d|q=%20/x\n");
  });

  test("finds the script however the path is spelt", async () => {
    for (const path of [
      "//cgi-bin//hello",
      "/./cgi-bin/./hello",
      "/x/../cgi-bin/hello",
      "/cgi%2Dbin/hell%6f",
      "/cgi-bin%2fhello",
    ]) {
      assert.equal(await output(path), "hello\n", path);
    }
  });

  test("runs scripts with odd names", async () => {
    assert.equal(await output("/cgi-bin/name%20with%20blank"), "blank\n");
    assert.equal(await output("/cgi-bin/-dash"), "dash\n");
    assert.equal(await output("/cgi-bin/new%0Aline"), "newline\n");
    assert.equal(await output("/cgi-bin/%C3%BCml%C3%A4ut"), "umlaut\n");
    assert.equal(await output("/cgi-bin/a%3Fb"), "question\n");
  });
});

describe("a query", () => {
  test("without an equals sign is words, each an argument, decoded; without a query there is none (RFC 3875 §4.4)", async () => {
    assert.equal(await output("/cgi-bin/args"), "0\n");
    assert.equal(await output("/cgi-bin/args?"), "0\n");
    assert.equal(await output("/cgi-bin/args?a+b%20c+%c3%a4%2B"), "3\n<a>\n<b c>\n<\xc3\xa4+>\n");
    assert.equal(await output("/cgi-bin/args?a%3Db"), "1\n<a=b>\n");
  });

  test("that no argument can hold is none", async () => {
    for (const query of ["a+b%00", "a+%ff"]) assert.equal(await output(`/cgi-bin/args?${query}`), "0\n");
  });

  test("with an equals sign is none", async () => {
    assert.equal(await output("/cgi-bin/args?a=b"), "0\n");
  });

  test("that begins with a dash is none: an interpreter would take it for an option", async () => {
    assert.equal(await output("/cgi-bin/args?-s"), "0\n");
    for (const query of ["%2Ds", "a+-s", "a+%2ds"]) assert.equal(await output(`/cgi-bin/args?${query}`), "0\n");
  });

  test("reaches no shell", async () => {
    assert.equal(await output("/cgi-bin/args?$(id)`id`;id|id"), "1\n<$(id)`id`;id|id>\n");
  });
});

describe("what is no script", () => {
  const refusals: readonly (readonly [target: string, statusLine: string])[] = [
    ["/cgi-bin/nothing", "404 No such CGI script ('/cgi-bin/nothing')"],
    ["/cgi-bin/nothing/a/b", "404 No such CGI script ('/cgi-bin/nothing')"],
    ["/cgi-bin/%00", "404 No such CGI script ('/cgi-bin/\\x00')"],
    ["/cgi-bin/hello/%00", "404 No such CGI script ('/cgi-bin/hello')"],
    ["/cgi-bin/%FF", "404 No such CGI script ('/cgi-bin/\\udcff')"],
    ["/cgi-bin/hello'", `404 No such CGI script ("/cgi-bin/hello'")`],
    ["/cgi-bin/", "403 CGI script is not a plain file ('/cgi-bin/')"],
    ["/cgi-bin/directory", "403 CGI script is not a plain file ('/cgi-bin/directory')"],
    ["/cgi-bin/directory/", "403 CGI script is not a plain file ('/cgi-bin/directory/')"],
    ["/cgi-bin/plain", "403 CGI script is not executable ('/cgi-bin/plain')"],
  ];
  for (const [target, statusLine] of refusals) {
    test(`is answered ${statusLine} at ${target}`, async () => {
      assert.equal((await server.get(target)).statusLine, `HTTP/1.1 ${statusLine}`);
    });
  }

  test("is redirected where it is the directory without a slash", async () => {
    const answer = await server.get("/cgi-bin");
    assert.equal(answer.status, 301);
    assert.equal(fieldOf(answer, "Location"), "/cgi-bin/");
  });

  test("is a file everywhere else", async () => {
    assert.equal(await output("/file.txt"), "file\n");
    assert.equal(await output("/cgi-binary/x"), "not a script\n");
    assert.equal((await output("/sub/dir/cgi-bin/nested")).startsWith("#!/bin/sh"), true);
  });

  test("is not found above the root", async () => {
    assert.equal((await server.get("/../cgi-bin/hello")).status, 404);
    assert.equal((await server.ask("POST", "/../cgi-bin/hello")).status, 404);
    assert.equal((await server.ask("PUT", "/../cgi-bin/hello")).status, 404);
  });
});

describe("methods", () => {
  test("HEAD runs the script, and leaves its body out", async () => {
    const { statusLine, body } = await server.ask("HEAD", "/cgi-bin/method");
    assert.deepEqual([statusLine, body], ["HTTP/1.1 200 Script output follows", ""]);
  });

  test("POST gives the script the body", async () => {
    assert.match(
      await server.send("POST /cgi-bin/echo HTTP/1.0\r\nContent-Length: 7\r\n\r\nposted\n"),
      /\r\n\r\nposted\n$/,
    );
  });

  test("POST to a file is 501", async () => {
    assert.equal((await server.ask("POST", "/file.txt")).statusLine, "HTTP/1.1 501 Can only POST to CGI scripts");
  });

  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) {
    test(`${method} is for scripts only`, async () => {
      const bytes = `${method} /cgi-bin/method HTTP/1.0\r\nContent-Length: 2\r\n\r\nab`;
      assert.match(await server.send(bytes), new RegExp(`\\r\\n\\r\\n${method}\nab$`));
      assert.equal((await server.ask(method, "/file.txt")).statusLine, `HTTP/1.1 501 Unsupported method ('${method}')`);
    });
  }

  test("others are 501 for scripts too, unless they are listed", async () => {
    assert.equal(
      (await server.ask("PROPFIND", "/cgi-bin/method")).statusLine,
      "HTTP/1.1 501 Unsupported method ('PROPFIND')",
    );
    await using dav = await serveScripts(folder, { cgiMethods: ["PROPFIND"] });
    assert.equal((await dav.ask("PROPFIND", "/cgi-bin/method")).body, "PROPFIND\n");
    assert.equal((await dav.ask("DELETE", "/cgi-bin/method")).status, 501);
  });
});

describe("the end of a script", () => {
  test("is logged where it is not 0", async () => {
    assert.equal(await output("/cgi-bin/exit3"), "out\n");
    await until(() => server.log.includes("CGI script exit code 3"));
  });

  test("is logged with a minus where it is a signal, and the connection is cut", async () => {
    using client = await server.connect();
    client.send("GET /cgi-bin/killed HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.doesNotMatch(await client.ended(), /\r\n0\r\n\r\n$/);
    await until(() => server.log.includes("CGI script exit code -9"));
  });
});

describe("a subclass", () => {
  test("may name other directories, nested ones too", async () => {
    await using nested = await serveScripts(folder, { cgiDirectories: ["/sub/dir/cgi-bin"] });
    assert.equal((await nested.get("/sub/dir/cgi-bin/nested")).body, "nested\n");
    assert.match((await nested.get("/cgi-bin/hello")).body, /^#!/);
  });

  test("may decide itself what is a script, and which", async () => {
    class Own extends CGIHTTPRequestHandler {
      override isCgi(): boolean {
        if (this.path !== "/run-it") return false;
        this.cgiInfo = ["/cgi-bin", "info/x?own=query"];
        return true;
      }
    }
    await using own = await serveScripts(folder, {}, Own);
    assert.equal((await own.get("/run-it")).body, "/cgi-bin/info|/x|own=query\n");
    assert.equal((await own.get("/file.txt")).body, "file\n");
  });

  test("may decide what is executable", async () => {
    class Strict extends CGIHTTPRequestHandler {
      override isExecutable(path: string): boolean {
        return path.endsWith(".cgi");
      }
    }
    await using strict = await serveScripts(folder, {}, Strict);
    assert.equal((await strict.get("/cgi-bin/hello")).status, 403);
  });

  test("may say who the client is", async () => {
    class Knowing extends CGIHTTPRequestHandler {
      override cgiAuthentication() {
        return { type: "Cookie", user: "known" };
      }
    }
    using own = new CgiFolder({ "cgi-bin/who": sh('echo "$AUTH_TYPE $REMOTE_USER"') });
    await using knowing = await serveScripts(own, {}, Knowing);
    assert.equal((await knowing.get("/cgi-bin/who", "Authorization: Basic bWU6eA==")).body, "Cookie known\n");
  });

  test("knows Python's scripts by their names", () => {
    const make = cgiHandler(folder.path, []);
    const handler = make(...([undefined, ["", 0], undefined] as unknown as HandlerArgs));
    assert.deepEqual(
      ["a.py", "A.PYW", "a.pyc", "py"].map((name) => handler.isPython(name)),
      [true, true, false, false],
    );
  });
});

test("scripts run in the directory of the server, or in their own", async () => {
  using own = new CgiFolder({ "cgi-bin/pwd": raw('printf "Content-Type: text/plain\\n\\n"; pwd') });
  await using python = await serveScripts(own);
  assert.equal((await python.get("/cgi-bin/pwd")).body, `${process.cwd()}\n`);
  await using rfc = await serveScripts(own, { cgiWorkingDirectory: "script" });
  assert.equal((await rfc.get("/cgi-bin/pwd")).body, `${own.path}/cgi-bin\n`);
});
