import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { test } from "node:test";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { findScript } from "../../src/server/cgi-script.ts";
import { asOrdinaryUser } from "../support/temp-tree.ts";
import { CgiFolder, type CgiSettings, cgiHandler } from "./cgi-server.ts";

const POSIX = { skip: process.platform === "win32" };

/** What becomes of a request for a script of a folder: its kind, or the refusal. */
function found(folder: CgiFolder, name: string, settings: CgiSettings = {}): string {
  const make = cgiHandler(folder.path, [], settings);
  const handler = make(...([undefined, ["", 0], undefined] as unknown as HandlerArgs));
  handler.path = `/cgi-bin/${name}`;
  handler.cgiInfo = ["/cgi-bin", name];
  const script = findScript(handler);
  return "status" in script ? `${script.status} ${script.message}` : script.kind.kind;
}

test("a script that the server may not read, or not look for, is refused, and no error of the server's", POSIX, () => {
  using folder = new CgiFolder({ "cgi-bin/closed": "#!/bin/sh\n", "cgi-bin/sub/script": "#!/bin/sh\n" });
  chmodSync(`${folder.path}/cgi-bin/closed`, 0o311);
  chmodSync(`${folder.path}/cgi-bin/sub`, 0);
  assert.equal(
    asOrdinaryUser(() => found(folder, "closed")),
    "403 CGI script is not readable ('/cgi-bin/closed')",
  );
  assert.match(
    asOrdinaryUser(() => found(folder, "sub/script")),
    /^40[34] /,
  );
  chmodSync(`${folder.path}/cgi-bin/sub`, 0o700);
});

test(
  "where the system does not run scripts by their first line, Python's need no permission, and others do",
  POSIX,
  () => {
    using folder = new CgiFolder();
    for (const name of ["a.py", "a.sh"]) folder.write(`cgi-bin/${name}`, "#!/bin/sh\n", 0o644);
    assert.doesNotMatch(found(folder, "a.py", { haveFork: false }), /^403/);
    assert.match(found(folder, "a.sh", { haveFork: false }), /^403 CGI script is not executable/);
    assert.match(found(folder, "a.py", { haveFork: true }), /^403 CGI script is not executable/);
  },
);
