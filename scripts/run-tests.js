// Runs the compiled tests: `npm test`, `npm test -- socketserver http/ranges` (parts of paths), `npm test -- --test-only`.
// On a terminal the report is for people; elsewhere it is TAP, which always ends with the summary.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { filesUnder, root } from "./tools.js";

/** Nothing in one process takes this long, even on a busy machine: whatever does, hangs. */
const TIMEOUT_MS = 600_000;

/** Processes at a time: many of them mostly wait. Node's own choice is one less than there are processors. */
const CONCURRENCY = 2 * availableParallelism();

/**
 * Folders whose test files share processes, as starting Node and loading the modules takes longer than most of them; with the number of
 * processes: as few as possible without a last one to wait for. Those that take longest begin first.
 */
const SHARING = {
  clients: 3,
  server: 1,
  cli: 1,
  socketserver: 1,
  http: 1,
  mixins: 1,
  files: 1,
  io: 1,
  cgi: 1,
  bench: 1,
  web: 1,
};

/** Marks of a test file that runs alone: it looks at its process or changes it, or has hooks, which would apply to all tests in the process. */
const ALONE =
  /\/proc\/self|memoryUsage|moduleLoadList|\bmock\b|process\.(?:env\[|on|emit|chdir|umask|sete)|defineProperty\(process|^(?:before|after)\w*\(/m;

const given = process.argv.slice(2);
const options = given.filter((arg) => arg.startsWith("--"));
const filters = given.filter((arg) => !arg.startsWith("--"));

const compiled = (file) => `build/test/${file.replace(/\.ts$/, ".js")}`;

// Listed from the sources, so that what was compiled from a deleted test does not run.
const files = filesUnder("test", ".test.ts").filter(
  (file) => filters.length === 0 || filters.some((filter) => compiled(file).includes(filter)),
);

if (files.length === 0) {
  console.error(filters.length === 0 ? "no tests under test/" : `no test's path contains ${filters.join(" or ")}`);
  process.exit(1);
}

if (!options.some((option) => option.startsWith("--test-reporter"))) {
  options.push(`--test-reporter=${process.stdout.isTTY ? "spec" : "tap"}`);
}
const bounds = [`--test-timeout=${TIMEOUT_MS}`, `--test-concurrency=${CONCURRENCY}`];
const node = ["--enable-source-maps", "--test", ...bounds, ...options, ...processes(files)];
const result = spawnSync(process.execPath, node, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
process.exitCode = result.status ?? 1;

/** Returns the modules to run, each in a process of its own: those that import the files that share one, and single test files. */
function processes(files) {
  const folderOf = (file) => file.split("/", 1)[0];
  const isAlone = (file) => !(folderOf(file) in SHARING) || ALONE.test(readFileSync(join(root, "test", file), "utf8"));
  const groups = new Map();
  for (const [folder, count] of Object.entries(SHARING)) {
    for (const [index, file] of files.filter((each) => folderOf(each) === folder && !isAlone(each)).entries()) {
      const name = `${folder}-${index % count}`;
      groups.set(name, [...(groups.get(name) ?? []), file]);
    }
  }
  return [...[...groups].map(([name, members]) => writeGroup(name, members)), ...files.filter(isAlone).map(compiled)];
}

/** Writes a module that imports test files. Returns its path. */
function writeGroup(name, files) {
  mkdirSync(join(root, "build/test-groups"), { recursive: true });
  const path = `build/test-groups/${name}.js`;
  writeFileSync(join(root, path), files.map((file) => `import "../../${compiled(file)}";\n`).join(""));
  return path;
}
