#!/usr/bin/env node
// Starts the command line program that `npm run build` has made into one file.
import { existsSync } from "node:fs";

const program = new URL("../dist/basehttp.js", import.meta.url);

if (existsSync(program)) {
  const { main } = await import(program.href);
  const status = await main(process.argv.slice(2));
  if (typeof status === "number") process.exitCode = status;
} else {
  process.stderr.write("basehttp: dist/ is missing: run `npm run build` first\n");
  process.exitCode = 1;
}
