// Loads the program that `npm run build` has made into one file, with what V8 made of it then, if that is there and fits.
//
// V8 reads all of a file before it runs any: for this one that takes longer than everything else at its start. What it makes of it can be
// kept ("code cache"), for the very Node that made it. So a build keeps it for whoever runs the program from there; a published package
// has none. V8 refuses one of another version or with other flags, and one that is damaged, and reads the program then.
"use strict";

const { readFileSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const DIST = join(__dirname, "../dist");
const PROGRAM = join(DIST, "basehttp.cjs");

/** What V8 does not compare is in the name: a folder may be seen by machines of several kinds. */
const CACHE = join(DIST, `basehttp-${process.version}-${process.platform}-${process.arch}.cache`);

/** What CommonJS puts around a module. */
const HEAD = "(function (exports, require, module, __filename, __dirname) { ";
const TAIL = "\n})";

/** Loads the program, and returns what it exports. @throws an error with the code MODULE_NOT_FOUND or ENOENT when it has not been built */
function load() {
  // Both want to know of the file as a module of Node, and not of a script.
  const isWatched = process.sourceMapsEnabled || process.env.NODE_V8_COVERAGE !== undefined;
  const cachedData = isWatched ? undefined : readCache();
  return cachedData === undefined ? require(PROGRAM) : runScript(compile(cachedData));
}

/** Reads the cache. V8 knows the program by its length alone, so both have to bear the time that the build gave them. */
function readCache() {
  try {
    return statSync(CACHE).mtimeMs === statSync(PROGRAM).mtimeMs ? readFileSync(CACHE) : undefined;
  } catch {
    return undefined; // none was made: it is only for speed
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
