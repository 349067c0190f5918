// The completion script for zsh.

import { choicesOf, type NamedOption } from "../option.ts";
import { OPTIONS } from "../options.ts";
import { clauseOf, negatedClauseOf, negationOf, ORIGIN, shellQuoted, wordsOf } from "./words.ts";

/** Makes the script. It is meant for a folder of `fpath`, but can be sourced as well. */
export function zshCompletion(): string {
  const specs = OPTIONS.flatMap(specsOf).map((spec) => ` \\\n    ${spec}`);
  return `#compdef basehttp
# Completion of basehttp for zsh, ${ORIGIN} zsh\`.

_basehttp() {
  _arguments -s -S : '*:what to serve:_files'${specs.join("")}
}

if [[ $funcstack[1] == _basehttp ]]; then _basehttp "$@"; else compdef _basehttp basehttp; fi
`;
}

/** Makes what _arguments wants to know about each name of an option: `'(-b --bind)--bind=[listen here]:ADDRESS: '`. */
function specsOf(option: NamedOption): string[] {
  const words = wordsOf(option);
  const negation = negationOf(option);
  const all = negation === undefined ? words : [...words, negation];
  const isRepeatable = option.isRepeatable === true;
  const others = isRepeatable ? "*" : `(${all.join(" ")})`;
  const specs = words.map((word) => `${others}${word}${valueMark(option, word)}[${escaped(clauseOf(option))}]`);
  const value = valueSpec(option);
  const quotedSpecs = specs.map((spec) => shellQuoted(spec + value));
  if (negation === undefined) return quotedSpecs;
  return [...quotedSpecs, shellQuoted(`(${all.join(" ")})${negation}[${escaped(negatedClauseOf(option))}]`)];
}

/** Says how the value follows the name: after `=` only, in the same word or the next one, or not at all. */
function valueMark({ metavar, bareText }: NamedOption, word: string): string {
  if (metavar === undefined) return "";
  if (bareText !== undefined) return "=-";
  return word.startsWith("--") ? "=" : "+";
}

function valueSpec(option: NamedOption): string {
  const { metavar, bareText } = option;
  if (metavar === undefined) return "";
  return `${bareText === undefined ? ":" : "::"}${escaped(metavar)}:${actionOf(option)}`;
}

function actionOf(option: NamedOption): string {
  const choices = choicesOf(option);
  if (option.names !== undefined) return option.names === "directory" ? "_path_files -/" : "_files";
  if (choices.length === 0) return " "; // nothing to offer but the name of the value
  return choices[0]?.endsWith("=") === true ? `{compadd -S "" - ${choices.join(" ")}}` : `(${choices.join(" ")})`;
}

function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&");
}
