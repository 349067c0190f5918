import assert from "node:assert/strict";
import dns from "node:dns";
import { isIP } from "node:net";
import { beforeEach, mock, test } from "node:test";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { bindBestFamily } from "../../src/server/bind-best-family.ts";
import { HTTPServer } from "../../src/server/http-server.ts";
import { findAddress } from "../../src/socketserver/find-address.ts";

type Answer = (error: Error | null, address: string | dns.LookupAddress[], family?: number) => void;

/** A system whose localhost has both families, IPv6 first, as most have. Node itself looks addresses up: without options, later for all. */
function lookup(host: string, options: dns.LookupOptions | Answer, then?: Answer): void {
  const told = then ?? (options as Answer);
  const { family, all } = options as dns.LookupOptions;
  const answer = (error: Error | null, address: string, found: number): void => {
    if (all === true) told(error, [{ address, family: found }]);
    else told(error, address, found);
  };
  if (isIP(host) > 0) answer(null, host, isIP(host));
  else if (host !== "localhost") answer(Object.assign(new Error("none"), { code: "ENOTFOUND" }), "", 0);
  else if (family === 4) answer(null, "127.0.0.1", 4);
  else answer(null, "::1", 6);
}

let lookups: string[] = [];

beforeEach(() => {
  lookups = [];
  mock.method(dns, "lookup", (...args: Parameters<typeof lookup>) => {
    if (isIP(args[0]) === 0) lookups.push(args[0]);
    lookup(...args);
  });
});

function serverAt(host: string): HTTPServer {
  return new HTTPServer([host, 0], BaseHTTPRequestHandler);
}

test("a server on a name listens on its IPv4 address, or on that of its addressFamily", async () => {
  await using four = serverAt("localhost");
  await four.serverBind();
  assert.equal(four.serverAddress[0], "127.0.0.1");
  await using six = serverAt("localhost");
  six.addressFamily = "IPv6";
  await six.serverBind();
  assert.equal(six.serverAddress[0], "::1");
});

test("where nobody said of which family, it is the address that the system, asked once, says first", async () => {
  await using server = serverAt("localhost");
  await bindBestFamily(server);
  assert.equal(server.serverAddress[0], "::1");
  assert.deepEqual(lookups, ["localhost"]);
  await using four = serverAt("127.0.0.1");
  await bindBestFamily(four);
  assert.equal(four.serverAddress[0], "127.0.0.1");
});

test("a name that has no address rejects, and the server can be bound elsewhere", async () => {
  await assert.rejects(findAddress("nowhere"), { code: "ENOTFOUND" });
  await using server = serverAt("nowhere");
  await assert.rejects(server.serverBind(), { code: "ENOTFOUND" });
  await assert.rejects(bindBestFamily(server), { code: "ENOTFOUND" });
  server.serverAddress = ["127.0.0.1", 0];
  await server.serverBind();
});
