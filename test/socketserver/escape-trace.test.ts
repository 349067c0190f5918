import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { escapeTrace } from "../../src/socketserver/escape-trace.ts";

const FORGED = '9.9.9.9 - - [20/Nov/2026 22:58:22] "GET / HTTP/1.1" 200 -';
const ESCAPES = "\x1b[8m\x9b\u202e";
const ESCAPED = "\\x1b[8m\\x9b\\u202e";

/** Fails for a line that is neither the first one, nor a frame, nor what Node writes around causes and fields. */
function assertNothingForged(trace: string): void {
  const [first, ...others] = trace.split("\n");
  assert.match(first as string, /Error: /);
  for (const line of others)
    assert.match(line, /^ +(?:at |\.{3} |\[(?:cause|errors)\]: |[\w ]*Error: |code: )|^ *[\]}{,]+$/);
  assert.doesNotMatch(trace, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  assert.doesNotMatch(trace, /^ *at forged/m);
}

describe("escapeTrace", () => {
  test("keeps a trace without anything odd as it is", () => {
    const error = new Error("plain", { cause: new TypeError("too") });
    assert.equal(escapeTrace(error.stack as string, error), error.stack);
    assert.equal(escapeTrace(inspect(error), error), inspect(error));
  });

  test("escapes what a peer has in a message, its line ends included", () => {
    const error = new Error(`no "X\n${FORGED}\n    at forged (x.js:1:1)${ESCAPES}\\`);
    const trace = escapeTrace(error.stack as string, error);
    const [first, second] = trace.split("\n");
    assert.equal(first, `Error: no "X\\x0a${FORGED}\\x0a    at forged (x.js:1:1)${ESCAPED}\\\\`);
    assert.match(second as string, /^ {4}at /);
    assertNothingForged(trace);
  });

  test("escapes the message of JSON.parse, which quotes its input", () => {
    try {
      JSON.parse('X\n\x1b[8m9.9.9.9 "/"');
      assert.fail("that was no JSON");
    } catch (error) {
      const { stack } = error as Error;
      assertNothingForged(escapeTrace(stack as string, error));
    }
  });

  test("escapes a message that was changed after the stack was made", () => {
    for (const text of [`one\n${FORGED}`, `one\n    at forged (x.js:1:1)\n${FORGED}`]) {
      const error = new Error(text);
      assert.ok(error.stack);
      error.message = "another";
      assertNothingForged(escapeTrace(error.stack, error));
    }
  });

  test("escapes the messages of causes and of an AggregateError, wherever they are indented", () => {
    const inner = new Error(`inner\n${FORGED}\n  (a|b)*\n    at forged (x.js:1:1)`);
    const outer = new AggregateError([inner, new Error(`other\n${FORGED}`)], `outer: ${inner.message}\nmore`, {
      cause: new Error(`${inner.message}\nfurther`, { cause: inner }),
    });
    outer.cause = Object.assign(outer.cause as Error, { code: "EODD", self: outer });
    const trace = escapeTrace(
      inspect(outer)
        .replace(/^ *self: .*\n/m, "")
        .replaceAll("<ref *1> ", ""),
      outer,
    );
    assertNothingForged(trace);
  });

  test("takes a text of very many lines, and looks for no more than is there", () => {
    const error = new Error(`bad: ${"\n".repeat(100_000)}`);
    const trace = escapeTrace(inspect(error), error);
    assert.equal(trace.split("\n")[0], `Error: bad: ${"\\x0a".repeat(100_000)}`);
  });

  test("what lies deeper in an error than it looks is indented, and so no line of the log", () => {
    const error = Object.assign(new Error("outer"), { context: { cause: new Error(`inner\n${FORGED}`) } });
    const trace = escapeTrace(inspect(error), error);
    assert.doesNotMatch(trace, /^9\.9\.9\.9/m);
  });

  test("escapes all of a text that was thrown", () => {
    assert.equal(escapeTrace(`a\n${FORGED}`, `a\n${FORGED}`), `a\\x0a${FORGED}`);
  });

  test("takes what cannot be looked at", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.equal(escapeTrace("It cannot be shown\n\x07", proxy), "It cannot be shown\n\\x07");
    const unreadable = Object.defineProperty(new Error("hidden"), "stack", {
      get(): never {
        throw new Error("no stack");
      },
    });
    assert.equal(escapeTrace("It cannot be shown", unreadable), "It cannot be shown");
  });
});
