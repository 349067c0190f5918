// What the completions of all shells say of an option.

import { longName, type NamedOption, negatedName } from "../option.ts";

/** The head of every script. */
export const ORIGIN = "made of the program's table of options by `basehttp --completion";

/** Returns all names of an option with their dashes, but the one that takes it back. */
export function wordsOf(option: NamedOption): string[] {
  const long = `--${longName(option)}`;
  return option.short === undefined ? [long] : [`-${option.short}`, long];
}

/** Returns the name that takes a switch back, with its dashes; undefined for what is none. */
export function negationOf(option: NamedOption): string | undefined {
  const name = negatedName(option);
  return name === undefined ? undefined : `--${name}`;
}

/** Says what an option does as a menu has room for: the first clause. */
export function clauseOf({ help }: NamedOption): string {
  return help.split(/[;:] /, 1)[0] as string;
}

/** Says what the opposite of a switch does. */
export function negatedClauseOf(option: NamedOption): string {
  return `switch --${longName(option)} off`;
}

/** Puts a text between single quotes, for zsh and other shells of Bourne's kind. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
