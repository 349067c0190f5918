// The completion script for bash.

import { choicesOf, type NamedOption } from "../option.ts";
import { OPTIONS } from "../options.ts";
import { negationOf, ORIGIN, wordsOf } from "./words.ts";

/**
 * Makes the script. Paths are left to bash itself, which knows how to quote them. Bash 3 has no `compopt`: it offers files where
 * directories are meant, and wherever nothing else fits.
 */
export function bashCompletion(): string {
  const words = OPTIONS.flatMap((option) => [...wordsOf(option), negationOf(option) ?? []].flat());
  return `# Completion of basehttp for bash, ${ORIGIN} bash\`.

_basehttp() {
  local word=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD - 1]} before= at
  for ((at = 1; at < COMP_CWORD; at++)); do
    [[ \${COMP_WORDS[at]} == -- ]] && return
  done
  if [[ $word == --*=* ]]; then # "=" is part of this word, but readline, which replaces only $2, may split there
    option=\${word%%=*}= word=\${word#*=}
    if [[ $2 == --*=* ]]; then before=$option; fi
  elif [[ $word == = ]]; then
    option=$option= word=
  elif [[ $option == = && COMP_CWORD -gt 2 ]]; then
    option=\${COMP_WORDS[COMP_CWORD - 2]}=
  fi
  case $option in
${valueCases()}    *) if [[ $word == -* ]]; then _basehttp_offer ${words.join(" ")}; fi ;;
  esac
}

# Offers those of its arguments that begin with the word, and nothing else.
_basehttp_offer() {
  local IFS=$' \\n'
  compopt +o default 2>/dev/null
  COMPREPLY=($(compgen -P "$before" -W "$*" -- "$word"))
  if [[ \${COMPREPLY-} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}

complete -o bashdefault -o default -F _basehttp basehttp
`;
}

/** Makes the cases of options with a value. */
function valueCases(): string {
  const patterns = new Map<string, string[]>();
  for (const option of OPTIONS.filter(({ metavar }) => metavar !== undefined)) {
    const action = actionOf(option);
    patterns.set(action, [...(patterns.get(action) ?? []), ...patternsOf(option)]);
  }
  return [...patterns].map(([action, words]) => `    ${words.join(" | ")}) ${action} ;;\n`).join("");
}

/** Returns what stands before the value: the name with `=`, or alone where the value cannot be left out. */
function patternsOf(option: NamedOption): string[] {
  const words = wordsOf(option);
  const joined = words.filter((word) => word.startsWith("--")).map((word) => `${word}=`);
  return [...(option.bareText === undefined ? words : []), ...joined];
}

function actionOf(option: NamedOption): string {
  if (option.names === "directory") return "compopt +o default -o dirnames 2>/dev/null";
  if (option.names !== undefined) return ":"; // bash offers files
  return ["_basehttp_offer", ...choicesOf(option)].join(" ");
}
