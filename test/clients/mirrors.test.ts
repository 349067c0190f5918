// rclone and lftp copy a folder by its directory pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startBasehttp } from "../support/basehttp.ts";
import { findProgram, needs } from "../support/programs.ts";
import { TempTree } from "../support/temp-tree.ts";
import { runClient } from "./run.ts";
import { digestsBelow, Tree } from "./tree.ts";
import { Workplace } from "./workplace.ts";

/** A client that copies folders: its program, how it is told to, and names that it cannot copy, whoever serves them. */
interface Mirror {
  readonly program: string;
  readonly args: (url: string, output: string) => readonly string[];
  readonly cannot: readonly string[];
}

const MIRRORS: readonly Mirror[] = [
  {
    program: "rclone",
    args: (url, output) => ["--config=/dev/null", `--http-url=${url}/`, "copy", ":http:", output],
    cannot: [],
  },
  {
    program: "lftp",
    args: (url, output) => ["-c", `set net:max-retries 2; open ${url}; mirror / ${output}`],
    cannot: ["~home"], // it takes that for the home directory of the user `home`
  },
];

for (const { program, args, cannot } of MIRRORS) {
  const path = findProgram(program);
  const required = needs(path, `install ${program} (Debian: apt-get install ${program})`);

  test(`${program} copies every file under its name, and nothing else`, required, async () => {
    using tree = new Tree();
    await using server = await startBasehttp(tree.path);
    using output = new TempTree();
    const { status, stderr } = await runClient(path as string, args(server.url, output.path));
    assert.equal(status, 0, stderr);
    const expected = tree.files.filter(({ name }) => !cannot.includes(name));
    const digests = new Map(expected.map(({ name, sha256 }) => [name, sha256]));
    assert.deepEqual(digestsBelow(output.path), digests);
  });
}

const rclone = findProgram("rclone");

test("rclone copies nothing again that has its size and date", needs(rclone, "install rclone"), async () => {
  await using place = await Workplace.open();
  for (const path of ["plain.txt", "two words.txt", "sub/100% #1.txt"]) place.serve(path, `the content of ${path}\n`);
  const args = ["--config=/dev/null", `--http-url=${place.server.url}/`, "--verbose", "copy", ":http:", "copy"];
  assert.match((await place.run(rclone, args)).stderr, /Transferred: +3 \/ 3, 100%/);
  assert.match((await place.run(rclone, args)).stderr, /There was nothing to transfer/);
});
