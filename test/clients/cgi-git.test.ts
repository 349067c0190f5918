// git clones, fetches and pushes over HTTP: `git http-backend` as a script.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { findProgram, needs } from "../support/programs.ts";
import { CgiSite } from "./cgi-site.ts";
import type { ClientResult } from "./run.ts";
import { sha256 } from "./tree.ts";

const git = findProgram("git");
const required = needs(git, "install git (Debian: apt-get install git)");

/** Files that cannot be compressed: 96 MB of them. The server grows by some 40 MB while it takes and sends them, mostly of garbage. */
const BIG_FILE_BYTES = 24_000_000;
const BIG_FILES = 4;
/** Settings with which git does not try to compress them, in any way: that takes seconds. */
const NO_COMPRESSION = ["core.compression 0", "core.bigFileThreshold 1m", "pack.window 0"];
/** What is tested is not whether files outlive a crash: waiting for the disk takes a quarter of the time. */
const NO_FSYNC = "core.fsync none";
/** Branches with a commit each: a client that wants them all sends more than 1 KiB, which git compresses. */
const BRANCHES = 60;

/** Every kind of repository there is on the server, by what is set in it. */
const REPOSITORIES: Readonly<Record<string, readonly string[]>> = {
  "open.git": ["http.receivepack true"],
  "big.git": ["http.receivepack true", ...NO_COMPRESSION],
  "chunked.git": ["http.receivepack true", ...NO_COMPRESSION],
  "usual.git": [],
  "closed.git": ["http.receivepack false", "http.getanyfile false"],
};

