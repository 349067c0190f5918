// What the table of options says of one option, and the names that follow from its key.

/** The headings of the help, in its order. */
export const GROUPS = ["where to listen", "what to serve", "how to answer", "HTTPS", "the program"] as const;

/** One of the headings of the help. */
type Group = (typeof GROUPS)[number];

/** One option of the command line. Its key in the table is its name: `tlsCert` is `--tls-cert` and `BASEHTTP_TLS_CERT`. */
export interface Option<Value> {
  readonly group: Group;
  /** The letter of its short form. */
  readonly short?: string;
  /** What the help calls its value. An option without one is a flag. */
  readonly metavar?: string;
  /** What it does, as the help and the README say it. */
  readonly help: string;
  readonly default: Value;
  /** How the help shows the default; by default not at all. */
  readonly shownDefault?: string;
  /** True if each use adds to the value, which is a list; lines of the environment variable do the same. */
  readonly isRepeatable?: true;
  /** True for a flag that makes the program print something and end; the environment cannot set it. */
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

/** Returns the long name of an option, without dashes. */
export function longName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns the environment variables of an option, the first of which that is set counts. */
export function variablesOf({ key, variable, isAction }: NamedOption): string[] {
  if (isAction === true) return [];
  const own = `BASEHTTP_${longName(key).replaceAll("-", "_").toUpperCase()}`;
  return variable === undefined ? [own] : [own, variable];
}

/** Tells whether an option is a flag that can also be taken back, with `--no-...`. */
export function isSwitch({ metavar, isAction }: NamedOption): boolean {
  return metavar === undefined && isAction !== true;
}

/** Returns how an error message names an option: `-b/--bind`. */
export function namesForError({ key, short }: NamedOption): string {
  return short === undefined ? `--${longName(key)}` : `-${short}/--${longName(key)}`;
}

/** Returns how the help names an option: `-b, --bind ADDRESS`. */
export function namesForHelp(option: NamedOption): string {
  const { key, short, metavar } = option;
  const long = `--${isSwitch(option) ? "[no-]" : ""}${longName(key)}`;
  const names = short === undefined ? long : `-${short}, ${long}`;
  return metavar === undefined ? names : `${names} ${metavar}`;
}
