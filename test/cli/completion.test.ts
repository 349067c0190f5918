// The completions as the shells understand them: Python's pty module plays the terminal on which somebody presses the tabulator.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { completionScripts } from "../../src/cli/completion/scripts.ts";
import { longName } from "../../src/cli/option.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { findProgram, needs } from "../support/programs.ts";
import { TempTree } from "../support/temp-tree.ts";
import { run } from "./program.ts";
import { onTerminal } from "./pty.ts";

const PYTHON = findProgram("python3");
const SHELLS = ["bash", "zsh", "fish"] as const;

/** Starts a shell on a terminal, types a line whenever it is ready for one, and waits until it has ended. */
const TYPE = onTerminal({
  first: 2,
  begin: `lines = sys.argv[1].split("\\n")
typed = 0`,
  react: `while typed < len(lines) and shown.count(b"READY") > typed:
    os.write(terminal, lines[typed].encode() + b"\\n")
    typed += 1`,
  end: "os.waitpid(pid, 0)",
});

/** What a shell reads first: the command tells what it was given, and that the next one can be typed. */
const SET_UP = `
. ./script
basehttp() { printf '%s\\n' "$@" '' >>given; printf 'REA''DY\\n'; }
PS1='> '
printf 'REA''DY\\n'
`;

const START: Readonly<Record<"bash" | "zsh", (path: string) => readonly string[]>> = {
  bash: (path) => [path, "--noprofile", "--rcfile", "set-up", "-i"],
  zsh: (path) => [path, "-d", "-i"],
};

/** A folder with the script, and names to complete. */
function folderFor(shell: (typeof SHELLS)[number]): TempTree {
  const [start, set] = ["autoload -Uz compinit; compinit -u -D", SET_UP];
  return new TempTree({
    script: completionScripts()[shell] as string,
    "set-up": set,
    ".zshrc": `${start}\n${set}`,
    "site/x": "",
    "two words/x": "",
    "cert.pem": "",
  });
}

/** Returns the words that somebody gets who types lines, with `\t` where the tabulator is pressed. */
function typed(shell: "bash" | "zsh", ...lines: readonly string[]): string[][] {
  using tree = folderFor(shell);
  const { INPUTRC: _, ...inherited } = process.env;
  const env = { ...inherited, HOME: tree.path, ZDOTDIR: tree.path, TERM: "dumb", LC_ALL: "C.UTF-8" };
  const input = [...lines.map((line) => `basehttp ${line}`), "exit"].join("\n");
  const words = ["-c", TYPE, input, ...START[shell](findProgram(shell) as string)];
  execFileSync(PYTHON as string, words, { cwd: tree.path, env, timeout: 60_000 });
  const given = readFileSync(tree.at("given"), "utf8").split("\n\n");
  return given.slice(0, lines.length).map((text) => text.split("\n"));
}

const LINES: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["--dir\tsi\t", ["--directory", "site/"]],
  ["--directory=si\t", ["--directory=site/"]],
  ["-d ce\tx", ["-d", "cex"]],
  ["-d tw\t", ["-d", "two words/"]],
  ["--tls-c\tce\t", ["--tls-cert", "cert.pem"]],
  ["--conf\tce\t", ["--config", "cert.pem"]],
  ["--spa=ce\t", ["--spa=cert.pem"]],
  ["--symlinks i\t", ["--symlinks", "inside"]],
  ["--sym\td\t8000 si\t", ["--symlinks", "deny", "8000", "site/"]],
  ["--symlinks=f\t", ["--symlinks=follow"]],
  ["--compress=s\t", ["--compress=sidecar"]],
  ["--protocol HTTP/1.0\t", ["--protocol", "HTTP/1.0"]],
  ["--cache imm\t", ["--cache", "immutable"]],
  ["--limit head\t5000", ["--limit", "headMs=5000"]],
  ["--no-li\t", ["--no-listing"]],
  ["--bind ce\tx", ["--bind", "cex"]],
  ["ce\t", ["cert.pem"]],
  ["-- si\t", ["--", "site/"]],
];

/** Between an option and its value zsh writes `=`, and behind a directory nothing. */
function plain(words: readonly string[]): string[] {
  return words
    .flatMap((word) => word.replace(/^(--[a-z-]+)=/, "$1\n").split("\n"))
    .map((word) => word.replace(/\/$/, ""));
}

for (const shell of ["bash", "zsh"] as const) {
  const isThere = PYTHON === undefined ? undefined : findProgram(shell);
  const title = `${shell} completes options, the values there are, and paths where they are meant`;
  test(title, needs(isThere, `install ${shell} and python3`), () => {
    const given = typed(shell, ...LINES.map(([line]) => line));
    for (const [index, [line, words]] of LINES.entries())
      assert.deepEqual(plain(given[index] ?? []), plain(words), line);
  });
}

const BASH = needs(PYTHON === undefined ? undefined : findProgram("bash"), "install bash and python3");

