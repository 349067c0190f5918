// The values of the options for scripts.

import { findUser, mayChangeUser } from "../cgi/user.ts";
import { usageError } from "./command-error.ts";
import { quoted } from "./values.ts";

/** An environment variable. */
export type Variable = readonly [name: string, value: string];

const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([^\0]*))?$/s;

/** @throws CommandError unless this process may become that user. */
export function parseCgiUser(text: string): string {
  if (!mayChangeUser()) throw usageError("only root can run scripts as another user");
  if (findUser(text) === undefined) throw usageError(`there is no user ${quoted(text)}`);
  return text;
}

/** Reads `NAME=VALUE`, or `NAME` for the value that this process has. @throws CommandError if it has none. */
export function parseCgiVariable(text: string): readonly Variable[] {
  const [, name, given] = VARIABLE.exec(text) ?? [];
  if (name === undefined) throw usageError(`expected NAME or NAME=VALUE, not ${quoted(text)}`);
  const value = given ?? process.env[name];
  if (value === undefined) throw usageError(`the variable ${name} is not set; set it, or write ${name}=VALUE`);
  return [[name, value]];
}
