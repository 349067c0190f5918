// Where the program listens, and what it says when it cannot.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { Program, run } from "./program.ts";

const HAS_IPV6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));
const NEEDS_IPV6 = HAS_IPV6 ? {} : { skip: "this machine has no IPv6" };
const IS_ROOT = process.getuid?.() === 0;

test("without --bind all interfaces are listened on, with IPv6 and IPv4", NEEDS_IPV6, async () => {
  await using program = new Program(["0", "test"]);
  const { line, port } = await program.banner();
  assert.equal(line, `Serving HTTP on :: port ${port} (http://[::]:${port}/) ...\n`);
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200);
  assert.equal((await fetch(`http://[::1]:${port}/`)).status, 200);
});

test("an IPv6 address is shown in brackets, and listened on alone", NEEDS_IPV6, async () => {
  await using program = new Program(["[::1]:0", "test"]);
  const { line, port } = await program.banner();
  assert.equal(line, `Serving HTTP on ::1 port ${port} (http://[::1]:${port}/) ...\n`);
  assert.equal((await fetch(`http://[::1]:${port}/`)).status, 200);
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
});

test("a host name is listened on at its first address", async () => {
  await using program = new Program(["-b", "localhost", "--port", "0", "test"]);
  const { host, url } = await program.banner();
  assert.match(host, /^(127\.0\.0\.1|::1)$/);
  assert.equal((await fetch(url)).status, 200);
});

test("a port that is taken is one line and status 1", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  try {
    const stderr = `error: cannot listen on 127.0.0.1:${port}: address already in use (try another port; --port 0 takes any free one)\n`;
    assert.deepEqual(await run([`127.0.0.1:${port}`]), { status: 1, signal: null, stdout: "", stderr });
  } finally {
    server.close();
  }
});

test("an address of another machine is one line and status 1", async () => {
  const stderr =
    "error: cannot listen on 203.0.113.77:8000: address not available (this machine has no such address)\n";
  assert.deepEqual(await run(["-b", "203.0.113.77"]), { status: 1, signal: null, stdout: "", stderr });
});

test("an unknown host is one line and status 1", async () => {
  const { status, stdout, stderr } = await run(["-b", "no.such.host.invalid"]);
  assert.deepEqual({ status, stdout }, { status: 1, stdout: "" });
  assert.match(stderr, /^error: cannot listen on no\.such\.host\.invalid:8000: (unknown host|temporary failure)\n$/);
});

const NEEDS_RIGHTS = IS_ROOT || process.platform !== "linux" ? { skip: "needs an account without privileges" } : {};

test("a privileged port is one line and status 1", NEEDS_RIGHTS, async () => {
  const { status, stderr } = await run(["127.0.0.1:1"]);
  assert.equal(status, 1);
  assert.match(stderr, /^error: cannot listen on 127\.0\.0\.1:1: permission denied \(.*\)\n$/);
});
