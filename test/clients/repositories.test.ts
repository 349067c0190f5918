// pip and npm install from a folder, and git clones from one by its dumb protocol.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { findProgram, needs } from "../support/programs.ts";
import { runClient } from "./run.ts";
import { Workplace } from "./workplace.ts";

const python = findProgram("python3");
const hasPip = python !== undefined && (await runClient(python, ["-m", "pip", "--version"])).status === 0;
const npm = findProgram("npm");
const git = findProgram("git");

describe("pip", needs(hasPip || undefined, "install pip (Debian: apt-get install python3-pip)"), () => {
  const WHEEL = "basehttp_test-1.0-py3-none-any.whl";
  const OPTIONS = ["-m", "pip", "--isolated", "--disable-pip-version-check", "--no-cache-dir"];

  /** Writes a wheel by hand: a zip file of a module and three files about it. */
  async function writeWheel(place: Workplace, folder: string): Promise<void> {
    mkdirSync(join(place.served, folder), { recursive: true });
    const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    info = "basehttp_test-1.0.dist-info/"
    wheel.writestr("basehttp_test.py", "answer = 42\\n")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: basehttp-test\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "".join(name + ",,\\n" for name in wheel.namelist() + [info + "RECORD"]))
`;
    const made = await place.run(python, ["-c", script, join(place.served, folder, WHEEL)]);
    assert.equal(made.status, 0, made.stderr);
  }

  test("installs a wheel that it finds by the links of a directory page", async () => {
    await using place = await Workplace.open();
    await writeWheel(place, "wheels");
    const find = ["--no-index", "--find-links", `${place.server.url}/wheels/`, "--target", "site"];
    const { status, stderr } = await place.run(python, [...OPTIONS, "install", ...find, "basehttp-test"]);
    assert.equal(status, 0, stderr);
    assert.equal(String(place.got("site/basehttp_test.py")), "answer = 42\n");
  });

  test("downloads from a simple index that is nothing but folders", async () => {
    await using place = await Workplace.open();
    await writeWheel(place, "simple/basehttp-test");
    const index = ["--index-url", `${place.server.url}/simple/`, "--dest", "."];
    const { status, stderr } = await place.run(python, [...OPTIONS, "download", ...index, "basehttp-test"]);
    assert.equal(status, 0, stderr);
    assert.deepEqual(place.got(WHEEL), readFileSync(join(place.served, "simple/basehttp-test", WHEEL)));
  });
});

describe("npm", needs(npm, "install npm"), () => {
  test("installs a package from the URL of its tarball, and notes its digest", async () => {
    await using place = await Workplace.open();
    mkdirSync(join(place.own, "package"));
    place.keep("package/package.json", JSON.stringify({ name: "pkg", version: "1.0.0" }));
    place.keep("package/index.js", "module.exports = 42;\n");
    await place.run("tar", ["-czf", join(place.served, "pkg-1.0.0.tgz"), "package"]);
    const url = `${place.server.url}/pkg-1.0.0.tgz`;
    place.keep("package.json", "{}");
    const options = [
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--cache=cache",
      "--userconfig=none",
      "--no-update-notifier",
    ];
    const { status, stderr } = await place.run(npm, ["install", ...options, `--registry=${place.server.url}/`, url]);
    assert.equal(status, 0, stderr);
    assert.equal(String(place.got("node_modules/pkg/index.js")), "module.exports = 42;\n");
    const lock = JSON.parse(String(place.got("package-lock.json"))) as {
      packages: Record<string, { resolved: string; integrity: string }>;
    };
    const digest = createHash("sha512")
      .update(readFileSync(join(place.served, "pkg-1.0.0.tgz")))
      .digest("base64");
    const { resolved, integrity } = lock.packages["node_modules/pkg"] as { resolved: string; integrity: string };
    assert.deepEqual([resolved, integrity], [url, `sha512-${digest}`]);
  });
});

describe("git", needs(git, "install git (Debian: apt-get install git)"), () => {
  test("clones and pulls from a bare repository in a folder, by its dumb protocol", async () => {
    await using place = await Workplace.open();
    const bare = join(place.served, "project.git");
    await runGit(place, "init", "--quiet", "--initial-branch=main", "work");
    await runGit(place, "init", "--quiet", "--initial-branch=main", "--bare", bare);
    await commitAndPush(place, bare, "first");
    await runGit(place, "clone", "--quiet", `${place.server.url}/project.git`, "clone");
    assert.equal(String(place.got("clone/sub/file.txt")), "first\n");
    await runGit(place, "-C", bare, "gc", "--quiet"); // from here on a pack, with its index
    await commitAndPush(place, bare, "second");
    await runGit(place, "-C", "clone", "pull", "--quiet", "--ff-only");
    assert.equal(String(place.got("clone/sub/file.txt")), "second\n");
    await runGit(place, "clone", "--quiet", `${place.server.url}/project.git`, "clone2");
    assert.deepEqual(readdirSync(join(place.own, "clone2")), [".git", "sub"]);
    await runGit(place, "-C", "clone2", "fsck", "--strict");
  });

  async function commitAndPush(place: Workplace, bare: string, text: string): Promise<void> {
    const file = join(place.own, "work/sub/file.txt");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
    await runGit(place, "-C", "work", "add", ".");
    await runGit(place, "-C", "work", "commit", "--quiet", "-m", text);
    await runGit(place, "-C", "work", "push", "--quiet", bare, "main");
    await runGit(place, "-C", bare, "update-server-info");
  }

  async function runGit(place: Workplace, ...args: string[]): Promise<void> {
    const who = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com", GIT_CONFIG_NOSYSTEM: "1" };
    const env = { ...who, GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.com", GIT_TERMINAL_PROMPT: "0" };
    const { status, stderr } = await place.run(git, args, env);
    assert.equal(status, 0, `git ${args.join(" ")}: ${stderr}`);
  }
});
