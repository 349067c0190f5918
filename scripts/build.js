// Compiles src/ into build/package/, and makes dist/ from it: the types as they are, the code in as few files as possible, as loading a
// hundred files takes longer than everything else before the first request. Then removes from both folders whatever no longer has a
// source. (Removing first would pull dist/ from under a server that runs from it.)
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { filesUnder, root, run } from "./tools.js";

const COMPILED = "build/package";

/** All that bin/basehttp.js runs, in CommonJS, which starts sooner. */
const COMMAND = "basehttp.cjs";

/**
 * All that can be imported, in two files: whoever imports a server need not load what only some programs want. The entries only re-export
 * from these, and the second imports what they share from the first, so a class is the same wherever it is imported from.
 */
const LIBRARY = "library.js";
const EXTRAS = "extras.js";

/** The modules that package.json exports, and the file each exports from. A thing has the same name in all modules that export it. */
const ENTRIES = {
  "index.js": LIBRARY,
  "socketserver/index.js": LIBRARY,
  "http/index.js": LIBRARY,
  "mixins/index.js": EXTRAS,
  "testing/index.js": EXTRAS,
  "web/index.js": EXTRAS,
};

/** The completion scripts, a file for each shell. The program reads one when it is asked for it, and is no larger for them. */
const COMPLETIONS = ["bash", "zsh", "fish"].map((shell) => `completions/basehttp.${shell}`);

/** Node shows the line above an error that nobody catches: a long one would bury what the error says. */
const LINE_CHARACTERS = 120;

/** Source maps are not published, so the code names them only on request, as coverage needs it. */
const NAMES_MAPS = process.argv.includes("--name-maps");

const BUNDLES = [COMMAND, LIBRARY, EXTRAS];
const WRITTEN = [...BUNDLES.flatMap((file) => [file, `${file}.map`]), ...Object.keys(ENTRIES), ...COMPLETIONS];

const IN_PACKAGE = /build[\\/]package[\\/].*\.js$/;

/**
 * Takes Node's modules by a call instead of an import statement: a statement makes a module with all exports of each, and so loads even
 * what Node would load on first use. For node:fs that is the streams.
 */
const builtinsByCall = {
  name: "builtins-by-call",
  setup({ onLoad }) {
    onLoad({ filter: IN_PACKAGE }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        /^import \{(.*)\} from ("node:.*");$/gm,
        (_, names, id) => `const {${names.replaceAll(" as ", ": ")}} = process.getBuiltinModule(${id});`,
      ),
    }));
  },
};

/** Leaves the modules of the library in its file, and adds an export statement to `taken` for all that is imported from them. */
function takeFromLibrary(modules, taken) {
  const isTaken = (from, path) => modules.has(join(from, path));
  return {
    name: "take-from-library",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
        isTaken(resolveDir, path) ? { path: `./${LIBRARY}`, external: true } : undefined,
      );
      onLoad({ filter: IN_PACKAGE }, ({ path }) => {
        for (const [, names, from] of readFileSync(path, "utf8").matchAll(/^import \{ (.*) \} from "(\..*)";$/gm)) {
          if (!isTaken(dirname(path), from)) continue;
          const module = JSON.stringify(join(dirname(path), from));
          for (const name of names.split(", ")) taken.add(`export { ${name.split(" as ", 1)} } from ${module};`);
        }
      });
    },
  };
}

/** Puts a module and all it imports into one file. Names stay as they are, for messages and stack traces; the map has the positions. */
async function bundle(contents, file, options = {}) {
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: COMPILED },
    outfile: `dist/${file}`,
    bundle: true,
    platform: "node",
    format: file.endsWith(".cjs") ? "cjs" : "esm",
    target: "node20.19",
    define: file.endsWith(".cjs") ? { "import.meta.dirname": "__dirname" } : {},
    plugins: [builtinsByCall],
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: LINE_CHARACTERS,
    sourcemap: NAMES_MAPS ? "linked" : "external",
    sourcesContent: false,
    logLevel: "warning",
    metafile: true,
    ...options,
  });
  return new Set(Object.keys(metafile.inputs).map((path) => join(root, path)));
}

/** Makes the two files of the library: the second one first, to know what it takes from the first. */
async function bundleLibrary() {
  const allOf = (file) =>
    Object.keys(ENTRIES)
      .filter((entry) => ENTRIES[entry] === file)
      .map((entry) => `export * from "./${entry}";`);
  const modules = await bundle(allOf(LIBRARY).join("\n"), LIBRARY, { write: false });
  const taken = new Set();
  await bundle(allOf(EXTRAS).join("\n"), EXTRAS, { plugins: [takeFromLibrary(modules, taken), builtinsByCall] });
  await bundle([...allOf(LIBRARY), ...taken].join("\n"), LIBRARY);
}

async function writeEntry([entry, file]) {
  const names = Object.keys(await import(pathToFileURL(join(root, COMPILED, entry)).href));
  const source = (entry.includes("/") ? "../" : "./") + file;
  mkdirSync(join(root, "dist", dirname(entry)), { recursive: true });
  writeFileSync(
    join(root, "dist", entry),
    `export {\n${names.map((name) => `  ${name},\n`).join("")}} from "${source}";\n`,
  );
}

async function writeCompletions() {
  const { completionScripts } = await import(pathToFileURL(join(root, COMPILED, "cli/completion/scripts.js")).href);
  const scripts = completionScripts();
  mkdirSync(join(root, "dist/completions"), { recursive: true });
  for (const [shell, script] of Object.entries(scripts))
    writeFileSync(join(root, `dist/completions/basehttp.${shell}`), script);
}

/** Removes the files made from sources that are gone. */
function clean(folder, isWanted) {
  for (const file of filesUnder(folder)) if (!isWanted(file)) rmSync(join(root, folder, file));
}

/** Writes the code cache of the command now in dist/. Without it the command only starts more slowly. */
function writeCodeCache() {
  const { status, output } = run(process.execPath, ["scripts/make-code-cache.js"], "pipe");
  if (status !== 0) console.warn(`No code cache was written:\n${output}`);
}

const hasSource = (file) => existsSync(join(root, "src", file.replace(/(\.d\.ts|\.js|\.js\.map)$/, ".ts")));

const { status } = run("tsc", ["-p", "tsconfig.build.json"]);
await bundle('export { main } from "./cli/main.js";', COMMAND);
await bundleLibrary();
await Promise.all([...Object.entries(ENTRIES).map(writeEntry), writeCompletions()]);
clean(COMPILED, hasSource);
clean("dist", (file) => WRITTEN.includes(file) || (file.endsWith(".d.ts") && hasSource(file)));
writeCodeCache();

process.exitCode = status;
