// The same bytes to a handler written in Python and to its port to TypeScript, line by line: fixtures/handler.py and handler.ts.

import { fileURLToPath } from "node:url";
import { ServerProgram } from "../support/server-program.ts";
import { HANDLER_GROUPS } from "./cases/handlers.ts";
import { compareServers } from "./differential.ts";
import { HANDLER_DIFFERENCES } from "./handler-differences.ts";

const OURS = fileURLToPath(new URL("./fixtures/handler.js", import.meta.url));
/** Is not compiled: the tests run from the root of the project. */
const PYTHONS = "test/differential/fixtures/handler.py";

compareServers({
  title: "a handler in Python and its port",
  groups: HANDLER_GROUPS,
  startOurs: (protocol) => ServerProgram.start(process.execPath, [OURS, protocol]),
  startPython: ({ path }, protocol) => ServerProgram.start(path, ["-I", "-u", "-X", "utf8", PYTHONS, protocol]),
  expectedEverywhere: () => [],
  differences: HANDLER_DIFFERENCES,
});
