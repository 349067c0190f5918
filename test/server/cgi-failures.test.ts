// Every way in which a script can fail: a status for the client, and a line for the script's author.

import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { DEFAULT_CGI_LIMITS } from "../../src/cgi/limits.ts";
import { until } from "../support/waiting.ts";
import { CgiFolder, type CgiSettings, raw, serveScripts, sh } from "./cgi-server.ts";

const folder = new CgiFolder({
  "cgi-bin/no-interpreter": "#!/no/such/interpreter\n",
  "cgi-bin/cr": "#!/bin/sh\r\necho\r\n",
  "cgi-bin/env-cr": "#!/usr/bin/env sh\r\necho\r\n",
  "cgi-bin/text": "echo hello\n",
  "cgi-bin/empty": "",
  "cgi-bin/directory-as-interpreter": "#!/tmp\n",
  "cgi-bin/silent": raw("exit 0"),
  "cgi-bin/silent-4": raw("exit 4"),
  "cgi-bin/silent-killed": raw("kill -9 $$"),
  "cgi-bin/no-header": raw("echo hello"),
  "cgi-bin/half-header": raw("echo Content-Type: text/plain"),
  "cgi-bin/long-header": raw("while :; do echo X-Y: zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz; done"),
  "cgi-bin/long-line": raw("yes | tr -d '\\n'"),
  "cgi-bin/sleeps": raw("sleep 60"),
  "cgi-bin/stalls": sh("echo begun; sleep 60"),
  "cgi-bin/loop": raw('printf "Location: /cgi-bin/loop\\n\\n"'),
  "cgi-bin/ok": sh("echo ok"),
});
const server = await serveScripts(folder);
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const FAILURES: readonly (readonly [script: string, status: number, line: RegExp])[] = [
  ["no-interpreter", 500, /cannot be started: there is no "\/no\/such\/interpreter", which its first line names$/],
  [
    "cr",
    500,
    /there is no "\/bin\/sh\\r", which its first line names; its first line ends with CR LF.* save the file with LF line ends$/,
  ],
  ["env-cr", 502, /wrote nothing and exited with code 12[67]; its first line ends with CR LF/],
  ["text", 500, /its first line names no interpreter; begin it with "#!"/],
  ["empty", 500, /the file is empty$/],
  [
    "directory-as-interpreter",
    403,
    /the system does not allow it, or the interpreter that its first line names, to be executed$/,
  ],
  ["silent", 502, /wrote nothing$/],
  ["silent-4", 502, /wrote nothing and exited with code 4$/],
  ["silent-killed", 502, /wrote nothing before signal 9 ended it$/],
  ["no-header", 502, /began its output with "hello", which is no header field; write "Content-Type: text\/plain"/],
  ["half-header", 502, /wrote no empty line after its header fields$/],
  ["long-header", 502, /wrote more than 100 header fields$/],
  ["long-line", 502, /wrote more than 65536 bytes of header without the empty line that ends it$/],
  ["loop", 502, /CGI script: more than 10 redirections, the last one to \/cgi-bin\/loop$/],
];

for (const [script, status, line] of FAILURES) {
  test(`${script} is answered ${status}, and the log says ${line.source}`, async () => {
    const before = server.log.length;
    assert.equal((await server.get(`/cgi-bin/${script}`)).status, status);
    const lines = server.log.slice(before).filter((each) => line.test(each));
    assert.equal(lines.length, 1, server.log.slice(before).join("\n"));
  });
}

