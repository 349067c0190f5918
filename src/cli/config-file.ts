// Options from a file that the command line or the environment names. No file is read unasked: whoever can write into a served folder
// must not be able to change how it is served.

import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { usageError } from "./command-error.ts";
import { longName, type NamedOption } from "./option.ts";
import { OPTIONS, type Options } from "./options.ts";
import { parseValue } from "./parse-value.ts";
import { reasonOf } from "./start-failure.ts";
import { suggestOption } from "./suggestion.ts";
import { quoted } from "./values.ts";

/**
 * Reads the options that a file sets and `given` does not: a JSON object with the long names of options. Paths in it are relative to the
 * file.
 *
 * @throws CommandError that begins with the file's name.
 */
export function readConfigFile(file: string, given: Readonly<Record<string, unknown>> = {}): Partial<Options> {
  const shown = quoted(file).slice(1, -1);
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(readObject(file, shown))) {
    const option = OPTIONS.find((candidate) => longName(candidate) === name);
    if (option === undefined) throw usageError(`${shown}: unrecognized option ${quoted(name)}${hintFor(name)}`);
    if (option.isAction === true || option.key === "config")
      throw usageError(`${shown}: ${name} cannot be set in a file`);
    const texts = textsOf(option, value);
    if (texts === undefined) {
      throw usageError(`${shown}: ${name}: expected ${expectedOf(option)}, not ${kindOf(value)}`);
    }
    if (option.key in given) continue;
    const isPath = option.names !== undefined && option.names !== "page";
    const paths = isPath ? texts.map((text) => relativeTo(file, text)) : texts;
    options[option.key] = parseValue(option, paths, `${shown}: ${name}`);
  }
  return options;
}

function readObject(file: string, shown: string): object {
  const text = readText(file, shown);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(`${shown}: not valid JSON: ${quoted((error as SyntaxError).message).slice(1, -1)}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw usageError(`${shown}: expected an object of options such as { "port": 8000 }, not ${kindOf(value)}`);
}

function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\ufeff/, ""); // a byte order mark: some editors write it, and JSON does not know it
  } catch (error) {
    throw usageError(`${shown}: the file of options cannot be read: ${reasonOf(error)}`);
  }
}

/** Returns the texts that the command line would have: none for a switch that is off. Undefined for a value of the wrong type. */
function textsOf(option: NamedOption, value: unknown): string[] | undefined {
  const { metavar, bareText, isRepeatable } = option;
  if (typeof value === "boolean") {
    if (metavar === undefined) return [String(value)];
    return bareText === undefined ? undefined : value ? [bareText] : [];
  }
  if (metavar === undefined) return undefined;
  if (isRepeatable === true && Array.isArray(value)) return value.every(isText) ? value : undefined;
  return typeof value === (isNumber(option) ? "number" : "string") ? [String(value)] : undefined;
}

/** Says what `textsOf` takes. */
function expectedOf(option: NamedOption): string {
  const { metavar, bareText, isRepeatable } = option;
  if (metavar === undefined) return "true or false";
  const kinds = [isNumber(option) ? "a number" : "a text"];
  if (bareText !== undefined) kinds.unshift("true", "false");
  if (isRepeatable === true) kinds.push("a list of texts");
  return kinds.join(", ").replace(/, (?=[^,]*$)/, " or ");
}

function isNumber(option: NamedOption): boolean {
  return typeof option.default === "number";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return value.every(isText) ? "a list" : "a list of other things";
  if (typeof value === "object" && value !== null) return "an object";
  return isText(value) ? quoted(value) : String(value);
}

/** Returns where a path in a file leads. An empty one stays empty, and is refused later. */
function relativeTo(file: string, path: string): string {
  return path === "" || isAbsolute(path) ? path : join(dirname(file), path);
}

/** Suggests an option, also for the spelling of the command line, of the environment and of programs: `--tls-cert`, `tls_cert`, `tlsCert`. */
function hintFor(name: string): string {
  const words = name.replace(/^-+/, "").replace(/_|(?=[A-Z])/g, "-");
  const option = suggestOption(words.toLowerCase());
  if (option === undefined) return "";
  const negated = /^--no-(.*)$/.exec(option)?.[1];
  return ` (did you mean ${negated === undefined ? `"${option.slice(2)}"` : `"${negated}": false`}?)`;
}
