// The same bytes to `python3 -m http.server` and to `basehttp --like python`, over the same folder: status lines, header fields with their order
// and casing, bodies, log lines and the end of the connection are the same, but for the differences that are named.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startBasehttp } from "../support/basehttp.ts";
import { ServerProgram } from "../support/server-program.ts";
import type { Group } from "./cases/case.ts";
import { CONDITIONAL, HEADERS } from "./cases/headers.ts";
import { DIRECTORIES, ENCODINGS, PATHS, TYPES_AND_SIZES } from "./cases/paths.ts";
import { BODIES, BROKEN_OFF, PERSISTENCE } from "./cases/persistence.ts";
import { METHODS, REQUEST_LINES, VERSIONS } from "./cases/request-lines.ts";
import { expectedEverywhere } from "./compare.ts";
import { compareServers, type Protocol } from "./differential.ts";
import { FILE_DIFFERENCES } from "./file-differences.ts";
import { ServedFolder } from "./folder.ts";
import { PROTOCOL_DIFFERENCES } from "./protocol-differences.ts";
import type { Python } from "./pythons.ts";

const GROUPS: readonly Group[] = [
  METHODS,
  REQUEST_LINES,
  VERSIONS,
  HEADERS,
  CONDITIONAL,
  PATHS,
  ENCODINGS,
  DIRECTORIES,
  TYPES_AND_SIZES,
  BROKEN_OFF,
  PERSISTENCE,
  BODIES,
];

/** `python3 -m http.server`, without the media types of this machine. */
const PYTHON_PROGRAM = `
import mimetypes, runpy
mimetypes.knownfiles.clear()
runpy.run_module("http.server", run_name="__main__", alter_sys=True)
`;

/** The same in HTTP/1.1; before Python 3.11 the command line has no option for that. */
const PYTHON_PROGRAM_11 = `
import mimetypes, os, sys
mimetypes.knownfiles.clear()
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer, test
os.chdir(sys.argv[1])
test(SimpleHTTPRequestHandler, ThreadingHTTPServer, protocol="HTTP/1.1", port=0, bind="127.0.0.1")
`;

let folder: ServedFolder | undefined;
after(() => folder?.[Symbol.dispose]());

/** The folder both servers serve. */
function served(): string {
  folder ??= new ServedFolder();
  return folder.path;
}

function startPython({ path }: Python, protocol: Protocol): Promise<ServerProgram> {
  const flags = ["-I", "-u", "-X", "utf8"]; // nothing of the machine's settings, no buffers, names as UTF-8
  if (protocol === "HTTP/1.1") return ServerProgram.start(path, [...flags, "-c", PYTHON_PROGRAM_11, served()]);
  const args = ["--bind", "127.0.0.1", "--directory", served(), "0"];
  return ServerProgram.start(path, [...flags, "-c", PYTHON_PROGRAM, ...args]);
}

compareServers({
  title: "python3 -m http.server and basehttp --like python",
  groups: GROUPS,
  startOurs: (protocol) => startBasehttp(served(), "--like", "python", "--protocol", protocol),
  startPython,
  expectedEverywhere,
  differences: { ...PROTOCOL_DIFFERENCES, ...FILE_DIFFERENCES },
});

test("at least 220 requests are compared", () => {
  const count = GROUPS.reduce((sum, { cases }) => sum + cases.length, 0);
  assert.ok(count >= 220, `${count} requests`);
});
