// What V8 made of the command's program when it was built (bin/load.js): it is taken where it fits, and is nowhere needed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import type { Script } from "node:vm";
import { VERSION } from "../../src/http/version.ts";

interface Loader {
  readonly CACHE: string;
  compile(cachedData: Buffer | undefined): Script;
}

/** The tests run from the root of the project. */
const ROOT = process.cwd();
const PROGRAM = join(ROOT, "dist/basehttp.cjs");

const require = createRequire(import.meta.url);
const { CACHE, compile } = require(join(ROOT, "bin/load.js")) as Loader;

test("the cache that a build writes fits the Node that built it", async () => {
  assert.equal(compile(await readFile(CACHE)).cachedDataRejected, false);
});

test("the cache and the program bear one time, by which the command takes them for each other", async () => {
  assert.equal((await stat(CACHE)).mtimeMs, (await stat(PROGRAM)).mtimeMs);
});

test("stack traces name the same places with the cache and without", () => {
  const traceOf = (program: string): string => {
    const script = `const { CACHE, compile, runScript } = require("./bin/load.js");
      const cache = require("node:fs").readFileSync(CACHE);
      ${program}.main(null).catch((error) => console.log(error.stack));`;
    const { stdout } = spawnSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });
    return stdout.split(/\n.*\[eval\]/, 1)[0] as string; // below that it is ours
  };
  const trace = traceOf("runScript(compile(cache))");
  assert.match(trace, /^TypeError: .*\n +at new Reading \(.*basehttp\.cjs:\d+:\d+\)\n/);
  assert.equal(trace, traceOf('require("./dist/basehttp.cjs")'));
});

test("the program runs without a cache, as published, with a damaged one and with another version's", async () => {
  const cache = await readFile(CACHE);
  const otherVersion = Buffer.from(cache);
  otherVersion.writeUInt8(otherVersion.readUInt8(4) ^ 1, 4); // where V8 writes its version
  for (const found of [undefined, Buffer.alloc(0), Buffer.from("rubbish"), cache.subarray(0, 1000), otherVersion]) {
    await using copy = await copyOfProgram();
    if (found !== undefined) await writeFile(join(copy.dist, basename(CACHE)), found);
    assert.equal(copy.version(), `basehttp ${VERSION}\n`);
  }
});

test("a program that is not the one its cache was made of is what runs, older or later", async () => {
  await using copy = await copyOfProgram();
  const other = VERSION.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)); // as long: V8 would take the cache
  const program = join(copy.dist, "basehttp.cjs");
  await cp(CACHE, join(copy.dist, basename(CACHE)));
  await writeFile(program, (await readFile(program, "latin1")).replaceAll(`"${VERSION}"`, `"${other}"`), "latin1");
  for (const seconds of [1, 2_000_000_000]) {
    await utimes(join(copy.dist, basename(CACHE)), seconds, seconds);
    assert.equal(copy.version(), `basehttp ${other}\n`);
  }
});

/** The command elsewhere, without a cache. */
async function copyOfProgram() {
  const path = await mkdtemp(join(tmpdir(), "basehttp-code-cache-"));
  const dist = join(path, "dist");
  await cp(join(ROOT, "bin"), join(path, "bin"), { recursive: true });
  await cp(PROGRAM, join(dist, "basehttp.cjs"));
  return {
    dist,
    version: () => {
      const { stdout, stderr } = spawnSync(process.execPath, [join(path, "bin/basehttp.js"), "-V"], {
        encoding: "utf8",
      });
      return stdout + stderr;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}
