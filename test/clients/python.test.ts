// Python's own clients, http.client and urllib, find every file by the links of the directory pages.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeName } from "../../src/files/file-name.ts";
import { showInvisible } from "../../src/files/listing/visible-name.ts";
import { startBasehttp } from "../support/basehttp.ts";
import { findProgram, needs } from "../support/programs.ts";
import { runClient } from "./run.ts";
import { Tree } from "./tree.ts";

const python = findProgram("python3");
const required = needs(python, "install Python 3 (Debian: apt-get install python3)");

/** Is not compiled: the tests run from the root of the project. */
const SCRIPT = "test/clients/fixtures/fetch.py";

/** What the script prints. */
interface Result {
  readonly files: Record<string, string>;
  readonly texts: Record<string, string>;
  readonly head: unknown;
  readonly one_connection: boolean;
  readonly missing: readonly unknown[];
  readonly post: readonly unknown[];
  readonly chunked: readonly unknown[];
  readonly redirected: string;
  readonly http_error: unknown;
}

describe("http.client and urllib", required, () => {
  test("find every file by the links of directory pages, over one connection", async () => {
    using tree = new Tree();
    await using server = await startBasehttp(tree.path);
    const { status, stdout, stderr } = await runClient(python as string, ["-I", SCRIPT, server.url]);
    assert.equal(status, 0, stderr);
    const result = JSON.parse(stdout) as Result;

    assert.deepEqual(Object.values(result.files).toSorted(), tree.files.map(({ sha256 }) => sha256).toSorted());
    for (const { name, sha256 } of tree.files) {
      const href = Object.keys(result.files).find((path) => result.files[path] === sha256) as string;
      const shown = showInvisible(decodeName(Buffer.from(name, "latin1")), (text) => text)
        .split("/")
        .at(-1) as string;
      assert.equal(
        result.texts[href],
        Buffer.from(shown).toString("latin1"),
        "the text of a link is the name of its file",
      );
    }
    assert.ok(result.one_connection);
    assert.deepEqual(result.head, [200, 0, "65537"]);
    assert.equal(result.missing[0], 404);
    assert.equal(result.post[0], 501);
    assert.equal(result.chunked[0], 501);
    assert.equal(result.redirected, `${server.url}/deep/`);
    assert.deepEqual(result.http_error, [404, "File not found", true]);
    assert.ok(!/Exception|Error:/.test(server.stderr), server.stderr);
  });
});
