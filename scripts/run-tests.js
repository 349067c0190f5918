// Runs the compiled tests: `npm test`, `npm test -- socketserver http/ranges` (parts of paths), `npm test -- --test-only`.
// On a terminal the report is for people; elsewhere it is TAP, which always closes on the summary.
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { filesUnder, root } from "./tools.js";

/** No file of tests takes this long, on a machine with other work to do either: one that does hangs. */
const TIMEOUT_MS = 120_000;

/** Test files at a time: many of them wait most of the time. Node's own choice is one less than there are processors. */
const CONCURRENCY = 2 * availableParallelism();

const given = process.argv.slice(2);
const options = given.filter((arg) => arg.startsWith("--"));
const filters = given.filter((arg) => !arg.startsWith("--"));

// From the sources, so that the compiled rest of a deleted test does not run.
const files = filesUnder("test", ".test.ts")
  .map((file) => `build/test/${file.replace(/\.ts$/, ".js")}`)
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));

if (files.length === 0) {
  console.error(filters.length === 0 ? "no tests under test/" : `no test's path contains ${filters.join(" or ")}`);
  process.exit(1);
}

if (!options.some((option) => option.startsWith("--test-reporter"))) {
  options.push(`--test-reporter=${process.stdout.isTTY ? "spec" : "tap"}`);
}
const bounds = [`--test-timeout=${TIMEOUT_MS}`, `--test-concurrency=${CONCURRENCY}`];
const node = ["--enable-source-maps", "--test", ...bounds, ...options, ...files];
const result = spawnSync(process.execPath, node, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
process.exitCode = result.status ?? 1;
