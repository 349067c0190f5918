// curl fetches a folder of every kind of name and size.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startBasehttp } from "../support/basehttp.ts";
import { findProgram, needs } from "../support/programs.ts";
import type { ServerProgram } from "../support/server-program.ts";
import { runClient } from "./run.ts";
import { sha256, Tree } from "./tree.ts";

const curl = findProgram("curl");
const required = needs(curl, "install curl (Debian: apt-get install curl)");

describe("curl", required, () => {
  let tree: Tree;
  let output: string;
  let server: ServerProgram;

  before(async () => {
    tree = new Tree();
    output = mkdtempSync(join(tmpdir(), "basehttp-curl-"));
    server = await startBasehttp(tree.path);
  });

  after(async () => {
    await server?.[Symbol.asyncDispose]();
    tree[Symbol.dispose]();
    rmSync(output, { recursive: true, force: true });
  });

  /** Runs curl; it prints what `--write-out` says of each URL. */
  async function fetchWith(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await runClient(curl as string, [
      "--silent",
      "--show-error",
      "--path-as-is",
      ...args,
    ]);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  /** Fetches every file of the tree into numbered files, and compares them. */
  async function fetchAll(...options: string[]): Promise<string[]> {
    const config = tree.files.map(
      ({ urlPath }, index) => `url = "${server.url}${urlPath}"\noutput = "${output}/${index}"\n`,
    );
    writeFileSync(`${output}/config`, config.join(""));
    const said = await fetchWith(
      "--config",
      `${output}/config`,
      "--write-out",
      "%{http_code} %{num_connects}\n",
      ...options,
    );
    for (const [index, { name, sha256: expected }] of tree.files.entries()) {
      assert.equal(
        sha256(readFileSync(`${output}/${index}`)),
        expected,
        `${JSON.stringify(name)} ${options.join(" ")}`,
      );
    }
    return said.trim().split("\n");
  }

  test("fetches every file as it is, all over one connection", async () => {
    const lines = await fetchAll();
    const [first, ...others] = lines;
    assert.equal(first, "200 1");
    assert.deepEqual(new Set(others), new Set(["200 0"]));
    assert.equal(lines.length, tree.files.length);
  });

  test("fetches every file as it is with HTTP/1.0", async () => {
    assert.deepEqual(new Set(await fetchAll("--http1.0")), new Set(["200 1"]));
  });

  test("fetches every file as it is with --compressed", async () => {
    const lines = await fetchAll("--compressed");
    assert.equal(lines.filter((line) => line.startsWith("200")).length, tree.files.length);
  });

  test("fetches every file as it is over twenty connections at a time", async () => {
    const lines = await fetchAll("--parallel", "--parallel-immediate", "--parallel-max", "20");
    assert.equal(lines.filter((line) => line.startsWith("200")).length, tree.files.length);
  });

  test("gets HTTP/1.1 when it asks for HTTP/2 by an upgrade", async () => {
    assert.equal(
      await fetchWith("--http2", "--write-out", " %{http_version}", `${server.url}/1.bin`, "--output", "/dev/null"),
      " 1.1",
    );
  });

  test("learns the size of every file with -I, and gets no body", async () => {
    for (const { urlPath, size } of tree.files.slice(0, 12)) {
      const head = await fetchWith("--head", "--write-out", "%{size_download}", server.url + urlPath);
      assert.match(head, new RegExp(`^HTTP/1\\.1 200 OK\r\n[^]*\r\nContent-Length: ${size}\r\n[^]*\r\n\r\n0$`));
    }
  });

  test("shows a directory as lines of text", async () => {
    const text = await fetchWith(`${server.url}/d%C3%AFr%20%231/`);
    assert.match(text, /^ {10}- \d{4}-\d\d-\d\d \d\d:\d\dZ 100% <i>\/\n$/);
    assert.match(await fetchWith(`${server.url}/`), /^ {6}65537 \d{4}-\d\d-\d\d \d\d:\d\dZ 65537\.bin$/m);
  });

  test("gets a directory as JSON or HTML when it asks for it", async () => {
    const listing = JSON.parse(await fetchWith("--header", "Accept: application/json", `${server.url}/deep/er/`)) as {
      readonly entries: readonly { readonly href: string }[];
    };
    assert.equal(listing.entries[0]?.href, "and%20deeper/");
    assert.match(await fetchWith(`${server.url}/deep/er/?format=html`), /<a href="and%20deeper\/">and deeper\/<\/a>/);
  });

  test("follows a directory without a slash to its page", async () => {
    const page = await fetchWith(
      "--header",
      "Accept: text/html",
      "--location",
      "--write-out",
      "%{num_redirects} %{url_effective}",
      `${server.url}/deep`,
    );
    assert.ok(page.includes('<a href="inner%20file.txt">inner file.txt</a>'));
    assert.ok(page.endsWith(`1 ${server.url}/deep/`), page);
  });

  test("does not get out of the folder", async () => {
    const paths = [
      "/../../../../etc/passwd",
      "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
      "/..%2f..%2f..%2fetc/passwd",
      "//etc/passwd",
    ];
    const urls = paths.map((path) => server.url + path);
    const codes = await fetchWith(
      ...urls.flatMap((url) => [url, "--output", "/dev/null"]),
      "--write-out",
      "%{http_code} ",
    );
    assert.equal(codes, "404 404 404 404 ");
  });

  test("is told that its copy is still good", async () => {
    const args = [
      "--time-cond",
      `${tree.path}/65537.bin`,
      "--output",
      "/dev/null",
      "--write-out",
      "%{http_code} %{size_download}",
    ];
    assert.equal(await fetchWith(...args, `${server.url}/65537.bin`), "304 0");
  });

  test("is answered when it takes the server for a proxy", async () => {
    const args = [
      "--proxy",
      server.url,
      "--noproxy",
      "",
      "--output",
      "/dev/null",
      "--write-out",
      "%{http_code} %{size_download}",
    ];
    assert.equal(await fetchWith(...args, "http://example.com/65537.bin"), "200 65537");
  });

  test("is refused an upload at once, before it sends it", async () => {
    const args = ["--upload-file", `${tree.path}/10485760.bin`, "--expect100-timeout", "20", "--output", "/dev/null"];
    const said = await fetchWith(...args, "--write-out", "%{http_code} %{size_upload}", `${server.url}/new.bin`);
    assert.equal(said, "501 0");
  });

  test("may go away in the middle without a word in the log but the request", async () => {
    const url = `${server.url}/10485760.bin?gone`;
    const args = ["--silent", "--output", "/dev/null", "--max-filesize", "1000000", url];
    assert.equal((await runClient(curl as string, args)).status, 63); // the file is larger than allowed
    await fetchWith("--output", "/dev/null", `${server.url}/1.bin?next`);
    const log = await server.untilStderr((stderr) => stderr.includes("/1.bin?next"));
    assert.match(log, /\?gone HTTP\/1\.1" 200 -\n127\.0\.0\.1 - - \[[^\]]+\] "GET \/1\.bin\?next /);
  });

  test("meets a server that reports nothing", () => {
    assert.ok(!/Exception|Error:|^ +at /m.test(server.stderr), server.stderr);
  });
});
