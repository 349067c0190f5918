// The program from outside: what it prints where, and with which status it ends.

import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { Agent } from "node:http";
import { test } from "node:test";
import { USAGE } from "../../src/cli/help.ts";
import { VERSION } from "../../src/http/version.ts";
import { ask } from "../support/ask.ts";
import { talk } from "../support/raw-client.ts";
import { closing, request } from "../support/requests.ts";
import { TempTree } from "../support/temp-tree.ts";
import { Program, run } from "./program.ts";

const LOG_LINE = /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] "GET \/a\.txt HTTP\/1\.1" 200 -\n$/;

test("--help and --version print on stdout only, and end with 0", async () => {
  const help = await run(["--help"]);
  assert.equal(help.status, 0);
  assert.ok(help.stdout.startsWith(`${USAGE}\n`));
  assert.equal(help.stderr, "");
  assert.deepEqual(await run(["-V"]), { status: 0, signal: null, stdout: `basehttp ${VERSION}\n`, stderr: "" });
});

test("wrong usage prints the usage and one line on stderr only, and ends with 2", async () => {
  const cases: readonly (readonly [args: readonly string[], message: string])[] = [
    [["abc"], "argument port: invalid int value: 'abc', and no file or directory has that name"],
    [["--port", "abc"], "argument --port: invalid int value: 'abc'"],
    [["99999"], "argument port: a port is a number from 0 to 65535, not 99999"],
    [["--nope"], "unrecognized arguments: --nope"],
    [["--protocol", "HTTP/2.0"], "argument -p/--protocol: invalid choice: 'HTTP/2.0' (choose from HTTP/1.0, HTTP/1.1)"],
    [["-d", "nope"], "argument -d/--directory: no such directory: 'nope'"],
    [["--tls-key", "k"], "--tls-key requires --tls-cert to be set"],
  ];
  await Promise.all(
    cases.map(async ([args, message]) => {
      const stderr = `${USAGE}\nbasehttp: error: ${message}\n`;
      assert.deepEqual(await run(args), { status: 2, signal: null, stdout: "", stderr });
    }),
  );
});

test("the current directory is served, the banner is Python's, and the log is on stderr", async () => {
  using folder = new TempTree({ "a.txt": "hello" });
  await using program = new Program(["-b", "127.0.0.1", "0"], { cwd: folder.path });
  const { line, url, port } = await program.banner();
  assert.equal(line, `Serving HTTP on 127.0.0.1 port ${port} (http://127.0.0.1:${port}/) ...\n`);
  const response = await fetch(`${url}a.txt`);
  assert.equal(await response.text(), "hello");
  assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
  await program.until(() => program.stderr.endsWith("\n"));
  assert.match(program.stderr, LOG_LINE);
  assert.equal(program.stdout, line);
});

/** Starts the program on a free port, gets one path, and returns the answer with what was printed. */
async function get(path: string, args: readonly string[], cwd?: string) {
  await using program = new Program(["127.0.0.1:0", ...args], cwd === undefined ? {} : { cwd });
  const { url } = await program.banner();
  const response = await fetch(url + path, { redirect: "manual" });
  const body = await response.text();
  program.kill("SIGTERM");
  const { status, stderr } = await program.ending;
  assert.equal(status, 0);
  return { status: response.status, headers: response.headers, body, stderr };
}

test("--directory and a directory by itself are served, wherever the program was started", async () => {
  using folder = new TempTree({ "a.txt": "hello" });
  assert.equal((await get("a.txt", ["-d", folder.path])).body, "hello");
  assert.equal((await get("a.txt", [folder.path])).body, "hello");
  assert.equal((await get("cli/main.test.ts", ["--dir=test"])).status, 200);
});

test("--quiet logs errors but no requests", async () => {
  using folder = new TempTree({ "a.txt": "hello" });
  assert.equal((await get("a.txt", ["-q", folder.path])).stderr, "");
  assert.match(
    (await get("nope", ["-q", folder.path])).stderr,
    /^127\S+ - - \[.*\] code 404, message File not found\n$/,
  );
});

test("--header adds fields to answers, and replaces those of the same name", async () => {
  using folder = new TempTree({ "a.txt": "hello" });
  const options = ["-H", "Access-Control-Allow-Origin: *", "--header=X-A: 1", "-HX-A:2", "-H", "content-type: a/b"];
  const { headers, stderr } = await get("a.txt", ["-q", folder.path, ...options]);
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.equal(headers.get("x-a"), "1, 2");
  assert.equal(headers.get("content-type"), "a/b");
  assert.equal(stderr, "");
});

test("--content-type is the type of files with an unknown extension", async () => {
  using folder = new TempTree({ "a.unknown": "hello", "a.html": "" });
  assert.equal(
    (await get("a.unknown", [folder.path, "--content-type", "image/x-a"])).headers.get("content-type"),
    "image/x-a",
  );
  assert.match(
    (await get("a.html", [folder.path, "--content-type", "image/x-a"])).headers.get("content-type") ?? "",
    /^text\/html/,
  );
});

