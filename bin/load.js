// Loads the program that `npm run build` has made into one file, with V8's code cache if there is one that fits.
//
// V8 parses all of a file before it runs any of it: with this file that takes longer than everything else at the start. What it compiles
// can be kept ("code cache"), for the same Node only. So a build keeps it for whoever runs the program from there; a published package has
// none. V8 rejects a cache that is damaged, or of another version or other flags; the program is then parsed.
"use strict";

const { readFileSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const DIST = join(__dirname, "../dist");
const PROGRAM = join(DIST, "basehttp.cjs");

/** The name holds what V8 does not compare, as machines of several kinds may share a folder. */
const CACHE = join(DIST, `basehttp-${process.version}-${process.platform}-${process.arch}.cache`);

/** What CommonJS puts around a module. */
const HEAD = "(function (exports, require, module, __filename, __dirname) { ";
const TAIL = "\n})";

/** Loads the program, and returns what it exports. @throws an error with the code MODULE_NOT_FOUND or ENOENT if it has not been built */
function load() {
  // Source maps and coverage work for a module of Node, not for a script.
  const isWatched = process.sourceMapsEnabled || process.env.NODE_V8_COVERAGE !== undefined;
  const cachedData = isWatched ? undefined : readCache();
  return cachedData === undefined ? require(PROGRAM) : runScript(compile(cachedData));
}

/** Reads the cache. V8 recognises the program by its length alone, so both files must bear the time that the build gave them. */
function readCache() {
  try {
    return statSync(CACHE).mtimeMs === statSync(PROGRAM).mtimeMs ? readFileSync(CACHE) : undefined;
  } catch {
    return undefined; // there is none: it is only for speed
  }
}

function compile(cachedData) {
  const source = readFileSync(PROGRAM, "latin1"); // the build writes ASCII
  return new Script(HEAD + source + TAIL, { filename: PROGRAM, columnOffset: -HEAD.length, cachedData });
}

function runScript(script) {
  const program = { exports: {} };
  script.runInThisContext()(program.exports, require, program, PROGRAM, dirname(PROGRAM));
  return program.exports;
}

module.exports = { CACHE, PROGRAM, compile, load, runScript };
