// Writes the manual page from the table of options that the program is made of.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./tools.js";

/** Where the page is, as package.json says, too. */
export const MAN_PAGE = "docs/basehttp.1";

const MAKER = join(root, "build/package/cli/man-page.js");

/**
 * Makes the page.
 * @returns {Promise<string>}
 */
export async function manPage() {
  if (!existsSync(MAKER)) throw new Error("build/package/ is missing: run `npm run build`");
  return (await import(pathToFileURL(MAKER).href)).manPage();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(join(root, MAN_PAGE), await manPage());
}
