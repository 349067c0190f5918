// Writes the documents that are made from the sources: `npm run docs`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { differences } from "./differences.js";
import { root } from "./tools.js";

/** The README's table of options stands between these. */
const BEGIN = "<!-- options -->";
const END = "<!-- /options -->";

/** The documents by their paths, with the function that makes all of their text. */
export const MADE = {
  "docs/differences.md": differences,
  "README.md": readme,
  "docs/basehttp.1": async () => (await command("man-page")).manPage(),
};

async function readme() {
  const markdown = readFileSync(join(root, "README.md"), "utf8");
  const begin = markdown.indexOf(BEGIN);
  const end = markdown.indexOf(END, begin);
  if (begin === -1 || end === -1) throw new Error(`README.md lacks the markers ${BEGIN} and ${END}`);
  const { optionsMarkdown } = await command("options-markdown");
  return `${markdown.slice(0, begin + BEGIN.length)}\n\n${optionsMarkdown()}\n${markdown.slice(end)}`;
}

/** Loads a module of the command, which knows its options. */
function command(name) {
  const path = join(root, "build/package/cli", `${name}.js`);
  if (!existsSync(path)) throw new Error("build/package/ is missing: run `npm run build`");
  return import(pathToFileURL(path).href);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [path, make] of Object.entries(MADE)) writeFileSync(join(root, path), await make());
}
