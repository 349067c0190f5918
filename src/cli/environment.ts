// Options from environment variables.

import { usageError } from "./command-error.ts";
import { longName, type NamedOption, PREFIX, variableOf, variablesOf } from "./option.ts";
import { OPTIONS, type Options } from "./options.ts";
import { parseValue } from "./parse-value.ts";
import { suggestOption } from "./suggestion.ts";
import { flagOf } from "./values.ts";

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Variables, as `NAME=value`, that are not meant for this program: the one of a forking server's workers, and those by which Kubernetes and
 * Docker describe services and containers whose names begin like ours to everything beside them: `BASEHTTP_PORT=tcp://10.0.0.11:8000`.
 */
const FOREIGN = new RegExp(
  [
    `^${PREFIX}WORKER=`,
    "^[^=]*_SERVICE_(?:HOST|PORT|PORT_[^=]+)=",
    "^[^=]*_PORT_[0-9]+_(?:TCP|UDP|SCTP)[_=]",
    "^[^=]*_PORT=(?:tcp|udp|sctp)://",
    "^[^=]*_NAME=/[^/]+/[^/]+$", // a linked container, and what it is called there: /web/basehttp
  ].join("|"),
);

/** Stands in the names under which Docker passes on a linked container's own variables. It sets that container's `_NAME`, too. */
const OF_CONTAINER = "_ENV_";

/**
 * Reads the options that the environment sets and the command line does not: a `PORT` that was set for other programs must not be in the way
 * of an option that was given.
 *
 * @throws CommandError, also for an unknown variable that begins with `BASEHTTP_`.
 */
export function readEnvironment(
  environment: Environment,
  given: Readonly<Record<string, unknown>> = {},
): Partial<Options> {
  refuseUnknown(environment);
  const options: Record<string, unknown> = {};
  for (const option of OPTIONS) {
    const name = variablesOf(option).find((variable) => isSet(environment, variable));
    if (name === undefined || option.key in given) continue;
    options[option.key] = parseValue(option, textsOf(option, environment[name] as string), name);
  }
  return options;
}

/** Refuses misspelt variables: whoever misspells `BASEHTTP_SYMLINKS` would serve more than was meant, and not know. */
function refuseUnknown(environment: Environment): void {
  const ours = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && isSet(environment, name));
  if (ours.length === 0) return;
  // Options that only the command line can set are among them: an image may say in BASEHTTP_VERSION which version it holds.
  const known = new Set(OPTIONS.map((option) => variableOf(longName(option))));
  const unknown = ours.filter((name) => !known.has(name));
  if (unknown.length > 0) throw usageError(`unrecognized environment variables: ${unknown.map(withHint).join(" ")}`);
}

/** Adds which variable was meant: `BASEHTTP_LISTING=0` for `BASEHTTP_NO_LISTING`. */
function withHint(variable: string): string {
  const option = suggestOption(variable.slice(PREFIX.length).toLowerCase().replaceAll("_", "-"));
  if (option === undefined) return variable;
  const [, no, name] = /^--(no-)?(.*)$/.exec(option) as RegExpExecArray;
  return `${variable} (did you mean ${variableOf(name as string)}${no === undefined ? "" : "=0"}?)`;
}

/** An empty variable counts as not set, and so does one that is not meant for this program. */
function isSet(environment: Environment, name: string): boolean {
  const text = environment[name];
  return text !== undefined && text !== "" && !isForeign(environment, name);
}

function isForeign(environment: Environment, name: string): boolean {
  const tells = (variable: string): boolean => FOREIGN.test(`${variable}=${environment[variable]}`);
  const parts = name.split(OF_CONTAINER);
  return tells(name) || parts.some((_, i) => i > 0 && tells(`${parts.slice(0, i).join(OF_CONTAINER)}_NAME`));
}

/** A repeatable option has a value on each line of its variable; one that may stand alone is switched with 1 and 0. */
function textsOf({ isRepeatable, bareText }: NamedOption, text: string): string[] {
  const flag = bareText === undefined ? undefined : flagOf(text);
  if (bareText !== undefined && flag !== undefined) return flag ? [bareText] : [];
  return isRepeatable === true ? text.split(/\r?\n/).filter((line) => line !== "") : [text];
}
