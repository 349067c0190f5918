// The directory of the server may be gone, or have a name that is no text. Scripts run all the same.

import assert from "node:assert/strict";
import { rmdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PROGRAM } from "../support/basehttp.ts";
import { ServerProgram } from "../support/server-program.ts";
import { CgiFolder, sh } from "./cgi-server.ts";

const LINUX = { skip: process.platform === "linux" ? false : "needs names of any bytes" };

/** Starts the command where `sh` has gone to. */
function start(folder: CgiFolder, go: string, ...operands: readonly string[]): Promise<ServerProgram> {
  const args = [process.execPath, PROGRAM, "--cgi", "--bind", "127.0.0.1", "0", ...operands];
  return ServerProgram.start("/bin/sh", ["-c", `${go} && exec "$0" "$@"`, ...args], { cwd: folder.path });
}

async function ask({ url }: ServerProgram, target: string): Promise<string> {
  return await (await fetch(url + target)).text();
}

test("scripts run when the directory of the server has been removed", LINUX, async () => {
  using folder = new CgiFolder({ "site/cgi-bin/ok": sh("echo ok") });
  await using program = await start(folder, "mkdir gone && cd gone", join(folder.path, "site"));
  rmdirSync(join(folder.path, "gone"));
  assert.equal(await ask(program, "/cgi-bin/ok"), "ok\n");
});

test("scripts run, and find their files, in a directory whose name is not UTF-8", LINUX, async () => {
  using folder = new CgiFolder({
    "site/cgi-bin/files": sh(
      'cat "$DOCUMENT_ROOT/file.txt" "$PATH_TRANSLATED"; tail -n 1 "$SCRIPT_FILENAME"; echo end',
    ),
    "site/file.txt": "file\n",
  });
  await using program = await start(folder, `mv site "$(printf 'od\\377')" && cd od*`);
  assert.equal(await ask(program, "/file.txt"), "file\n");
  assert.match(await ask(program, "/cgi-bin/files/file.txt"), /^file\nfile\ncat .* echo end\nend\n$/);
});
