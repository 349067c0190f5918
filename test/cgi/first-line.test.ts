import assert from "node:assert/strict";
import { test } from "node:test";
import { scriptKind } from "../../src/cgi/first-line.ts";

const kindOf = (text: string) => scriptKind(Buffer.from(text, "latin1"));

test("a script names its interpreter", () => {
  const script = (interpreter: string, hasCarriageReturn = false) => ({
    kind: "script",
    interpreter,
    hasCarriageReturn,
  });
  assert.deepEqual(kindOf("#!/bin/sh\necho\n"), script("/bin/sh"));
  assert.deepEqual(kindOf("#! /usr/bin/env python3 -u\n"), script("/usr/bin/env"));
  assert.deepEqual(kindOf("#!/bin/sh"), script("/bin/sh"));
  assert.deepEqual(kindOf("#!/bin/sh\r\n"), script("/bin/sh\r", true));
});

test("text without that is told from programs, and from nothing", () => {
  assert.deepEqual(kindOf("echo hello\n\t\x1b[0m\xe4"), { kind: "text" });
  assert.deepEqual(kindOf("\x7fELF\x02\x01\x01\0"), { kind: "binary" });
  assert.deepEqual(kindOf(""), { kind: "empty" });
});
