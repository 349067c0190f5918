import assert from "node:assert/strict";
import { test } from "node:test";
import type { CgiHead } from "../../src/cgi/output.ts";
import { responseOf } from "../../src/cgi/response.ts";

const HEAD: CgiHead = { status: undefined, reason: undefined, location: undefined, fields: [] };

test("a document has the script's status, or 200", () => {
  assert.deepEqual(responseOf(HEAD), { kind: "answer", status: 200, reason: undefined, fields: [] });
  const gone = responseOf({ ...HEAD, status: 410, reason: "Left" });
  assert.deepEqual(gone, { kind: "answer", status: 410, reason: "Left", fields: [] });
});

test("a location on this server, without a status or with 200, is answered by this server", () => {
  for (const status of [undefined, 200]) {
    assert.deepEqual(responseOf({ ...HEAD, status, location: "/a?b" }), { kind: "redirect", target: "/a?b" });
  }
});

test("any other location is the client's to follow, with 302 where the script says nothing else", () => {
  const answer = (status: number, location: string) => {
    return { kind: "answer", status, reason: undefined, fields: [["Location", location]] };
  };
  assert.deepEqual(responseOf({ ...HEAD, location: "https://a/" }), answer(302, "https://a/"));
  assert.deepEqual(responseOf({ ...HEAD, location: "b.html" }), answer(302, "b.html"));
  assert.deepEqual(responseOf({ ...HEAD, status: 303, location: "/a" }), answer(303, "/a"));
  assert.deepEqual(responseOf({ ...HEAD, status: 201, location: "/a" }), answer(201, "/a"));
});

test("fields of the connection, and those the server sends itself, are dropped", () => {
  const names = [
    "Connection",
    "KEEP-ALIVE",
    "Transfer-Encoding",
    "TE",
    "Trailer",
    "Upgrade",
    "Proxy-Connection",
    "Date",
    "server",
  ];
  const fields = [...names, "X-Own", "Content-Length"].map((name) => [name, "1"] as const);
  const response = responseOf({ ...HEAD, fields });
  assert.deepEqual(response.kind === "answer" && response.fields.map(([name]) => name), ["X-Own", "Content-Length"]);
});
