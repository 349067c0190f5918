// The README's table of options.

import { GROUPS, namesForHelp, variablesOf } from "./option.ts";
import { OPTIONS } from "./options.ts";

/** Makes the table, in Markdown; it ends with a line end. */
export function optionsMarkdown(): string {
  const options = GROUPS.flatMap((group) => OPTIONS.filter((option) => option.group === group));
  const rows = options.map((option) => {
    const variables = variablesOf(option).map((name) => `\`${name}\``);
    return [`\`${namesForHelp(option)}\``, option.help, option.shownDefault ?? "", variables.join(", ")];
  });
  const lines = [["Option", "Meaning", "Default", "Environment"], ["---", "---", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`).join("");
}
