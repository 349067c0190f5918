import assert from "node:assert/strict";
import { test } from "node:test";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { bindBestFamily } from "../../src/server/bind-best-family.ts";
import { ThreadingHTTPServer } from "../../src/server/http-server.ts";
import type { Address } from "../../src/socketserver/server-address.ts";

/** A server on a system that refuses IPv6 with the given error. */
function serverWithout(code: string, address: Address): ThreadingHTTPServer {
  class Picky extends ThreadingHTTPServer {
    override async serverBind(): Promise<void> {
      if (this.addressFamily === "IPv6") throw Object.assign(new Error(code), { code });
      await super.serverBind();
    }
  }
  return new Picky(address, BaseHTTPRequestHandler);
}

test("all interfaces are listened on with IPv4 where there is no IPv6", async () => {
  for (const code of ["EAFNOSUPPORT", "EADDRNOTAVAIL"]) {
    await using server = serverWithout(code, ["", 0]);
    await bindBestFamily(server);
    assert.equal(server.serverAddress[0], "0.0.0.0");
    assert.equal(server.addressFamily, "IPv4");
  }
});

test("another error is the caller's", async () => {
  await using server = serverWithout("EADDRINUSE", ["", 0]);
  await assert.rejects(bindBestFamily(server), { code: "EADDRINUSE" });
});

test("a given address is taken as it is", async () => {
  await using server = serverWithout("EADDRINUSE", ["127.0.0.1", 0]);
  await bindBestFamily(server);
  assert.equal(server.serverAddress[0], "127.0.0.1");
});
