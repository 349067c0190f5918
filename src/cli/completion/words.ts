// What the completions of all shells say about an option.

import { longName, type NamedOption, negatedName } from "../option.ts";

/** Says in the first lines of every script where it comes from. */
export const ORIGIN = "made from the program's table of options by `basehttp --completion";

/** Returns all names of an option with their dashes, except the one that takes it back. */
export function wordsOf(option: NamedOption): string[] {
  const long = `--${longName(option)}`;
  return option.short === undefined ? [long] : [`-${option.short}`, long];
}

/** Returns the name that takes a switch back, with its dashes; undefined if the option is not a switch. */
export function negationOf(option: NamedOption): string | undefined {
  const name = negatedName(option);
  return name === undefined ? undefined : `--${name}`;
}

/** Says what an option does, as briefly as a menu needs it: the first clause of its help. */
export function clauseOf({ help }: NamedOption): string {
  return help.split(/[;:] /, 1)[0] as string;
}

/** Says what the opposite of a switch does. */
export function negatedClauseOf(option: NamedOption): string {
  return `switch --${longName(option)} off`;
}

/** Puts a text between single quotes, for zsh and other shells like Bourne's. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
