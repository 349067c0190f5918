// Writes what V8 makes of the command's program (see bin/load.js), functions that run before the first answer included: starts the
// program, asks it for this folder's page and a file, and writes then.
import { renameSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const { CACHE, PROGRAM, compile, runScript } = createRequire(import.meta.url)("../bin/load.js");

/** Where no server can be started or asked, the cache holds less, which is all; 5 s. */
const TIME_MS = 5000;

const script = compile();
const { main } = runScript(script);
const folder = fileURLToPath(new URL(".", import.meta.url));

try {
  const port = await start(["--bind", "127.0.0.1", "--quiet", "0", folder]);
  for (const path of ["/make-code-cache.js", "/"]) await ask(port, path);
} catch (error) {
  console.warn(`The code cache knows only how the program begins: ${error.message}`);
}
writeFileSync(`${CACHE}.new`, script.createCachedData());
const now = new Date();
for (const path of [PROGRAM, `${CACHE}.new`]) utimesSync(path, now, now); // by this they know each other
renameSync(`${CACHE}.new`, CACHE); // nobody reads half of one
process.exit();

/** Starts the program; resolves to its port, which the first line it prints says. */
async function start(args) {
  const write = process.stdout.write;
  try {
    return await withinTime((resolve, reject) => {
      process.stdout.write = (text) => resolve(Number(/ port (\d+) /.exec(text)?.[1]));
      main(args).catch(reject);
    });
  } finally {
    process.stdout.write = write;
  }
}

function ask(port, path) {
  return withinTime((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.end(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    });
    socket.resume().on("error", reject).on("close", resolve);
  });
}

function withinTime(executor) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer in time")), TIME_MS).unref();
    executor(resolve, reject);
  });
}
