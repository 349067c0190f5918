// A limit set on the command line: `--limit headMs=5000`.

import { type CgiLimits, DEFAULT_CGI_LIMITS } from "../cgi/limits.ts";
import { DEFAULT_LIMITS, type Limits } from "../server/limits.ts";
import { usageError } from "./command-error.ts";
import { quoted } from "./values.ts";

/** Limits of the server, beside those of a connection. */
interface ServerLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** Limits of scripts have names of their own on the command line: `firstByteMs` is `cgiFirstByteMs`. */
type CgiName<Name extends string> = `cgi${Capitalize<Name>}`;

/** One limit and its value; Infinity switches it off. */
export type LimitSetting = readonly [name: keyof Limits | keyof ServerLimits | CgiName<keyof CgiLimits>, value: number];

const CGI_NAMES: ReadonlyMap<string, string> = new Map(
  Object.keys(DEFAULT_CGI_LIMITS).map((name) => [cgiName(name), name]),
);

/** The names of all limits. */
export const LIMIT_NAMES: readonly string[] = [
  ...Object.keys(DEFAULT_LIMITS),
  "maxConnections",
  "maxConnectionsPerAddress",
  ...CGI_NAMES.keys(),
];

/** Reads `NAME=NUMBER`; the number may be `unlimited`. @throws CommandError for unknown names and bad numbers. */
export function parseLimit(text: string): readonly LimitSetting[] {
  const equals = text.indexOf("=");
  const [name, number] = equals < 0 ? [text, ""] : [text.slice(0, equals), text.slice(equals + 1)];
  if (!LIMIT_NAMES.includes(name))
    throw usageError(`there is no limit ${quoted(name)} (choose from ${LIMIT_NAMES.join(", ")})`);
  const value = number === "unlimited" ? Number.POSITIVE_INFINITY : Number(number);
  if (number !== "unlimited" && !/^[1-9][0-9]{0,14}$/.test(number)) {
    throw usageError(`expected ${name}=NUMBER, a whole number above 0, or ${name}=unlimited, not ${quoted(text)}`);
  }
  return [[name as LimitSetting[0], value]];
}

/** Picks the limits of scripts, with defaults for those that were not set. */
export function cgiLimitsOf(settings: readonly LimitSetting[]): CgiLimits {
  const own = settings.flatMap(([name, value]) => {
    const known = CGI_NAMES.get(name);
    return known === undefined ? [] : [[known, value]];
  });
  return { ...DEFAULT_CGI_LIMITS, ...Object.fromEntries(own) };
}

function cgiName(name: string): string {
  return `cgi${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
