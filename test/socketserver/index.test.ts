import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import * as socketserver from "../../src/socketserver/index.ts";

const PYTHON_NAMES = [
  "BaseServer",
  "TCPServer",
  "UDPServer",
  "ThreadingUDPServer",
  "ThreadingTCPServer",
  "BaseRequestHandler",
  "StreamRequestHandler",
  "DatagramRequestHandler",
  "ThreadingMixIn",
  "ForkingUDPServer",
  "ForkingTCPServer",
  "ForkingMixIn",
  "UnixStreamServer",
  "UnixDatagramServer",
  "ThreadingUnixStreamServer",
  "ThreadingUnixDatagramServer",
  "ForkingUnixStreamServer",
  "ForkingUnixDatagramServer",
];

test("all of Python's names are there, as functions of the same name", () => {
  const exported: Record<string, unknown> = { ...socketserver };
  for (const name of PYTHON_NAMES) assert.equal((exported[name] as { name: string }).name, name);
});

test("class attributes have the values Python gives them, where ours do not say otherwise", () => {
  const { TCPServer, UDPServer, UnixStreamServer, ThreadingTCPServer, ForkingTCPServer, BaseRequestHandler } =
    socketserver;
  const tcp = new TCPServer(["", 0], BaseRequestHandler);
  assert.deepEqual(
    [tcp.timeout, tcp.addressFamily, tcp.socketType, tcp.allowReuseAddress, tcp.allowReusePort],
    [null, "IPv4", "stream", false, false],
  );
  const udp = new UDPServer(["", 0], BaseRequestHandler);
  assert.deepEqual([udp.socketType, udp.maxPacketSize, udp.allowReuseAddress], ["dgram", 8192, false]);
  assert.equal(new UnixStreamServer("path", BaseRequestHandler).addressFamily, "Unix");
  const threading = new ThreadingTCPServer(["", 0], BaseRequestHandler);
  assert.deepEqual([threading.daemonThreads, threading.blockOnClose], [false, true]);
  const forking = new ForkingTCPServer(["", 0], BaseRequestHandler);
  assert.deepEqual(
    [forking.timeout, forking.maxChildren, forking.activeChildren, forking.blockOnClose],
    [300, 40, null, true],
  );
});

test("importing it loads neither cluster nor dgram nor tls", () => {
  const url = new URL("../../src/socketserver/index.js", import.meta.url);
  const program = `await import(${JSON.stringify(url)}); console.log(process.moduleLoadList.join());`;
  const loaded = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.ok(loaded.includes("NativeModule fs"));
  assert.doesNotMatch(loaded, /NativeModule (cluster|dgram|tls)\b/);
});
