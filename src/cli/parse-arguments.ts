// Turns the words of the command line into options and operands, with the habits of Python's argparse: long options may be cut
// short as long as only one fits, `--name=value`, `-bVALUE`, several short ones after one dash.

import { usageError } from "./command-error.ts";
import { longName, type NamedOption, namesForError, negatedName } from "./option.ts";
import { OPTIONS, type Options } from "./options.ts";
import { parseValue } from "./parse-value.ts";
import { REFUSED } from "./refused-options.ts";
import { suggestOption } from "./suggestion.ts";

/** What the command line says. */
export interface Arguments {
  readonly options: Partial<Options>;
  /** Words that are neither options nor their values. */
  readonly operands: readonly string[];
  /** Operands that may have been meant for a value: with the name of the option before each, whose value needs a `=`. */
  readonly optionBefore: ReadonlyMap<string, string>;
}

/** What `--name` stands for: an option, or the opposite of a switch. */
interface Meaning {
  readonly option: NamedOption;
  readonly isNegated: boolean;
}

/** All long options, `--no-...` included, by their names without dashes. */
const LONG: ReadonlyMap<string, Meaning> = new Map(
  OPTIONS.flatMap((option): [string, Meaning][] => {
    const plain: [string, Meaning] = [longName(option), { option, isNegated: false }];
    const negated = negatedName(option);
    return negated === undefined ? [plain] : [plain, [negated, { option, isNegated: true }]];
  }),
);

const SHORT: ReadonlyMap<string, NamedOption> = new Map(
  OPTIONS.flatMap((option) => (option.short === undefined ? [] : [[option.short, option]])),
);

/** Parses the words after the program's name, up to `--help` or its like. @throws CommandError */
export function parseArguments(argv: readonly string[]): Arguments {
  const reading = new Reading(argv);
  reading.run();
  return reading;
}

/** The command line while it is read. */
class Reading implements Arguments {
  readonly options: Partial<Options> = {};
  readonly operands: string[] = [];
  readonly optionBefore = new Map<string, string>();
  readonly #words: string[];
  readonly #unrecognized: string[] = [];

  constructor(argv: readonly string[]) {
    this.#words = [...argv];
  }

  run(): void {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word === "--") this.operands.push(...this.#words.splice(0));
      else if (word.startsWith("--")) this.#readLong(word);
      else if (word.startsWith("-") && word !== "-") this.#readShort(word);
      else this.operands.push(word);
      const { help, version, completion } = this.options;
      if (help === true || version === true || completion !== undefined) return;
    }
    if (this.#unrecognized.length > 0) throw usageError(`unrecognized arguments: ${this.#unrecognized.join(" ")}`);
  }

  #readLong(word: string): void {
    const equals = word.indexOf("=");
    const name = word.slice(2, equals === -1 ? undefined : equals);
    const value = equals === -1 ? undefined : word.slice(equals + 1);
    const meaning = findLong(name);
    if (meaning === undefined) this.#refuse(word, name);
    else this.#take(meaning.option, value, meaning.isNegated);
  }

  #readShort(word: string): void {
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] as string;
      const option = SHORT.get(letter);
      if (option === undefined) {
        this.#refuse(at === 1 ? word : `-${letter}`, letter);
        return;
      }
      const rest = word.slice(at + 1);
      if (option.metavar !== undefined) {
        this.#take(option, rest === "" ? undefined : rest.replace(/^=/, ""));
        return;
      }
      if (rest.startsWith("=")) throw usageError(ignoredValue(option, rest.slice(1)));
      this.#take(option, undefined);
    }
  }

  #take(option: NamedOption, given: string | undefined, isNegated = false): void {
    const isFlag = option.metavar === undefined;
    if (isFlag || isNegated) {
      if (given !== undefined) throw usageError(ignoredValue(option, given));
      this.#set(option, isFlag ? [String(!isNegated)] : []);
      return;
    }
    const [next] = this.#words;
    if (given === undefined && option.bareText !== undefined && next !== undefined) {
      this.optionBefore.set(next, longName(option));
    }
    const text = given ?? option.bareText ?? this.#nextValue();
    if (text === undefined) throw usageError(`argument ${namesForError(option)}: expected one argument`);
    const stray = option.strays?.pattern.test(text) === true ? option.strays.key : undefined;
    this.#set(OPTIONS.find(({ key }) => key === stray) ?? option, [text]);
  }

  #set(option: NamedOption, texts: readonly string[]): void {
    const options = this.options as Record<string, unknown>;
    options[option.key] = parseValue(option, texts, `argument ${namesForError(option)}`, options[option.key]);
  }

  /** Takes the next word, unless it looks like an option. As in argparse, a negative number and a word with a blank do not. */
  #nextValue(): string | undefined {
    const [next] = this.#words;
    if (next === undefined) return undefined;
    const looksLikeOption = next.startsWith("-") && next !== "-" && !/^-[0-9.]+$/.test(next) && !next.includes(" ");
    return looksLikeOption ? undefined : this.#words.shift();
  }

  #refuse(word: string, name: string): void {
    const advice = REFUSED.get(name);
    if (advice !== undefined) throw usageError(`argument -${name}: servers disagree on its meaning; ${advice}`);
    const suggestion = word.startsWith("--") ? suggestOption(name) : undefined;
    this.#unrecognized.push(suggestion === undefined ? word : `${word} (did you mean ${suggestion}?)`);
  }
}

/** Finds a long option by its name or an unambiguous beginning of it. @throws CommandError if several begin so. */
function findLong(name: string): Meaning | undefined {
  const exact = LONG.get(name);
  if (exact !== undefined || name === "") return exact;
  const matches = [...LONG.keys()].filter((candidate) => candidate.startsWith(name));
  if (matches.length > 1) {
    throw usageError(`ambiguous option: --${name} could match ${matches.map((match) => `--${match}`).join(", ")}`);
  }
  return LONG.get(matches[0] ?? "");
}

function ignoredValue(option: NamedOption, value: string): string {
  return `argument ${namesForError(option)}: ignored explicit argument '${value}'`;
}
