// The types of the package, as a program sees them that has installed it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

/** The tests run from the root of the project. */
const ROOT = process.cwd();
const COMPILER = join(ROOT, "node_modules/typescript/bin/tsc");
const OPTIONS =
  "--strict --target es2023 --module nodenext --types node --declaration --outDir out --ignoreConfig".split(" ");

/** Compiles a program in a folder of its own, where the package is installed. Returns what the compiler says. */
async function compile(program: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "basehttp-types-"));
  try {
    mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
    symlinkSync(ROOT, join(folder, "node_modules/basehttp"), "junction");
    symlinkSync(join(ROOT, "node_modules/@types/node"), join(folder, "node_modules/@types/node"), "junction");
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    copyFileSync(program, join(folder, "program.ts"));
    return await new Promise((resolve) => {
      execFile(process.execPath, [COMPILER, ...OPTIONS, "program.ts"], { cwd: folder }, (_error, stdout) =>
        resolve(stdout),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a handler knows its server's class, its types have names, and mixins take and give such handlers", async () => {
  assert.equal(await compile("test/package/fixtures/program.ts"), "");
});

test("overrides, constructors and tunnels of the pages compile in TypeScript", async () => {
  assert.equal(await compile("test/package/fixtures/porting.ts"), "");
});
