// Compiles src/ into dist/, then removes from dist/ whatever no source stands behind any more.
// (Removing first would pull dist/ away from under a server that is running from it.)
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { filesUnder, root, run } from "./tools.js";

const { status } = run("tsc", ["-p", "tsconfig.build.json"]);

for (const file of filesUnder("dist")) {
  const source = file.replace(/(\.d\.ts|\.js|\.js\.map)$/, ".ts");
  if (!existsSync(join(root, "src", source))) rmSync(join(root, "dist", file));
}

process.exitCode = status;
