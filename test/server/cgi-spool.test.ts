// Chunked bodies for scripts that cannot be kept. What the system says is no business of the client's, and not its fault.

import assert from "node:assert/strict";
import { mkdtempSync, rmdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { CgiFolder, post, serveScripts, sh } from "./cgi-server.ts";
import { captureStderr } from "./test-handlers.ts";

const TMPDIR = tmpdir();
const POST = `${post("count", "Transfer-Encoding: chunked")}5\r\nhello\r\n0\r\n\r\n`;

const folder = new CgiFolder({ "cgi-bin/count": sh("wc -c") });
const server = await serveScripts(folder);
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});
afterEach(() => {
  process.env["TMPDIR"] = TMPDIR;
});

test("a body that cannot be kept, as there is no such directory, is answered 500, and the log says so", async () => {
  process.env["TMPDIR"] = "/nonexistent";
  assert.match(await server.send(POST), /^HTTP\/1\.1 500 /);
  assert.equal(
    server.log.findLast((line) => line.startsWith("CGI script ")),
    "CGI script /cgi-bin/count cannot be given its body: /nonexistent cannot be written to (ENOENT); set TMPDIR",
  );
});

for (const [code, isFull] of [
  ["ENOSPC", true],
  ["EDQUOT", true],
  ["EMFILE", false],
] as const) {
  test(`one that the system does not take now (${code}) is answered 503, without a trace on stderr`, async (t) => {
    const stderr = captureStderr(t);
    const handle = await open("/dev/null");
    t.mock.method(Object.getPrototypeOf(handle), "write", () =>
      Promise.reject(Object.assign(new Error(code), { code })),
    );
    await handle.close();
    const own = mkdtempSync(join(TMPDIR, "basehttp-spool-"));
    process.env["TMPDIR"] = own;
    assert.match(await server.send(POST), /^HTTP\/1\.1 503 /);
    assert.equal(
      server.log.findLast((line) => line.startsWith("CGI script ")),
      isFull
        ? `CGI script /cgi-bin/count cannot be given its body: ${own} cannot be written to (${code}); set TMPDIR`
        : `CGI script /cgi-bin/count cannot be given its body now: the system says ${code}`,
    );
    assert.equal(stderr(), "");
    rmdirSync(own); // nothing is left in it
  });
}

test("the next body is kept again", async () => {
  assert.match(await server.send(POST), /^HTTP\/1\.1 200 [^]*\n5\n/);
});
