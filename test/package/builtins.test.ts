// Which of Node's modules are loaded at the start. Each costs a part of a millisecond or more, and memory.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { RunningProgram } from "../support/running-program.ts";

/** The tests run from the root of the project. */
const ROOT = process.cwd();

/** What the command may load besides what a server of node:net loads that answers without looking: what bin/load.js runs it with. */
const OF_THE_COMMAND: readonly string[] = ["vm"];
/** What importing the library may load besides what importing a module loads that has nothing in it: nothing. */
const OF_THE_LIBRARY: readonly string[] = [];

const BARE_SERVER = `
require("node:net").createServer((socket) => {
  socket.on("data", () => socket.end("HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"));
}).listen(0, "127.0.0.1", function () { console.log(\`port \${this.address().port} \`); });
`;

/** Prints what is loaded, when it is told to. Time limits are looked at a second after the start, with what that needs: never here. */
const REPORTER = `
globalThis.setInterval = () => ({ unref() {} });
process.on("SIGUSR2", () => {
  require("node:fs").writeSync(1, \`loaded \${JSON.stringify(process.moduleLoadList)}\\n\`);
});
`;

const isWindows = process.platform === "win32";

test("when it has answered, the command has loaded what a bare server of node:net has, and hardly more", {
  skip: isWindows && "Windows has no SIGUSR2",
}, async () => {
  await using folder = await temporaryFolder();
  const bare = await loadedByServer(folder.path, [await folder.write("bare.cjs", BARE_SERVER)]);
  const options = ["--bind", "127.0.0.1", "0", folder.path];
  const command = await loadedByServer(folder.path, [join(ROOT, "bin/basehttp.js"), ...options]);
  assert.ok(command.includes("net"));
  assert.deepEqual(besides(command, bare), OF_THE_COMMAND);
});

test("importing the library loads nothing of Node", async () => {
  await using folder = await temporaryFolder();
  const loadedBy = async (module: string): Promise<string[]> => {
    const script = `await import(${JSON.stringify(pathToFileURL(module).href)});
      const { writeSync } = process.getBuiltinModule("node:fs");
      writeSync(1, \`loaded \${JSON.stringify(process.moduleLoadList)}\\n\`);`;
    await using program = new RunningProgram(process.execPath, [await folder.write("import.mjs", script)]);
    return await loadedIn(program);
  };
  const empty = await loadedBy(await folder.write("empty.mjs", ""));
  assert.deepEqual(besides(await loadedBy(join(ROOT, "dist/index.js")), empty), OF_THE_LIBRARY);
});

function besides(all: readonly string[], usual: readonly string[]): string[] {
  return all.filter((name) => !usual.includes(name)).sort();
}

async function loadedByServer(folder: string, command: readonly string[]): Promise<string[]> {
  const reporter = join(folder, "reporter.cjs");
  await writeFile(reporter, REPORTER);
  const { npm_lifecycle_event: _, ...env } = process.env; // below npm the command asks whether there is a terminal
  const args = ["--require", reporter, ...command];
  await using server = new RunningProgram(process.execPath, args, { env });
  const [port] = (await server.said(/(?<=(?:^| )port )\d+ /)) as [string];
  await (await fetch(`http://127.0.0.1:${Number(port)}/reporter.cjs`)).arrayBuffer();
  server.kill("SIGUSR2");
  return await loadedIn(server);
}

async function loadedIn(program: RunningProgram): Promise<string[]> {
  const [, list] = await program.said(/^loaded (.*)\n/m);
  return (JSON.parse(list as string) as string[])
    .map((entry) => entry.replace(/^NativeModule /, ""))
    .filter((name) => builtinModules.includes(name));
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "basehttp-builtins-"));
  return {
    path,
    write: async (name: string, text: string): Promise<string> => {
      await writeFile(join(path, name), text);
      return join(path, name);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}