test("bash offers every option, what takes switches back, and the values there are", BASH, () => {
  const all = "\x1b*"; // what is offered is inserted
  const [options, etags, codings, shells, paths] = typed(
    "bash",
    `--${all}`,
    `--etag ${all}`,
    `--compress=${all}`,
    `--completion ${all}`,
    "--compress si\t",
  );
  for (const option of OPTIONS) assert.ok(options?.includes(`--${longName(option)}`), option.key);
  assert.ok(options?.includes("--no-cors") && !options.includes("--no-port"));
  assert.deepEqual(etags, ["--etag", "content", "identity", "none"]);
  assert.deepEqual(codings, ["--compress=off", "on", "sidecar"]);
  assert.deepEqual(shells, ["--completion", "bash", "fish", "zsh"]);
  assert.deepEqual(paths, ["--compress", "site/"], "a value that may be left out follows = only");
});

describe("the function of bash", needs(findProgram("bash"), "install bash"), () => {
  /** Returns what it offers for the last of the words, of which readline replaces a part; unset variables are errors. */
  function offered(words: readonly string[], replaced: string): string[] {
    using tree = folderFor("bash");
    const call = '. ./script; COMP_WORDS=(basehttp "$@"); COMP_CWORD=$#; _basehttp basehttp "$0"';
    const argv = ["--norc", "-uc", `${call}; printf '%s\\n' "\${COMPREPLY[@]-}"`, replaced, ...words];
    const { stdout, stderr } = spawnSync(findProgram("bash") as string, argv, { cwd: tree.path, encoding: "utf8" });
    assert.equal(stderr, "");
    return stdout.split("\n").filter((line) => line !== "");
  }

  test("offers what is to stand for the part that is replaced, option included where that has it", () => {
    assert.deepEqual(offered(["--symlinks", "=", "f"], "f"), ["follow"]);
    assert.deepEqual(offered(["--symlinks=f"], "--symlinks=f"), ["--symlinks=follow"], "where = breaks no word");
    assert.deepEqual(offered(["--symlinks=f"], "f"), ["follow"], "bash 3");
    assert.deepEqual(offered(["--symlinks="], ""), ["inside", "follow", "deny"], "bash 3");
  });

  test("offers nothing, and reports nothing, where there are no values to choose from", () => {
    for (const words of [["--port", ""], ["--nope"], [""], ["--", ""]])
      assert.deepEqual(offered(words, words.at(-1) as string), []);
  });
});

describe("fish", needs(findProgram("fish"), "install fish"), () => {
  /** Returns what fish offers for the last word of a line, without its explanations. */
  function offered(line: string): string[] {
    using tree = folderFor("fish");
    const command = `source script; complete -C ${JSON.stringify(`basehttp ${line}`)}`;
    const env = { ...process.env, HOME: tree.path, LC_ALL: "C.UTF-8" };
    const lines = execFileSync(findProgram("fish") as string, ["--no-config", "-c", command], { cwd: tree.path, env });
    return String(lines)
      .split("\n")
      .flatMap((row) => (row === "" ? [] : [row.split("\t", 1)[0] as string]));
  }

  test("offers every option, and what takes switches back", () => {
    const words = offered("--").map((word) => word.replace(/=$/, ""));
    for (const option of OPTIONS) assert.ok(words.includes(`--${longName(option)}`), option.key);
    assert.ok(words.includes("--no-cors") && !words.includes("--no-port"));
  });

  test("offers the values there are, and paths where one is meant", () => {
    assert.deepEqual(offered("--etag ").sort(), ["content", "identity", "none"]);
    assert.deepEqual(offered("--compress=").sort(), ["--compress=off", "--compress=on", "--compress=sidecar"]);
    assert.deepEqual(offered("-d "), ["site/", "two words/"]);
    assert.deepEqual(offered("-d si"), ["site/"]);
    assert.deepEqual(offered("-dsi"), ["-dsite/"]);
    assert.deepEqual(offered("--directory="), ["--directory=site/", "--directory=two words/"]);
    assert.deepEqual(offered("--directory=si"), ["--directory=site/"]);
    assert.deepEqual(offered("--directory si"), ["site/"]);
    assert.deepEqual(offered("--tls-cert ce"), ["cert.pem"]);
    assert.deepEqual(offered("--spa=ce"), ["--spa=cert.pem"]);
    assert.deepEqual(offered("--bind ce"), []);
    assert.deepEqual(offered("ce"), ["cert.pem"]);
  });
});

for (const shell of SHELLS) {
  test(`--completion ${shell} prints its script, whatever else is wrong, and ends with 0`, async () => {
    const stdout = completionScripts()[shell];
    assert.deepEqual(await run(["nope", "--completion", shell, "--nope"], { env: { PORT: "abc" } }), {
      status: 0,
      signal: null,
      stdout,
      stderr: "",
    });
  });
}
