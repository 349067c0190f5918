// Writes V8's code cache of the command's program (see bin/load.js), with the functions that run before the first answer: it starts the
// program, requests this folder's listing and a file from it, and then writes.
import { renameSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const { CACHE, PROGRAM, compile, runScript } = createRequire(import.meta.url)("../bin/load.js");

/** How long to wait for the server and its answers; 5 s. Without them the cache only holds less. */
const TIME_MS = 5000;

const script = compile();
const { main } = runScript(script);
const folder = fileURLToPath(new URL(".", import.meta.url));

try {
  const port = await start(["--bind", "127.0.0.1", "--quiet", "0", folder]);
  for (const path of ["/make-code-cache.js", "/"]) await ask(port, path);
} catch (error) {
  console.warn(`The code cache holds only the beginning of the program: ${error.message}`);
}
writeFileSync(`${CACHE}.new`, script.createCachedData());
const now = new Date();
for (const path of [PROGRAM, `${CACHE}.new`]) utimesSync(path, now, now); // the same time shows that they belong together
renameSync(`${CACHE}.new`, CACHE); // so nobody reads half a cache
process.exit();

/** Starts the program; resolves to its port, which is in the first line it prints. */
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
