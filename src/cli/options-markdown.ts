// The README's table of options.

import { namesForHelp, variablesOf } from "./option.ts";
import { optionGroups } from "./options.ts";

/** Makes the table, in Markdown; it ends with a line end. */
export function optionsMarkdown(): string {
  const options = optionGroups().flatMap(([, members]) => members);
  const rows = options.map((option) => {
    const variables = variablesOf(option).map((name) => `\`${name}\``);
    return [`\`${namesForHelp(option)}\``, option.help, option.shownDefault ?? "", variables.join(", ")];
  });
  const lines = [["Option", "Meaning", "Default", "Environment"], ["---", "---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`).join("");
}
