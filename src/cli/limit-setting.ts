// A limit set on the command line: `--limit headMs=5000`.

import { DEFAULT_LIMITS, type Limits } from "../server/limits.ts";
import { usageError } from "./command-error.ts";
import { quoted } from "./values.ts";

/** Limits of the server, beside those of a connection. */
interface ServerLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** One limit and its value; Infinity switches it off. */
export type LimitSetting = readonly [name: keyof Limits | keyof ServerLimits, value: number];

const NAMES = [...Object.keys(DEFAULT_LIMITS), "maxConnections", "maxConnectionsPerAddress"];

/** Reads `NAME=NUMBER`; the number may be `unlimited`. @throws CommandError for unknown names and bad numbers. */
export function parseLimit(text: string): readonly LimitSetting[] {
  const [name = "", number = ""] = text.split("=", 2);
  if (!NAMES.includes(name)) throw usageError(`${quoted(name)} is no limit; the limits are ${NAMES.join(", ")}`);
  const value = number === "unlimited" ? Number.POSITIVE_INFINITY : Number(number);
  if (number !== "unlimited" && !/^[1-9][0-9]{0,14}$/.test(number)) {
    throw usageError(`expected ${name}=NUMBER or ${name}=unlimited, not ${quoted(text)}`);
  }
  return [[name as LimitSetting[0], value]];
}
