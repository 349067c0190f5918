import assert from "node:assert/strict";
import { test } from "node:test";
import { hostOf, isAddress, isAuthority, isAuthorityWithPort } from "../../src/http/host.ts";

const VALID = {
  "a host name or an IPv4 address, with or without a port (RFC 3986 §3.2.2)": [
    "example.com",
    "example.com.",
    "localhost:8000",
    "EXAMPLE.com:80",
    "foo_bar-baz.com",
    "1.2.3.4",
    "1.2.3.4:65535",
    "999.1.1.1",
    "a!$&'()*+,;=~b",
    "%41.example",
    "xn--bcher-kva.example",
    "example.com:",
    "example.com:0",
    "example.com:00080",
  ],
  "an IPv6 address in brackets (RFC 3986 §3.2.2)": [
    "[::]",
    "[::1]",
    "[::1]:80",
    "[1::]",
    "[1:2:3:4:5:6:7:8]",
    "[1:2:3:4:5:6:7::]",
    "[::2:3:4:5:6:7:8]",
    "[2001:DB8::abcd]:8000",
    "[::ffff:1.2.3.4]",
    "[1:2:3:4:5:6:255.255.255.255]",
    "[64:ff9b::192.0.2.33]:443",
  ],
  "an address of a future version in brackets (RFC 3986 §3.2.2)": ["[v1.a]", "[vF.a:b]:80", "[V6.~]"],
};

const INVALID = {
  "a port that is no number up to 65535": ["a:b", "a:80x", "a:-1", "a:+1", "a: 80", "a:65536", "a:000080", "a:80:80"],
  "a port without a host (RFC 9110 §4.2.1)": [":", ":80"],
  "an IPv6 address without brackets": ["::1", "2001:db8::1", "4713::abcd:8001"],
  "brackets that do not pair, or stand elsewhere": [
    "[",
    "]",
    "[::1",
    "::1]",
    "[[::1]]",
    "[::1]a",
    "a[::1]",
    "[::1]]",
    "[]",
  ],
  "text in brackets that is no address": [
    "[1]",
    "[:1]",
    "[1:]",
    "[:::]",
    "[1::2::3]",
    "[1:2:3:4:5:6:7]",
    "[1:2:3:4:5:6:7:8:9]",
    "[1:2:3:4:5:6:7::8]",
    "[12345::]",
    "[g::]",
    "[::1.2.3]",
    "[::1.2.3.256]",
    "[::01.2.3.4]",
    "[::1.2.3.4.]",
    "[1.2.3.4::]",
    "[::1.2.3.4:1]",
    "[1.2.3.4]",
    "[::1%25en0]",
    "[v.a]",
    "[v1.]",
    "[v1]",
  ],
  "a character that no host has": [
    "a b",
    "a/b",
    "a?b",
    "a#b",
    "user@host",
    "a\\b",
    "{",
    "}",
    "a\xff",
    "\xa0",
    "<a>",
    '"a"',
    "a|b",
    "a\0",
  ],
  "a malformed percent-encoding": ["%", "%4", "%4g", "a%zz"],
};

for (const [rule, authorities] of Object.entries(VALID)) {
  test(`an authority is ${rule}`, () => {
    for (const authority of authorities) assert.ok(isAuthority(authority), authority);
  });
}

for (const [rule, authorities] of Object.entries(INVALID)) {
  test(`an authority is not ${rule}`, () => {
    for (const authority of authorities) assert.ok(!isAuthority(authority), JSON.stringify(authority));
  });
}

test("an empty Host is valid: it belongs to a target without authority (RFC 9112 §3.2)", () => {
  assert.ok(isAuthority(""));
});

test("CONNECT names a host and a port, neither of them empty (RFC 9112 §3.2.3)", () => {
  for (const target of ["example.com:443", "[::1]:443", "1.2.3.4:1"]) assert.ok(isAuthorityWithPort(target), target);
  for (const target of ["", "example.com", "example.com:", ":443", "/", "[::1]", "http://a:80", "a:443/"]) {
    assert.ok(!isAuthorityWithPort(target), target);
  }
});

test("of an authority the host is compared in small letters, without its port and the dot of the root", () => {
  for (const [authority, host] of [
    ["Example.COM", "example.com"],
    ["example.com.:80", "example.com"],
    ["[2001:DB8::1]:8000", "[2001:db8::1]"],
    ["", ""],
    [":80", ""],
    ["[::1", "[::1"],
  ] as const) {
    assert.equal(hostOf(authority), host);
  }
});

test("addresses are told from names", () => {
  for (const host of ["127.0.0.1", "[::1]", "[::ffff:1.2.3.4]"]) assert.equal(isAddress(host), true, host);
  for (const host of ["", "a", "127.1", "1.2.3.4.", "1.2.3.4.5", "[::1", "[a]", "::1"])
    assert.equal(isAddress(host), false, host);
});
