// Runs every check, one after another: `npm run check`, or some by name: `npm run check -- floors docs`.
import { run } from "./tools.js";

const node = (script) => [process.execPath, `scripts/${script}`];

/** The checks in order: a name, what it looks for, the command. Floors, package and docs look at what the build made. */
const CHECKS = [
  ["build", "src/ compiles into dist/", node("build.js")],
  ["types", "src, test, examples and bench type-check together", ["tsc", "-p", "tsconfig.json", "--noEmit"]],
  ["format", "format, order of imports, lint (biome)", ["biome", "check", "--error-on-warnings", "."]],
  ["lint", "promises, cycles, sizes of files and functions (oxlint)", ["oxlint", "--type-aware", "--deny-warnings"]],
  ["floors", "a file imports its own folder or a lower floor", node("check-floors.js")],
  ["dead", "no unused files, exports or dependencies (knip)", ["knip", "--no-progress", "--no-config-hints"]],
  ["package", "the package as published (publint, attw)", node("check-package.js")],
  ["docs", "the documents agree with the code", node("check-docs.js")],
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some(([known]) => known === name));
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(", ")}; there are ${CHECKS.map(([name]) => name).join(", ")}`);
  process.exit(2);
}

const failed = [];
for (const [name, purpose, [program, ...args]] of CHECKS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const start = performance.now();
  const { status, output } = run(program, args, "pipe");
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name.padEnd(8)} ${purpose} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(name);
  console.log(output.trim().replace(/^/gm, "       "));
}

if (failed.length > 0) {
  console.log(`\n${failed.length} failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
