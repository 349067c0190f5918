// Writes the table of options into the README, between two markers, from the table of options that the program is made of.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./tools.js";

const BEGIN = "<!-- options -->";
const END = "<!-- /options -->";
const TABLE = join(root, "build/package/cli/options-markdown.js");

/**
 * Puts the table of options between the markers of a Markdown text.
 * @param {string} markdown
 * @returns {Promise<string>}
 */
export async function withOptionTable(markdown) {
  const begin = markdown.indexOf(BEGIN);
  const end = markdown.indexOf(END, begin);
  if (begin === -1 || end === -1) throw new Error(`README.md lacks the markers ${BEGIN} and ${END}`);
  if (!existsSync(TABLE)) throw new Error("build/package/ is missing: run `npm run build`");
  const { optionsMarkdown } = await import(pathToFileURL(TABLE).href);
  return `${markdown.slice(0, begin + BEGIN.length)}\n\n${optionsMarkdown()}\n${markdown.slice(end)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const readme = join(root, "README.md");
  writeFileSync(readme, await withOptionTable(readFileSync(readme, "utf8")));
}