test("--symlinks decides what links lead to", { skip: process.platform === "win32" }, async () => {
  using outside = new TempTree({ "a.txt": "outside" });
  using folder = new TempTree({ "b.txt": "inside" });
  await symlink(`${outside.path}/a.txt`, `${folder.path}/out`);
  await symlink("b.txt", `${folder.path}/in`);
  const statuses = async (...args: string[]) => [
    (await get("in", [folder.path, ...args])).status,
    (await get("out", [folder.path, ...args])).status,
  ];
  assert.deepEqual(await statuses(), [200, 404]);
  assert.deepEqual(await statuses("--symlinks", "follow"), [200, 200]);
  assert.deepEqual(await statuses("--symlinks=deny"), [404, 404]);
});

test("--protocol decides the version in the status line, and whether connections persist", async () => {
  using folder = new TempTree({ "a.txt": "hello" });
  for (const [version, answers] of [
    ["HTTP/1.1", 2],
    ["HTTP/1.0", 1],
  ] as const) {
    await using program = new Program(["-p", version, "-d", folder.path, "127.0.0.1:0"]);
    const { port } = await program.banner();
    const GET = "GET /a.txt HTTP/1.1";
    const answer = await talk({ host: "127.0.0.1", port }, request(GET) + closing(GET));
    assert.equal(answer.split(`${version} 200 OK\r\n`).length - 1, answers);
  }
});

test("a single file is served at / and at its name, and nothing else is", async () => {
  using folder = new TempTree({ "notes 1.txt": "notes", "other.txt": "other" });
  await using program = new Program(["127.0.0.1:0", "notes 1.txt"], { cwd: folder.path });
  const { url } = await program.banner();
  for (const path of ["", "notes%201.txt", "notes%201.txt?x=1", "./notes%201.txt"]) {
    const response = await fetch(url + path);
    assert.equal(await response.text(), "notes", path);
    assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
  }
  for (const path of ["other.txt", "notes%201.txt/", "notes%201.txt/x", "notes", "%00", "x/"]) {
    assert.equal((await fetch(url + path)).status, 404, path);
  }
});

test("--limit changes a limit of the handlers, or of the server", async () => {
  await using program = new Program([
    "127.0.0.1:0",
    "test",
    "--limit",
    "maxHeadBytes=200",
    "--limit",
    "maxConnections=1",
  ]);
  const { url } = await program.banner();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.equal((await ask(url, { agent })).status, 200);
  assert.equal((await ask(url)).status, 503, "the one connection is the agent's");
  assert.equal((await ask(url, { agent, headers: { long: "x".repeat(200) } })).status, 431);
  agent.destroy();
});

test("--limit maxConnectionsPerAddress is for each address", async () => {
  await using program = new Program(["127.0.0.1:0", "test", "--limit", "maxConnectionsPerAddress=1"]);
  const { url } = await program.banner();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.equal((await ask(url, { agent })).status, 200);
  assert.equal((await ask(url)).status, 503, "the one connection is the agent's");
  assert.equal((await ask(url, { localAddress: "127.0.0.2" })).status, 200);
  agent.destroy();
});

test("the environment sets what the command line does not", async () => {
  using folder = new TempTree({ "a.txt": "hello" });
  const env = {
    BASEHTTP_DIRECTORY: folder.path,
    BASEHTTP_QUIET: "1",
    HOST: "127.0.0.1",
    PORT: "0",
    BASEHTTP_HEADER: "X-A: 1",
  };
  await using program = new Program([], { env });
  const { url, host } = await program.banner();
  assert.equal(host, "127.0.0.1");
  assert.equal((await fetch(`${url}a.txt`)).headers.get("x-a"), "1");
  assert.equal(program.stderr, "");
});

test("FORCE_COLOR colours the log, by the status", async () => {
  await using program = new Program(["127.0.0.1:0", "test"], { env: { FORCE_COLOR: "1" } });
  const { url, line } = await program.banner();
  assert.match(line, /^Serving HTTP on 127/);
  await fetch(`${url}nope`);
  await program.until(() => program.stderr.includes("\x1b[39m"));
  assert.match(program.stderr, /\x1b\[33m127\.0\.0\.1 - - \[.*\] "GET \/nope HTTP\/1\.1" 404 -\n\x1b\[39m/);
});

test("the program goes on when nobody reads its output any more", async () => {
  await using program = new Program(["127.0.0.1:0", "test"]);
  const { url } = await program.banner();
  program.child.stdout?.destroy();
  program.child.stderr?.destroy();
  for (let i = 0; i < 5; i++) assert.equal((await fetch(`${url}nope`)).status, 404);
  program.kill("SIGINT");
  assert.equal((await program.ending).status, 0);
});
