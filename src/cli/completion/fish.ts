// The completion script for fish.

import { choicesOf, longName, type NamedOption, negatedName } from "../option.ts";
import { OPTIONS } from "../options.ts";
import { clauseOf, negatedClauseOf, ORIGIN } from "./words.ts";

/** Makes the script: a command for each name. */
export function fishCompletion(): string {
  return [`# Completion of basehttp for fish, ${ORIGIN} fish\`.\n\n`, ...OPTIONS.flatMap(linesOf)].join("");
}

function linesOf(option: NamedOption): string[] {
  const short = option.short === undefined ? "" : ` -s ${option.short}`;
  const line = `complete -c basehttp${short} -l ${longName(option)}${valueSpec(option)} -d ${quoted(clauseOf(option))}\n`;
  const negated = negatedName(option);
  if (negated === undefined) return [line];
  return [line, `complete -c basehttp -l ${negated} -d ${quoted(negatedClauseOf(option))}\n`];
}

/** Says whether a value follows, and what it can be. Fish completes paths to files by itself. */
function valueSpec(option: NamedOption): string {
  const { metavar, bareText, names } = option;
  if (metavar === undefined) return "";
  const presence = bareText === undefined ? " -r" : "";
  if (names === "directory") return `${presence} -f -a ${quoted(directoriesFor(option))}`;
  if (names !== undefined) return `${presence} -F`;
  const choices = choicesOf(option);
  return `${presence} -f${choices.length === 0 ? "" : ` -a ${quoted(choices.join(" "))}`}`;
}

/** Lists directories. By itself fish would complete the whole word, and repeat the option that it begins with. */
function directoriesFor(option: NamedOption): string {
  const before = [`--${longName(option)}=`, ...(option.short === undefined ? [] : [`-${option.short}`])].join("|");
  return `(__fish_complete_directories (commandline -ct | string replace -r -- '^(${before})' ''))`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
