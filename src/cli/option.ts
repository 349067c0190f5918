// What the table of options says about one option, and the names that follow from its key.

/** The headings of the help, in its order. */
export const GROUPS = [
  "where to listen",
  "what to serve",
  "how to answer",
  "CGI scripts",
  "HTTPS",
  "the program",
] as const;

/** What the environment variables of options begin with. */
export const PREFIX = "BASEHTTP_";

/** One of the headings of the help. */
type Group = (typeof GROUPS)[number];

/** One option of the command line. Its key in the table is its name: `tlsCert` is `--tls-cert` and `BASEHTTP_TLS_CERT`. */
interface Option<Value> {
  readonly group: Group;
  /** The letter of its short form. */
  readonly short?: string;
  /** Its long name without dashes, where it does not follow from the key: `404`. */
  readonly name?: string;
  /** What the help calls its value. An option without one is a flag. */
  readonly metavar?: string;
  /**
   * What the option means without a value, where that may be left out: `--cors` is `--cors=*`. A value can then only follow a `=`;
   * `--no-cors` takes the option back, and the environment can say 1 and 0.
   */
  readonly bareText?: string;
  /**
   * What its value is a path to; shells complete it. A `page` is a file in the served directory. Any other path, if it stands in a file
   * of options, is relative to that file.
   */
  readonly names?: "file" | "directory" | "page";
  /** Values that shells offer, where the metavar does not list them, as `{on,off}` does. One that ends with `=` is only a beginning. */
  readonly choices?: readonly string[];
  /** What it does, as the help and the README say it. */
  readonly help: string;
  readonly default: Value;
  /** How the help shows the default; undefined: not at all. */
  readonly shownDefault?: string;
  /** True if each use adds to the value, which is a list; lines of the environment variable do the same. */
  readonly isRepeatable?: true;
  /** True for what makes the program print something and end; the environment cannot set it. */
  readonly isAction?: true;
  /** An environment variable that is read besides its own. */
  readonly variable?: string;
  /** What other programs call it: it is suggested to whoever uses these names. */
  readonly otherNames?: readonly string[];
  /** Values on the command line that are meant for another option: a port after `-p`. */
  readonly strays?: { readonly pattern: RegExp; readonly key: string };
  /** Makes a value from the text. @throws CommandError with the end of a sentence: `invalid int value: 'abc'`. */
  parse(text: string): Value;
}

/** An option of any type, with its key. */
export interface NamedOption extends Option<unknown> {
  readonly key: string;
}

/** A table of options, by their keys. */
export type OptionTable<Options> = { readonly [Key in keyof Options]: Option<Options[Key]> };

/** Returns the long name of an option, without dashes. */
export function longName({ key, name }: Pick<NamedOption, "key" | "name">): string {
  return name ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns an option's own environment variable, by the option's long name. */
export function variableOf(name: string): string {
  return PREFIX + name.replaceAll("-", "_").toUpperCase();
}

/** Returns the environment variables of an option; the first one that is set counts. */
export function variablesOf(option: NamedOption): string[] {
  const { variable, isAction } = option;
  if (isAction === true) return [];
  const own = variableOf(longName(option));
  return variable === undefined ? [own] : [own, variable];
}

/** Tells whether `--no-...` can take an option back: one that is a flag, or may stand without a value. */
function isSwitch({ metavar, bareText, isAction }: NamedOption): boolean {
  return (metavar === undefined || bareText !== undefined) && isAction !== true;
}

/** Returns the long name that takes a switch back, without dashes; undefined for any other option. */
export function negatedName(option: NamedOption): string | undefined {
  return isSwitch(option) ? `no-${longName(option)}` : undefined;
}

/** Returns the values of an option that can be listed. */
export function choicesOf({ choices, metavar = "" }: NamedOption): readonly string[] {
  return choices ?? /^\{(.*)\}$/.exec(metavar)?.[1]?.split(",") ?? [];
}

/** Returns how an error message names an option: `-b/--bind`. */
export function namesForError(option: NamedOption): string {
  const long = `--${longName(option)}`;
  return option.short === undefined ? long : `-${option.short}/${long}`;
}

/** Returns what the help says about an option: what it does, with its default. */
export function fullHelp({ help, shownDefault }: NamedOption): string {
  return shownDefault === undefined ? help : `${help} (default: ${shownDefault})`;
}

/** Returns how the help names an option: `-b, --bind ADDRESS`, `--[no-]cors[=ORIGIN]`. */
export function namesForHelp(option: NamedOption): string {
  const { short, metavar, bareText } = option;
  const long = `--${isSwitch(option) ? "[no-]" : ""}${longName(option)}`;
  const names = short === undefined ? long : `-${short}, ${long}`;
  if (metavar === undefined) return names;
  return bareText === undefined ? `${names} ${metavar}` : `${names}[=${metavar}]`;
}
