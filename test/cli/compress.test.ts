import assert from "node:assert/strict";
import { test } from "node:test";
import { TempTree } from "../support/temp-tree.ts";
import { Program, run } from "./program.ts";

const TEXT = "a line of text\n".repeat(200);

/** Starts the program with options, and returns coding and tag of what is sent for a path. */
async function sent(args: readonly string[], ...paths: readonly string[]): Promise<(string | null)[][]> {
  using folder = new TempTree({ "a.txt": TEXT, "b.txt": TEXT, "b.txt.gz": "b in gzip" });
  await using program = new Program(["-b", "127.0.0.1", ...args, "0"], { cwd: folder.path });
  const { url } = await program.banner();
  const answers: (string | null)[][] = [];
  for (const path of paths) {
    const { headers } = await fetch(url + path, { method: "HEAD", headers: { "Accept-Encoding": "gzip" } });
    answers.push([headers.get("content-encoding"), headers.get("etag")]);
  }
  return answers;
}

test("--compress sends files compressed, sidecar those only that are there, and by default none are", async () => {
  const codings = async (...args: string[]): Promise<(string | null | undefined)[]> =>
    (await sent(args, "a.txt", "b.txt")).map(([coding]) => coding);
  assert.deepEqual(await codings("--compress"), ["gzip", "gzip"]);
  assert.deepEqual(await codings("--compress=sidecar"), [null, "gzip"]);
  assert.deepEqual(await codings("--compress", "--no-compress"), [null, null]);
  assert.deepEqual(await codings(), [null, null]);
});

test("--etag content gives equal files equal tags, identity does not, and none gives none", async () => {
  const tags = async (...args: string[]): Promise<(string | null | undefined)[]> =>
    (await sent(args, "a.txt", "b.txt")).map(([, etag]) => etag);
  const [a, b] = await tags("--etag", "content");
  assert.equal(a, b);
  assert.match(a ?? "", /^"[\w-]{43}"$/);
  const [c, d] = await tags("--etag", "identity");
  assert.notEqual(c, d);
  assert.deepEqual(await tags("--etag", "none"), [null, null]);
});

test("other values are refused, and other programs' names lead to the option", async () => {
  assert.match((await run(["--compress=yes"])).stderr, /argument --compress: invalid choice: 'yes'/);
  assert.match((await run(["--etag", "weak"])).stderr, /argument --etag: invalid choice: 'weak'/);
  assert.match((await run(["--gzip"])).stderr, /--compress/);
});
