#!/usr/bin/env node
// Starts the command line program, which `npm run build` has made into one file. Both are CommonJS (see package.json here), whose loader
// Node has at hand; that of ES modules has to be loaded first.
"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (existsSync(join(__dirname, "../dist/basehttp.cjs"))) {
  void require("./load.js").load().main(process.argv.slice(2)); // it sets the status itself
} else {
  process.stderr.write("basehttp: dist/ is missing: run `npm run build` first\n");
  process.exitCode = 1;
}
