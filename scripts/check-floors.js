// Checks that every source file imports its own folder or a lower floor, that src/http is pure, and that no imports go in a circle.
// dependency-cruiser reads the compiled build/package/ (it cannot read TypeScript 7); type-only imports, which leave no trace there,
// are read from the sources.
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { cruise } from "dependency-cruiser";
import { filesUnder, report, root } from "./tools.js";

/** Where the build leaves the modules from which it makes the package. */
const COMPILED = "build/package";

/** The floor of each folder of src/. "" is src/index.ts, the public API: above everything but the command line. */
const FLOORS = {
  http: 0,
  io: 0,
  files: 1,
  cgi: 1,
  socketserver: 2,
  server: 3,
  mixins: 4,
  testing: 4,
  web: 4,
  cli: 5,
  "": 4.5,
};

/** Within a floor, the folders another one may import. */
const NEIGHBOURS = { io: ["http"], cgi: ["files"] };

/** The only built-in modules a pure folder may import. */
const PURE = { http: ["buffer"] };

const folderOf = (file) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : "");

/** Says why the file `from` may not import `to`, both relative to src/ and without extension; undefined when it may. */
function objection(from, to) {
  const here = folderOf(from);
  const there = folderOf(to);
  if (here === there) return undefined;
  if (here in PURE) return `src/${here} is pure and imports nothing outside itself`;
  if (there === "cli") return "only bin/basehttp.js imports src/cli";
  if (FLOORS[there] < FLOORS[here] || NEIGHBOURS[here]?.includes(there)) return undefined;
  return `src/${there || "index"} (floor ${FLOORS[there]}) is not below src/${here} (floor ${FLOORS[here]})`;
}

/** Lists the type-only imports and re-exports of the sources as pairs of files relative to src/. */
function typeImports() {
  return filesUnder("src", ".ts").flatMap((from) => {
    const text = readFileSync(join(root, "src", from), "utf8");
    const imports = text.matchAll(/^(?:import|export)\s[^;"]*?from\s+"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm);
    return [...imports].map((found) => ({ from, to: posix.join(posix.dirname(from), found[1] ?? found[2]) }));
  });
}

/** Lists the run-time imports of the compiled modules as dependency-cruiser found them, and the loops among them. */
async function runTimeImports() {
  const { output } = await cruise([COMPILED], {
    baseDir: root,
    doNotFollow: { path: "node_modules" },
    ruleSet: { forbidden: [{ name: "no-circular", severity: "error", from: {}, to: { circular: true } }] },
    validate: true,
  });
  const modules = output.modules.filter(({ source }) => source.startsWith(`${COMPILED}/`));
  const edges = modules.flatMap(({ source, dependencies }) =>
    dependencies.map((dependency) => ({ from: source.slice(`${COMPILED}/`.length), dependency })),
  );
  const loops = output.summary.violations.map(({ from, cycle }) =>
    [from, ...cycle.map(({ name }) => name)].join(" -> "),
  );
  return { count: modules.length, edges, loops };
}

const problems = new Set();
const { count, edges, loops } = await runTimeImports();
const sources = filesUnder("src", ".ts");

if (count < sources.length)
  problems.add(`${COMPILED}/ has ${count} modules for ${sources.length} sources: run \`npm run build\``);
for (const source of sources) {
  if (!(folderOf(source) in FLOORS))
    problems.add(`src/${source}: its folder has no floor; give it one in scripts/check-floors.js`);
  else if (folderOf(source) === "" && source !== "index.ts")
    problems.add(`src/${source}: only index.ts lies in src/ itself`);
}
for (const { from, to } of typeImports()) {
  const why = objection(from, to);
  if (why !== undefined) problems.add(`src/${from} imports src/${to}: ${why}`);
}
for (const { from, dependency } of edges) {
  const source = from.replace(/\.js$/, ".ts");
  const { coreModule, couldNotResolve, module, resolved } = dependency;
  if (couldNotResolve) problems.add(`src/${source} imports ${module}, which does not exist`);
  else if (resolved.startsWith(`${COMPILED}/`)) {
    const to = resolved.slice(`${COMPILED}/`.length).replace(/\.js$/, ".ts");
    const why = objection(source, to);
    if (why !== undefined) problems.add(`src/${source} imports src/${to}: ${why}`);
  } else if (folderOf(from) in PURE && !(coreModule && PURE[folderOf(from)].includes(resolved))) {
    problems.add(`src/${source} imports ${module}: src/${folderOf(from)} is pure`);
  }
}
for (const loop of loops) problems.add(`imports go in a circle: ${loop}`);

report([...problems], `${count} modules, ${edges.length} imports`);
