// Options from environment variables.

import { type NamedOption, variablesOf } from "./option.ts";
import { OPTIONS, type Options } from "./options.ts";
import { parseValue } from "./parse-value.ts";
import { flagOf } from "./values.ts";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the options that the environment sets and the command line does not: what other programs mean by `PORT` must not be in the way of who
 * says what he means. An empty variable is as good as none. @throws CommandError
 */
export function readEnvironment(
  environment: Environment,
  given: Readonly<Record<string, unknown>> = {},
): Partial<Options> {
  const options: Record<string, unknown> = {};
  for (const option of OPTIONS) {
    const name = variablesOf(option).find((variable) => isSet(environment[variable]));
    if (name === undefined || given[option.key] !== undefined) continue;
    const texts = textsOf(option, environment[name] as string);
    options[option.key] = texts.length === 0 ? option.default : parseValue(option, texts, name, undefined);
  }
  return options;
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && text !== "";
}

/** A repeatable option has a value on each line of its variable; one that may stand alone is switched with 1 and 0. */
function textsOf({ isRepeatable, bareText }: NamedOption, text: string): string[] {
  const flag = bareText === undefined ? undefined : flagOf(text);
  if (bareText !== undefined && flag !== undefined) return flag ? [bareText] : [];
  return isRepeatable === true ? text.split(/\r?\n/).filter((line) => line !== "") : [text];
}
