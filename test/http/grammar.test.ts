import assert from "node:assert/strict";
import { test } from "node:test";
import {
  FIELD_VALUE,
  isFieldValue,
  isTargetText,
  isToken,
  listMembers,
  TARGET,
  TOKEN,
  trimBlanks,
} from "../../src/http/grammar.ts";

/** The latin-1 characters a table has, in order. */
function membersOf(table: Uint8Array): string {
  return Array.from(table, (isMember, code) => (isMember === 1 ? String.fromCharCode(code) : "")).join("");
}

const VISIBLE = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, i) => 0x21 + i));
const OBS_TEXT = String.fromCharCode(...Array.from({ length: 0x80 }, (_, i) => 0x80 + i));

test("a token has letters, digits and fifteen marks (RFC 9110 §5.6.2)", () => {
  const sorted = Array.from("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    .sort()
    .join("");
  assert.equal(membersOf(TOKEN), sorted);
  assert.ok(isToken("M-SEARCH"));
  for (const text of ["", "a b", "a:", "(a)", "a\r", "ä", "日", "\u{1f600}"]) assert.ok(!isToken(text), text);
});

test("a field value has HTAB, SP, visible ASCII and bytes from 0x80 on (RFC 9110 §5.5)", () => {
  assert.equal(membersOf(FIELD_VALUE), `\t ${VISIBLE}${OBS_TEXT}`);
  assert.ok(isFieldValue(""));
  for (const text of ["\r", "\n", "\0", "\x7f", "\x1f", "日", "Ā"])
    assert.ok(!isFieldValue(text), JSON.stringify(text));
});

test("a request target has visible ASCII and bytes from 0x80 on (RFC 9112 §3.2)", () => {
  assert.equal(membersOf(TARGET), `${VISIBLE}${OBS_TEXT}`);
  for (const text of ["", "/a b", "/\t", "/\x7f", "/日"]) assert.ok(!isTargetText(text), JSON.stringify(text));
});

test("a list is split at commas, trimmed of SP and HTAB, lower-cased, and rid of empty members (RFC 9110 §5.6.1)", () => {
  assert.deepEqual(listMembers("close, TE"), ["close", "te"]);
  assert.deepEqual(listMembers(" ,\tA ,, b\t,"), ["a", "b"]);
  assert.deepEqual(listMembers(" \t"), []);
});

test("only SP and HTAB are trimmed from a value (RFC 9110 §5.5)", () => {
  assert.equal(trimBlanks("\t a\tb \t"), "a\tb");
  assert.equal(trimBlanks("\xa0a\x0b"), "\xa0a\x0b");
  assert.equal(trimBlanks(" \t "), "");
});
