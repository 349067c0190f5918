import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestOption } from "../../src/cli/suggestion.ts";

test("a slip of the finger is understood", () => {
  const slips = {
    prot: "--port",
    porrt: "--port",
    bnd: "--bind",
    directry: "--directory",
    dierctory: "--directory",
    heaader: "--header",
    "tls-cret": "--tls-cert",
    "no-quite": "--no-quiet",
    hepl: "--help",
  };
  for (const [slip, meant] of Object.entries(slips)) assert.equal(suggestOption(slip), meant, slip);
});

test("the names other servers use are understood", () => {
  assert.equal(suggestOption("root"), "--directory");
  assert.equal(suggestOption("Listen"), "--bind");
  assert.equal(suggestOption("cert"), "--tls-cert");
  assert.equal(suggestOption("key"), "--tls-key");
});

test("nothing is suggested for what resembles nothing", () => {
  for (const word of ["", "x", "nope", "eggs", "upload-everything"]) assert.equal(suggestOption(word), undefined, word);
});
