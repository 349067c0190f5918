// Checks the package as it would be published: its files, its entry points (publint) and its types (attw).
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report, root, run } from "./tools.js";

/** Files that nothing in package.json names, or that npm silently leaves out if they are missing. */
const EXPECTED = [
  "LICENSE",
  "README.md",
  "CHANGELOG.md",
  "bin/basehttp.js",
  "dist/basehttp.cjs",
  "dist/library.js",
  "dist/extras.js",
  "dist/completions/basehttp.bash",
];

/** What a published package may hold: the program, and what its README leads to. */
const ALLOWED = [
  /^bin\//,
  /^dist\/.*\.(c?js|d\.ts)$/,
  /^dist\/completions\/basehttp\.(bash|zsh|fish)$/,
  /^(docs|examples)\/.*\.(js|md|png)$/,
  /^docs\/basehttp\.1$/,
  /^bench\/[A-Z]+\.md$/,
  /^[A-Z]+(\.md)?$/,
  /^package\.json$/,
];

/** The beginning of the line by which tools find a source map. */
const MAP_MARK = "\n//# sourceMappingURL=";

const problems = [];
const folder = mkdtempSync(join(tmpdir(), "basehttp-package-"));
try {
  const packed = run("npm", ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", folder], "pipe");
  if (packed.status !== 0) throw new Error(`npm pack failed:\n${packed.output}`);
  const [{ filename, files }] = JSON.parse(packed.output);
  const paths = files.map(({ path }) => path);
  for (const path of EXPECTED) if (!paths.includes(path)) problems.push(`the package lacks ${path}`);
  for (const path of paths)
    if (!ALLOWED.some((allowed) => allowed.test(path))) problems.push(`the package holds ${path}`);
  for (const path of paths) {
    if (/^dist\/[^/]*\.c?js$/.test(path) && readFileSync(join(root, path), "latin1").includes(MAP_MARK))
      problems.push(`${path} names a source map, which is not published: run \`npm run build\``);
  }

  const tarball = join(folder, filename);
  const publint = run("publint", ["run", tarball, "--strict"], "pipe");
  if (publint.status !== 0) problems.push(`publint:\n${publint.output.trim()}`);
  const attw = run("attw", [tarball, "--profile", "esm-only", "--no-definitely-typed", "--format", "ascii"], "pipe");
  if (attw.status !== 0) problems.push(`attw:\n${attw.output.trim()}`);
  report(problems, `${files.length} files, publint and attw agree`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
