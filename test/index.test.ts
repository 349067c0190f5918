// What the package offers, and what it costs to load it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import * as basehttp from "../src/index.ts";

test("all that Python's http.server, socketserver and http export is there", () => {
  const names =
    "BaseHTTPRequestHandler SimpleHTTPRequestHandler HTTPServer ThreadingHTTPServer HTTPSServer ThreadingHTTPSServer " +
    "test DEFAULT_ERROR_MESSAGE DEFAULT_ERROR_CONTENT_TYPE BaseServer TCPServer ThreadingMixIn BaseRequestHandler " +
    "StreamRequestHandler DatagramRequestHandler HTTPStatus HTTPMethod HTTPMessage parseHeaders LineTooLong HTTPException";
  for (const name of names.split(" ")) assert.ok(name in basehttp, name);
});

test("loading the library loads no TLS, no datagrams, no processes, no zlib, and nothing of the command line", () => {
  const index = new URL("../src/index.js", import.meta.url).href;
  const source = `
    const before = new Set(process.moduleLoadList);
    await import(${JSON.stringify(index)});
    console.log(process.moduleLoadList.filter((name) => !before.has(name)).join("\\n"));`;
  const loaded = execFileSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" });
  const unwanted =
    /^NativeModule (tls|_tls_.*|https?|_http_.*|dgram|cluster|child_process|worker_threads|zlib|crypto|dns)$/gm;
  assert.deepEqual(loaded.match(unwanted), null);
});