test("a connection goes on after a script that works", async () => {
  using client = await server.connect();
  client.send("GET /cgi-bin/ok HTTP/1.1\r\nHost: a\r\n\r\n");
  await client.until("0\r\n\r\n");
  client.send("GET /cgi-bin/ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  assert.equal((await client.ended()).split("ok\n").length, 3);
});

describe("a script without an end", () => {
  test("is answered 504 while it has no head, and ended", async () => {
    await using hasty = await serveScripts(folder, { cgiLimits: { ...DEFAULT_CGI_LIMITS, firstByteMs: 100 } });
    assert.equal((await hasty.get("/cgi-bin/sleeps")).status, 504);
    assert.ok(hasty.log.includes("CGI script /cgi-bin/sleeps wrote no complete header in time, and was ended"));
  });

  test("is cut off later, so that the client sees it", async () => {
    await using hasty = await serveScripts(folder, { cgiLimits: { ...DEFAULT_CGI_LIMITS, runMs: 300 } });
    using client = await hasty.connect();
    client.send("GET /cgi-bin/stalls HTTP/1.1\r\nHost: a\r\n\r\n");
    await client.until("begun");
    assert.doesNotMatch(await client.ended(), /\r\n0\r\n\r\n$/);
    assert.ok(hasty.log.includes("CGI script /cgi-bin/stalls did not end in time, and was ended"));
  });

  test("is answered 504 where the time of the whole run is up first", async () => {
    await using hasty = await serveScripts(folder, { cgiLimits: { ...DEFAULT_CGI_LIMITS, runMs: 100 } });
    assert.equal((await hasty.get("/cgi-bin/sleeps")).status, 504);
  });
});

describe("what is missing is what the log names", () => {
  const ROOT = { skip: process.getuid?.() !== 0 };
  const logOf = async (own: CgiFolder, target: string, settings: CgiSettings = {}): Promise<string> => {
    await using serving = await serveScripts(own, settings);
    assert.equal((await serving.get(target)).status, 500);
    return serving.log[0] as string;
  };
  const python = (PATH: string): CgiSettings => ({ haveFork: false, cgiEnvironment: { PATH } });

  test("the program that is to run scripts, and not the one that their first line names", async () => {
    using own = new CgiFolder({ "cgi-bin/x.py": "#!/usr/bin/env python3\n" });
    const line = 'CGI script /cgi-bin/x.py cannot be started: there is no program "python" in PATH';
    assert.equal(await logOf(own, "/cgi-bin/x.py", python(own.path)), line);
  });

  test("the program, on Windows, that has no extension of programs", {
    skip: process.platform === "win32",
  }, async () => {
    using own = new CgiFolder({ "cgi-bin/x.py": "#!/usr/bin/env python3\n", "bin/python": sh("echo from here") });
    const line = 'CGI script /cgi-bin/x.py cannot be started: there is no program "python" in PATH';
    using _ = onWindows();
    assert.equal(await logOf(own, "/cgi-bin/x.py", python(`${own.path}/bin`)), line);
  });

  test("that Windows runs neither scripts by their first line nor batch files", {
    skip: process.platform === "win32",
  }, async () => {
    using own = new CgiFolder({ "cgi-bin/x": sh("echo ran"), "cgi-bin/x.bat": "@echo ran\r\n" });
    using _ = onWindows();
    for (const name of ["x", "x.bat"]) {
      const line = `CGI script /cgi-bin/${name} cannot be started: Windows runs programs, and Python's scripts where there is python`;
      assert.equal(await logOf(own, `/cgi-bin/${name}`, { haveFork: false }), line);
    }
  });

  test("the program that a user may not run", ROOT, async () => {
    using own = new CgiFolder({ "cgi-bin/x.py": "#!/usr/bin/env python3\n", "closed/python": "" });
    chmodSync(join(own.path, "closed/python"), 0o700);
    const line =
      'CGI script /cgi-bin/x.py cannot be started: the user nobody may not execute "python", or may not enter its directory';
    assert.equal(await logOf(own, "/cgi-bin/x.py", python(`${own.path}/closed`)), line);
  });

  test("no interpreter that is there", async () => {
    using own = new CgiFolder({ "cgi-bin/lost": "#!/no/such/interpreter\n" });
    own.write("cgi-bin/x", `#!${own.path}/cgi-bin/lost\n`);
    assert.equal(await logOf(own, "/cgi-bin/x"), "CGI script /cgi-bin/x cannot be started: the system says ENOENT");
  });
});

/** Until it is disposed of, the process says that it runs on Windows. */
function onWindows(): Disposable {
  const before = Object.getOwnPropertyDescriptor(process, "platform") as PropertyDescriptor;
  Object.defineProperty(process, "platform", { ...before, value: "win32" });
  return { [Symbol.dispose]: () => Object.defineProperty(process, "platform", before) };
}

test("a folder that is closed to nobody is named in the log", { skip: process.getuid?.() !== 0 }, async () => {
  using closed = new CgiFolder({ "cgi-bin/x": sh("echo") });
  chmodSync(join(closed.path, "cgi-bin"), 0o700);
  await using own = await serveScripts(closed);
  assert.equal((await own.get("/cgi-bin/x")).status, 403);
  const place = `${closed.path}/cgi-bin`;
  assert.equal(
    own.log[0],
    `CGI script /cgi-bin/x cannot be started: the user nobody may not enter ${place} (its mode is 0700)`,
  );
});

describe("with limits that need prlimit, a script", () => {
  const ROOT = { skip: process.getuid?.() !== 0 };
  const own = new CgiFolder({
    "cgi-bin/no-command": raw("nosuchcommand"),
    "cgi-bin/closed-command": raw("/etc/passwd"),
    "cgi-bin/no-interpreter": "#!/no/such\n",
    "cgi-bin/closed-interpreter": "#!/etc/passwd\n",
    "cgi-bin/directory-as-interpreter": "#!/tmp\n",
    "cgi-bin/closed": raw("echo"),
  });
  own.write("cgi-bin/private-interpreter", `#!${own.write("private", raw("echo"), 0o700)}\n`);
  after(() => own[Symbol.dispose]());

  async function logOf(script: string, status: number): Promise<string> {
    const cgiLimits = { ...DEFAULT_CGI_LIMITS, maxMemoryBytes: 2_000_000_000 };
    await using limited = await serveScripts(own, { cgiLimits });
    assert.equal((await limited.get(`/cgi-bin/${script}`)).status, status);
    return limited.log.findLast((line) => line.startsWith("CGI script /cgi-bin/")) as string;
  }

  test("whose last command is missing, or may not be run, was started: it wrote nothing", async () => {
    assert.match(await logOf("no-command", 502), / wrote nothing and exited with code 127$/);
    assert.match(await logOf("closed-command", 502), / wrote nothing and exited with code 126$/);
  });

  test("whose interpreter is missing, or may not be run, was not", async () => {
    assert.match(await logOf("no-interpreter", 500), / cannot be started: there is no "\/no\/such", which its/);
    for (const script of ["closed-interpreter", "directory-as-interpreter"])
      assert.match(await logOf(script, 403), / cannot be started: the system does not allow it/);
  });

  test("that its user may not run, nor its interpreter, was not", ROOT, async () => {
    chmodSync(join(own.path, "cgi-bin/closed"), 0o700);
    assert.match(await logOf("closed", 403), / cannot be started: the user nobody may not read and execute /);
    assert.match(await logOf("private-interpreter", 403), / cannot be started: the system does not allow it/);
  });
});

test("limits that need prlimit keep a script within them", async () => {
  using own = new CgiFolder({ "cgi-bin/limits": sh("ulimit -t; ulimit -v"), "cgi-bin/gone": "#!/no/such\n" });
  const cgiLimits = { ...DEFAULT_CGI_LIMITS, maxCpuSeconds: 7, maxMemoryBytes: 102_400_000 };
  await using limited = await serveScripts(own, { cgiLimits });
  assert.equal((await limited.get("/cgi-bin/limits")).body, "7\n100000\n");
  assert.equal((await limited.get("/cgi-bin/gone")).status, 500);
  await until(() => limited.log.some((line) => line.includes('there is no "/no/such"')));
});
