import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeName, encodeName, systemPath } from "../../src/files/file-name.ts";

test("a name in UTF-8 is its text", () => {
  assert.equal(decodeName(Buffer.from("caf\u00e9 \ud83d\ude00")), "caf\u00e9 \ud83d\ude00");
});

test("a byte that is not UTF-8 is a lone surrogate, as Python has it", () => {
  // What os.fsdecode of Python 3.13 returns, byte by byte.
  const cases: readonly (readonly [bytes: string, name: string])[] = [
    ["ff", "\udcff"],
    ["61ff62", "a\udcffb"],
    ["c3a9c3", "\u00e9\udcc3"],
    ["e282", "\udce2\udc82"],
    ["e28261", "\udce2\udc82a"],
    ["c080", "\udcc0\udc80"],
    ["eda080", "\udced\udca0\udc80"],
    ["f4908080", "\udcf4\udc90\udc80\udc80"],
    ["f09f9880ff", "\ud83d\ude00\udcff"],
    ["80", "\udc80"],
  ];
  for (const [bytes, name] of cases) assert.equal(decodeName(Buffer.from(bytes, "hex")), name);
});

test("every byte string has one name, and the name has its bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      assert.deepEqual(encodeName(decodeName(Buffer.from(bytes))), Buffer.from(bytes));
    }),
  );
});

test("a pair of surrogates beside escaped bytes stays one character", () => {
  const text = Buffer.from("\u{1f480}\u{1f4ff}");
  const bytes = Buffer.concat([Buffer.of(0xff), text, Buffer.of(0xf0, 0x80), text]);
  assert.equal(decodeName(bytes), "\udcff\u{1f480}\u{1f4ff}\udcf0\udc80\u{1f480}\u{1f4ff}");
  assert.deepEqual(encodeName(decodeName(bytes)), bytes);
});

test("a surrogate that escapes no byte becomes U+FFFD", () => {
  assert.deepEqual(encodeName("\ud800a\udcffb"), Buffer.from("efbfbd61ff62", "hex"));
  assert.deepEqual(encodeName("\udc00\udcff\udbff"), Buffer.from("efbfbdffefbfbd", "hex"));
});

test("the system gets text where text will do, else bytes", { skip: process.platform === "win32" }, () => {
  assert.equal(systemPath("/srv/caf\u00e9"), "/srv/caf\u00e9");
  assert.deepEqual(systemPath("/srv/\udcff"), Buffer.from("/srv/\xff", "latin1"));
});
