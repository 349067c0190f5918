// Scripts on systems that tell less than Linux does, or other things, where a file lies.

import assert from "node:assert/strict";
import fs, { symlinkSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterEach, mock, test } from "node:test";
import { MemoryFile } from "../../src/files/memory-file.ts";
import { CGIHTTPRequestHandler } from "../../src/server/cgi-handler.ts";
import { CgiFolder, serveScripts, sh } from "./cgi-server.ts";

const SECRET = "the-text-of-the-script";

afterEach(() => {
  mock.restoreAll();
  syncBuiltinESMExports();
});

test("a script is not sent by another name of its directory where volumes have two numbers", async () => {
  using folder = new CgiFolder({ "scripts-bin/script": sh(`echo ran # ${SECRET}`) });
  symlinkSync("scripts-bin", join(folder.path, "cgi-bin"));
  await using server = await serveScripts(folder);
  // Windows 11 tells 64 bits of a volume's number for a path, and, with libuv 1.49 and 1.50, 32 of them for a link.
  const original = fs.statSync as (path: string, options?: unknown) => fs.BigIntStats;
  mock.method(fs, "statSync", (path: string, options?: { bigint?: boolean }) => {
    const stats = original(path, options);
    if (options?.bigint === true && !path.endsWith("cgi-bin")) stats.dev |= 0x1122_3344n << 32n;
    return stats;
  });
  syncBuiltinESMExports();
  assert.equal((await server.get("/scripts-bin/script")).status, 403);
});

test("where the system does not say where files lie, none is sent while there are scripts; what is in memory is", async () => {
  using folder = new CgiFolder({ "cgi-bin/script": sh(`echo ran # ${SECRET}`), "page.html": "<p>page" });
  class Handler extends CGIHTTPRequestHandler {
    override sendHead() {
      if (this.path !== "/memory") return super.sendHead();
      return this.sendFile(join(folder.path, "memory"), new MemoryFile(Buffer.from("kept"), new Date(0)));
    }
  }
  symlinkSync("cgi-bin", join(folder.path, "alias"));
  await using server = await serveScripts(folder, { symlinks: "follow" }, Handler);
  mock.method(fs.realpathSync, "native", () => {
    throw Object.assign(new Error("no"), { code: "UNKNOWN", syscall: "realpath" });
  });
  assert.deepEqual([(await server.get("/alias/script")).status, (await server.get("/page.html")).status], [403, 403]);
  assert.equal((await server.get("/memory")).body, "kept");
});

test("where there is no CGI directory nobody asks where files lie", async () => {
  using folder = new CgiFolder({ "page.html": "<p>page" });
  await using server = await serveScripts(folder, { symlinks: "follow" });
  mock.method(fs.realpathSync, "native", () => {
    throw Object.assign(new Error("no"), { code: "UNKNOWN", syscall: "realpath" });
  });
  assert.equal((await server.get("/page.html")).body, "<p>page");
});