describe("git", required, () => {
  let site: CgiSite;

  before(async () => {
    site = new CgiSite({ "served/cgi-bin/git": "#!/bin/sh\nexec git http-backend\n" });
    await gitDoes(`config --global ${NO_FSYNC}`);
    await gitDoes("init --quiet --initial-branch main seed");
    await gitDoes("-C seed commit --quiet --allow-empty -m first");
    await gitDoes("-C seed commit --quiet --allow-empty -m second");
    for (const [name, settings] of Object.entries(REPOSITORIES)) {
      const path = join(site.data, name);
      await gitDoes(`clone --quiet --bare seed ${path}`);
      for (const setting of [NO_FSYNC, ...settings]) await gitDoes(`-C ${path} config ${setting}`);
    }
    await site.start("--cgi-env", `GIT_PROJECT_ROOT=${site.data}`, "--cgi-env", "GIT_HTTP_EXPORT_ALL=");
  });

  after(() => site?.[Symbol.asyncDispose]());

  /** Runs git; a blank separates its arguments. */
  function runGit(command: string, env: Readonly<Record<string, string>> = {}): Promise<ClientResult> {
    const plain = {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@example.com",
    };
    return site.run(git, command.split(" "), { ...plain, ...env });
  }

  /** Runs git, which has to succeed. @returns what it printed. */
  async function gitDoes(command: string, env?: Readonly<Record<string, string>>): Promise<string> {
    const { status, stdout, stderr } = await runGit(command, env);
    assert.equal(status, 0, `git ${command}: ${stderr}`);
    return stdout.trim();
  }

  /** Runs git, and returns the header fields it sends and gets, a line each. */
  async function fieldsOf(command: string): Promise<string> {
    const { status, stderr } = await runGit(command, { GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1" });
    assert.equal(status, 0, `git ${command}: ${stderr}`);
    return stderr;
  }

  /** Runs git, which has to be refused. @returns why. */
  async function refusal(command: string, env?: Readonly<Record<string, string>>): Promise<string> {
    const { status, stderr } = await runGit(command, env);
    assert.notEqual(status, 0, `git ${command}`);
    return stderr;
  }

  function repository(name: string): string {
    return site.url(`/cgi-bin/git/${name}`);
  }

  /** The commit that the server has as this branch; empty where it has none. */
  async function onServer(name: string, branch = "main"): Promise<string> {
    return (await gitDoes(`ls-remote ${repository(name)} refs/heads/${branch}`)).split("\t")[0] as string;
  }

  test("clones, pushes and fetches", async () => {
    await gitDoes(`clone --quiet ${repository("open.git")} one`);
    await gitDoes(`clone --quiet ${repository("open.git")} two`);
    site.write("own/one/file.txt", "a file\n");
    await gitDoes("-C one add file.txt");
    await gitDoes("-C one commit --quiet -m third");
    await gitDoes("-C one push --quiet");
    const third = await gitDoes("-C one rev-parse HEAD");
    assert.equal(await onServer("open.git"), third);
    await gitDoes("-C two pull --quiet");
    assert.equal(await gitDoes("-C two rev-parse HEAD"), third);
    assert.equal(readFileSync(join(site.own, "two/file.txt"), "utf8"), "a file\n");
    await gitDoes("-C one push --quiet origin HEAD:refs/heads/other");
    await gitDoes("-C one push --quiet --delete origin other");
    assert.equal(await onServer("open.git", "other"), "");
  });

  test("speaks version 2 of its protocol, over HTTP/1.1", async () => {
    const fields = await fieldsOf(`clone --quiet ${repository("usual.git")} version2`);
    assert.match(fields, /=> Send header: git-protocol: version=2/i);
    assert.match(fields, /<= Recv header: HTTP\/1\.1 200 /);
    const { stderr } = await runGit(`ls-remote ${repository("usual.git")}`, { GIT_TRACE_PACKET: "1" });
    assert.match(stderr, /< version 2\n/);
  });

  test("makes a shallow clone, and deepens it", async () => {
    await gitDoes(`clone --quiet --depth 1 ${repository("usual.git")} shallow`);
    assert.equal(await gitDoes("-C shallow rev-list --count HEAD"), "1");
    await gitDoes("-C shallow fetch --quiet --unshallow");
    assert.equal(await gitDoes("-C shallow rev-list --count HEAD"), "2");
  });

  test("sends a compressed request where it wants much", async () => {
    await gitDoes(`clone --quiet ${repository("open.git")} branches`);
    const commit = (_: unknown, index: number): string =>
      `commit refs/heads/branch-${index}\ncommitter A <a@example.com> ${index} +0000\ndata 0\nfrom refs/heads/main^0\n`;
    const commits = Array.from({ length: BRANCHES }, commit);
    site.write("own/commits", commits.join(""));
    const made = await site.run("sh", ["-c", '"$0" -C branches fast-import --quiet < commits', git as string]);
    assert.equal(made.status, 0, made.stderr);
    await gitDoes("-C branches push --quiet origin refs/heads/branch-*");
    const fields = await fieldsOf(`clone --quiet ${repository("open.git")} wants`);
    assert.match(fields, /=> Send header: content-encoding: gzip/i);
    const got = await gitDoes("-C wants for-each-ref --format=%(refname) refs/remotes/origin");
    assert.equal(got.split("\n").filter((name) => name.includes("/branch-")).length, BRANCHES);
  });

  describe("with 96 MB that cannot be compressed", () => {
    const digests = new Map<string, string>();

    let atFirst: number;

    before(async () => {
      atFirst = memoryOf(site.server.pid);
      await gitDoes("clone --quiet seed big");
      for (const setting of NO_COMPRESSION) await gitDoes(`-C big config ${setting}`);
      for (let index = 0; index < BIG_FILES; index++) {
        const bytes = randomBytes(BIG_FILE_BYTES);
        digests.set(`${index}.bin`, sha256(bytes));
        site.write(`own/big/${index}.bin`, bytes);
      }
      await gitDoes("-C big add .");
      await gitDoes("-C big commit --quiet -m big");
    });

    for (const [name, size, framing] of [
      ["big.git", "200m", /=> Send header: content-length: 960\d{5}/i],
      ["chunked.git", "100k", /=> Send header: transfer-encoding: chunked/i],
    ] as const) {
      test(`pushes them with buffers of ${size}, and clones them, while the server stays small`, async () => {
        const fields = await fieldsOf(`-C big -c http.postBuffer=${size} push --quiet ${repository(name)} main`);
        assert.match(fields, framing);
        assert.equal(await onServer(name), await gitDoes("-C big rev-parse HEAD"));
        await gitDoes(`clone --quiet ${repository(name)} clone-of-${name}`);
        for (const [file, digest] of digests) {
          assert.equal(sha256(readFileSync(join(site.own, `clone-of-${name}`, file))), digest, file);
        }
        const growth = memoryOf(site.server.pid) - atFirst;
        assert.ok(growth < BIG_FILES * BIG_FILE_BYTES, `grew by ${growth} bytes`);
      });
    }
  });

  describe("that may not push", () => {
    before(async () => {
      await gitDoes("clone --quiet seed refused");
      await gitDoes("-C refused commit --quiet --allow-empty -m unwanted");
    });

    test("is refused by repositories that do not allow it", async () => {
      for (const name of ["usual.git", "closed.git"]) {
        assert.match(await refusal(`-C refused push ${repository(name)} main`), /\b403\b/);
      }
    });

    test("is let in by a name, whatever it is, unless the repository forbids to push", async () => {
      const claim = {
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "http.extraHeader",
        GIT_CONFIG_VALUE_0: `Authorization: Basic ${btoa("anybody:anything")}`,
      };
      assert.match(await refusal(`-C refused push ${repository("closed.git")} main`, claim), /\b403\b/);
      await gitDoes(`-C refused push --quiet ${repository("usual.git")} main`, claim);
    });
  });

  test("that knows files only is served, unless the repository forbids it", async () => {
    const dumb = { GIT_SMART_HTTP: "0" };
    await gitDoes(`clone --quiet ${repository("open.git")} dumb`, dumb);
    assert.equal(await gitDoes("-C dumb rev-parse HEAD"), await onServer("open.git"));
    assert.match(await refusal(`clone ${repository("closed.git")} dumber`, dumb), /\b403\b/);
  });

  test("is told that there is no such repository, or none outside of the folder", async () => {
    for (const name of ["none.git", "../own/seed", "%2e%2e/own/seed", "open.git/../../own/seed"]) {
      assert.match(await refusal(`ls-remote ${repository(name)}`), /not found|\b40[034]\b/, name);
    }
  });

  test("leaves a log of requests, and of refusals by git itself", () => {
    for (const line of site.troubles()) assert.match(line, /\/cgi-bin\/git: |code 404/, line);
  });
});

/** The most memory a process has had so far, in bytes; 0 where the system does not tell. */
function memoryOf(pid: number): number {
  if (process.platform !== "linux") return 0;
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) * 1024;
}
