import assert from "node:assert/strict";
import os from "node:os";
import { test } from "node:test";
import { type BannerFacts, banner, networkAddresses } from "../../src/cli/banner.ts";

const FACTS: BannerFacts = {
  host: "0.0.0.0",
  port: 8000,
  isSecure: false,
  path: "",
  isTerminal: false,
  isColored: false,
  networkAddresses: ["192.0.2.7", "198.51.100.7"],
};

test("the addresses for people lead to what is served: below the base path, to the one file", () => {
  const text = banner({ ...FACTS, host: "127.0.0.1", isTerminal: true, path: "app/a%20b.txt" });
  const url = "http://127.0.0.1:8000/";
  assert.equal(text, `Serving HTTP on 127.0.0.1 port 8000 (${url}) ...\n  Local:    ${url}app/a%20b.txt\n`);
});

test("the first line is Python's, and all there is where no terminal is", () => {
  assert.equal(banner(FACTS), "Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...\n");
  assert.equal(
    banner({ ...FACTS, host: "::", isSecure: true, isColored: true }),
    "Serving HTTPS on :: port 8000 (https://[::]:8000/) ...\n",
  );
});

test("on a terminal a server on all interfaces shows its addresses, and how to keep others out", () => {
  const hint = "  Others on the network can connect; with --bind 127.0.0.1 they cannot.\n";
  for (const [host, url] of [
    ["::", "http://[::]:8000/"],
    ["0.0.0.0", "http://0.0.0.0:8000/"],
  ] as const) {
    assert.equal(
      banner({ ...FACTS, host, isTerminal: true }),
      `Serving HTTP on ${host} port 8000 (${url}) ...\n` +
        "  Local:    http://localhost:8000/\n" +
        "  Network:  http://192.0.2.7:8000/\n" +
        `  Network:  http://198.51.100.7:8000/\n${hint}`,
    );
  }
  assert.equal(
    banner({ ...FACTS, host: "192.0.2.7", isTerminal: true }),
    "Serving HTTP on 192.0.2.7 port 8000 (http://192.0.2.7:8000/) ...\n" +
      `  Network:  http://192.0.2.7:8000/\n${hint}`,
  );
});

test("on a terminal a server on a loopback address shows only that, and no hint", () => {
  for (const [host, url] of [
    ["127.0.0.1", "http://127.0.0.1:8000/"],
    ["::1", "http://[::1]:8000/"],
  ] as const) {
    const text = banner({ ...FACTS, host, isTerminal: true });
    assert.equal(text, `Serving HTTP on ${host} port 8000 (${url}) ...\n  Local:    ${url}\n`);
  }
});

test("colours are for the links, never for the first line", () => {
  const text = banner({ ...FACTS, host: "127.0.0.1", isTerminal: true, isColored: true });
  const url = "http://127.0.0.1:8000/";
  assert.equal(text, `Serving HTTP on 127.0.0.1 port 8000 (${url}) ...\n  Local:    \x1b[36m${url}\x1b[39m\n`);
});

test("no loopback and no link-local address is among the network's", () => {
  for (const address of networkAddresses()) assert.doesNotMatch(address, /^(127\.|::1$|fe[89ab])/i);
});

test("the network's addresses are the IPv4 ones, or where there are none the IPv6 ones that need no zone", (t) => {
  const own = (family: "IPv4" | "IPv6", ...addresses: string[]) => addresses.map((address) => ({ family, address }));
  let interfaces: object = { lo: [{ family: "IPv4", address: "127.0.0.1", internal: true }], gone: undefined };
  t.mock.method(os, "networkInterfaces", () => interfaces);
  assert.deepEqual(networkAddresses(), []);
  interfaces = { ...interfaces, a: own("IPv6", "fe80::1", "2001:db8::1"), b: own("IPv6", "FEBF::1", "fd00::1") };
  assert.deepEqual(networkAddresses(), ["2001:db8::1", "fd00::1"]);
  interfaces = { ...interfaces, c: own("IPv4", "192.0.2.7") };
  assert.deepEqual(networkAddresses(), ["192.0.2.7"]);
});

test("where the system does not tell the network's addresses there are none", (t) => {
  t.mock.method(os, "networkInterfaces", () => {
    throw new Error("uv_interface_addresses returned Unknown system error 13");
  });
  assert.deepEqual(networkAddresses(), []);
});
