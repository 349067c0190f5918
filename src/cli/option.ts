// What the table of options says of one option, and the names that follow from its key.

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
  /** Its long name without dashes, where that cannot be made of the key: `404`. */
  readonly name?: string;
  /** What the help calls its value. An option without one is a flag. */
  readonly metavar?: string;
  /**
   * What the option alone means, where its value may be left out: `--cors` is `--cors=*`. A value follows `=` then, and only there;
   * `--no-cors` takes it back, and the environment can say 1 and 0.
   */
  readonly bareText?: string;
  /**
   * What its value is the path of; shells complete it. A `page` is a file of the served directory; the path of anything else is
   * relative to the file of options where it stands in one.
   */
  readonly names?: "file" | "directory" | "page";
  /** Values that shells offer, where the metavar does not name them: `{on,off}`. What ends with `=` is a beginning. */
  readonly choices?: readonly string[];
  /** What it does, as the help and the README say it. */
  readonly help: string;
  readonly default: Value;
  /** How the help shows the default; by default not at all. */
  readonly shownDefault?: string;
  /** True if each use adds to the value, which is a list; lines of the environment variable do the same. */
  readonly isRepeatable?: true;
  /** True for what makes the program print something and end; the environment cannot set it. */
  readonly isAction?: true;
  /** An environment variable that is read besides its own. */
  readonly variable?: string;
  /** What other programs call it: the names after which it is suggested. */
  readonly otherNames?: readonly string[];
  /** Values on the command line that are meant for another option: a port behind `-p`. */
  readonly strays?: { readonly pattern: RegExp; readonly key: string };
  /** Makes a value of the text. @throws CommandError with the end of a sentence: `invalid int value: 'abc'`. */
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

/** Returns the environment variable that an option has of its own, by its long name. */
export function variableOf(name: string): string {
  return PREFIX + name.replaceAll("-", "_").toUpperCase();
}

/** Returns the environment variables of an option, the first of which that is set counts. */
export function variablesOf(option: NamedOption): string[] {
  const { variable, isAction } = option;
  if (isAction === true) return [];
  const own = variableOf(longName(option));
  return variable === undefined ? [own] : [own, variable];
}

/** Tells whether an option can also be taken back, with `--no-...`: a flag, and one that may stand alone. */
function isSwitch({ metavar, bareText, isAction }: NamedOption): boolean {
  return (metavar === undefined || bareText !== undefined) && isAction !== true;
}

/** Returns the long name that takes a switch back, without dashes; undefined for what is none. */
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

/** Returns what the help says of an option: what it does, with its default. */
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
