// Compiles src/ into dist/, makes one file of the command, then removes from dist/ whatever no source stands behind any more.
// (Removing first would pull dist/ away from under a server that is running from it.)
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { filesUnder, root, run } from "./tools.js";

/** What bin/basehttp.js runs: all the command needs in one file, as loading a hundred of them doubles the time to start. */
const COMMAND = "basehttp.js";

const { status } = run("tsc", ["-p", "tsconfig.build.json"]);

// Names stay as they are, for messages and stack traces; their places are in the map.
await build({
  absWorkingDir: root,
  entryPoints: ["dist/cli/main.js"],
  outfile: `dist/${COMMAND}`,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: "linked",
  sourcesContent: false,
  logLevel: "warning",
});

for (const file of filesUnder("dist")) {
  if (file === COMMAND || file === `${COMMAND}.map`) continue;
  const source = file.replace(/(\.d\.ts|\.js|\.js\.map)$/, ".ts");
  if (!existsSync(join(root, "src", source))) rmSync(join(root, "dist", file));
}

process.exitCode = status;
