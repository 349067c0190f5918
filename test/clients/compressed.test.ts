// curl, Python and a browser get files compressed, and have them as they are on the disk.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { startBasehttp } from "../support/basehttp.ts";
import { findProgram, needs } from "../support/programs.ts";
import type { ServerProgram } from "../support/server-program.ts";
import { browserPath, closePages, openBrowser } from "./chromium.ts";
import { runClient } from "./run.ts";
import { sha256 } from "./tree.ts";

const curl = findProgram("curl");
const python = findProgram("python3");

const LONG_SCRIPT = `window.ran = true;\n${"// a line of the script\n".repeat(1000)}`;
const LONG_STYLE = `h1 { color: rgb(1, 2, 3); }\n${"/* a line of the style */\n".repeat(1000)}`;
const LARGE = "a line of a large file\n".repeat(400_000);
const PAGE = '<!DOCTYPE html><link rel="stylesheet" href="style.css"><script src="script.js"></script><h1>Page</h1>\n';
const SITE: Readonly<Record<string, string>> = {
  "index.html": PAGE + "<!-- a line -->\n".repeat(200),
  "style.css": LONG_STYLE,
  "script.js": LONG_SCRIPT,
  "large.txt": LARGE,
  "small.txt": "small",
};

const FETCH = `
import gzip, hashlib, sys, urllib.request
request = urllib.request.Request(sys.argv[1], headers={"Accept-Encoding": "gzip"})
with urllib.request.urlopen(request) as response:
    coding, body = response.headers["Content-Encoding"], response.read()
print(coding, len(body), hashlib.sha256(gzip.decompress(body)).hexdigest())
`;

describe("a client that asks for compressed files", () => {
  let folder: string;
  let server: ServerProgram;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "basehttp-compressed-"));
    for (const [name, content] of Object.entries(SITE)) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, "style.css.br"), brotliCompressSync(LONG_STYLE));
    server = await startBasehttp(folder, "--compress", "--etag", "content");
  });

  after(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("curl --compressed writes every file as it is", needs(curl, "install curl"), async () => {
    for (const [name, content] of Object.entries(SITE)) {
      const args = ["--silent", "--compressed", "--write-out", "%{size_download}", `${server.url}/${name}`];
      const output = join(folder, ".out");
      const { status, stdout } = await runClient(curl as string, [...args, "--output", output]);
      assert.equal(status, 0);
      assert.equal(sha256(readFileSync(output)), sha256(Buffer.from(content)), name);
      const size = content.length;
      assert.ok(size < 1024 ? Number(stdout) === size : Number(stdout) < size / 5, `${name}: ${stdout} of ${size}`);
    }
  });

  test("urllib decodes gzip to the file as it is", needs(python, "install Python 3"), async () => {
    for (const name of ["script.js", "large.txt"]) {
      const { stdout, stderr } = await runClient(python as string, ["-I", "-c", FETCH, `${server.url}/${name}`]);
      const [coding, size, digest] = stdout.trim().split(" ");
      assert.equal(coding, "gzip", stderr);
      assert.ok(Number(size) < (SITE[name]?.length ?? 0) / 5);
      assert.equal(digest, sha256(Buffer.from(SITE[name] ?? "")));
    }
  });

  test(
    "a browser loads a page with its script and style",
    needs(browserPath, "install chromium-headless-shell"),
    async () => {
      const chrome = await openBrowser();
      try {
        const page = await chrome.newPage();
        const codings = new Map<string, string | undefined>();
        page.on("response", (response) => {
          codings.set(new URL(response.url()).pathname, response.headers()["content-encoding"]);
        });
        await page.goto(`${server.url}/`);
        assert.equal(await page.evaluate("window.ran"), true);
        assert.equal(await page.evaluate('getComputedStyle(document.querySelector("h1")).color'), "rgb(1, 2, 3)");
        for (const path of ["/", "/style.css", "/script.js"])
          assert.match(codings.get(path) ?? "none", /^(?:br|gzip|zstd)$/);
        await page.reload();
        await server.untilStderr((stderr) => stderr.includes('"GET / HTTP/1.1" 304 -'));
      } finally {
        await closePages();
      }
    },
  );

  test("meets a server that reports nothing", () => {
    assert.ok(!/Exception|Error:|^ +at /m.test(server.stderr), server.stderr);
  });
});
