// The same bytes to `python3 -m http.server --cgi` and to `basehttp --cgi`, over the same folder of scripts.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ServerProgram } from "../support/server-program.ts";
import { SCRIPT_GROUPS } from "./cases/scripts.ts";
import { CGI_DIFFERENCES } from "./cgi-differences.ts";
import { scriptFolder } from "./cgi-folder.ts";
import { compareServers, type Protocol } from "./differential.ts";
import type { Python } from "./pythons.ts";

const folder = scriptFolder();
after(() => folder[Symbol.dispose]());

/** Without the media types of this machine. Older Pythons serve the working directory, whatever they are told. */
const PYTHON_PROGRAM = `
import mimetypes, runpy, warnings
mimetypes.knownfiles.clear()
warnings.simplefilter("ignore")
runpy.run_module("http.server", run_name="__main__", alter_sys=True)
`;

import { PROGRAM } from "../support/basehttp.ts";

function startPython({ path }: Python): Promise<ServerProgram> {
  const args = ["-I", "-u", "-X", "utf8", "-c", PYTHON_PROGRAM, "--cgi", "--bind", "127.0.0.1", "0"];
  return ServerProgram.start(path, args, { cwd: folder.path });
}

function startOurs(protocol: Protocol): Promise<ServerProgram> {
  const args = [PROGRAM, "--cgi", "--like", "python", "--bind", "127.0.0.1", "--protocol", protocol, "0"];
  return ServerProgram.start(process.execPath, args, { cwd: folder.path });
}

compareServers({
  title: "python3 -m http.server --cgi and basehttp --cgi",
  groups: SCRIPT_GROUPS,
  startOurs,
  startPython,
  expectedEverywhere: () => [],
  differences: CGI_DIFFERENCES,
});

test("at least 100 requests are compared", () => {
  const count = SCRIPT_GROUPS.reduce((sum, { cases }) => sum + cases.length, 0);
  assert.ok(count >= 100, `${count} requests`);
});
