// Compiles src/ into build/package/, and makes dist/ of it: the types as they are, the code in as few files as can be, as loading a
// hundred of them takes longer than everything else that happens before the first request. Then removes from both folders whatever
// no source stands behind any more. (Removing first would pull dist/ away from under a server that is running from it.)
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { filesUnder, root, run } from "./tools.js";

const COMPILED = "build/package";

/** All that bin/basehttp.js runs; CommonJS, which starts sooner. */
const COMMAND = "basehttp.cjs";

/** All that can be imported; the entries only name what they give of it. So a class is the same wherever it is imported from. */
const LIBRARY = "library.js";

/** The modules that package.json exports. Each thing has the same name in all that give it. */
const ENTRIES = ["index.js", "socketserver/index.js", "http/index.js", "mixins/index.js", "testing/index.js"];

/** Node shows the line above an error that nobody catches: a long one would bury what the error says. */
const LINE_CHARACTERS = 120;

const WRITTEN = [...[COMMAND, LIBRARY].flatMap((file) => [file, `${file}.map`]), ...ENTRIES];

/**
 * Takes Node's modules by a call instead of an import statement: that makes a module of each, with everything it has, also of what Node
 * would load when it is first used. For node:fs that is the streams.
 */
const builtinsByCall = {
  name: "builtins-by-call",
  setup({ onLoad }) {
    onLoad({ filter: /build[\\/]package[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(
        /^import \{(.*)\} from ("node:.*");$/gm,
        (_, names, id) => `const {${names.replaceAll(" as ", ": ")}} = process.getBuiltinModule(${id});`,
      ),
    }));
  },
};

/** Puts a module and all it imports into one file. Names stay as they are, for messages and stack traces; places are in the map. */
async function bundle(contents, file) {
  await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: COMPILED },
    outfile: `dist/${file}`,
    bundle: true,
    platform: "node",
    format: file.endsWith(".cjs") ? "cjs" : "esm",
    target: "node20.19",
    plugins: [builtinsByCall],
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: LINE_CHARACTERS,
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
  });
}

async function writeEntry(entry) {
  const names = Object.keys(await import(pathToFileURL(join(root, COMPILED, entry)).href));
  const library = (entry.includes("/") ? "../" : "./") + LIBRARY;
  mkdirSync(join(root, "dist", dirname(entry)), { recursive: true });
  writeFileSync(
    join(root, "dist", entry),
    `export {\n${names.map((name) => `  ${name},\n`).join("")}} from "${library}";\n`,
  );
}

/** Removes the files made of sources that are gone. */
function clean(folder, isWanted) {
  for (const file of filesUnder(folder)) if (!isWanted(file)) rmSync(join(root, folder, file));
}

/** Writes the command's code cache, of what is in dist/ now; without it the command starts later, and that is all. */
function writeCodeCache() {
  const { status, output } = run(process.execPath, ["scripts/make-code-cache.js"], "pipe");
  if (status !== 0) console.warn(`No code cache was written:\n${output}`);
}

const hasSource = (file) => existsSync(join(root, "src", file.replace(/(\.d\.ts|\.js|\.js\.map)$/, ".ts")));

const { status } = run("tsc", ["-p", "tsconfig.build.json"]);
await bundle('export { main } from "./cli/main.js";', COMMAND);
await bundle(ENTRIES.map((entry) => `export * from "./${entry}";`).join("\n"), LIBRARY);
await Promise.all(ENTRIES.map(writeEntry));
clean(COMPILED, hasSource);
clean("dist", (file) => WRITTEN.includes(file) || (file.endsWith(".d.ts") && hasSource(file)));
writeCodeCache();

process.exitCode = status;
