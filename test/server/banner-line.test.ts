import assert from "node:assert/strict";
import { test } from "node:test";
import { bannerLine, serverUrl } from "../../src/server/banner-line.ts";

test("the line is Python's, to the letter", () => {
  assert.equal(
    bannerLine(["127.0.0.1", 8000], false),
    "Serving HTTP on 127.0.0.1 port 8000 (http://127.0.0.1:8000/) ...",
  );
  assert.equal(bannerLine(["::", 8000, 0, 0], false), "Serving HTTP on :: port 8000 (http://[::]:8000/) ...");
  assert.equal(bannerLine(["::1", 8443], true), "Serving HTTPS on ::1 port 8443 (https://[::1]:8443/) ...");
});

test("an IPv6 address is in brackets in a link, and only there", () => {
  assert.equal(serverUrl("localhost", 80, true), "https://localhost:80/");
  assert.equal(serverUrl("2001:db8::7", 80, false), "http://[2001:db8::7]:80/");
});
