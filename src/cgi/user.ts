// The user that scripts run as.

import { isExhaustion } from "./exhaustion.ts";

/** A user and their group. A child that gets these loses all other groups, as Node calls `setgroups`. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const known = new Map<string, Identity>();

/**
 * Finds a user by name or number, and remembers them. It asks the program `id`, which knows every source of users.
 *
 * @returns undefined if there is no such user, or no `id`. That is not remembered, as a source may be unreachable for a moment.
 * @throws ErrnoException such as EMFILE, if `id` cannot be started for lack of resources.
 */
export function findUser(name: string): Identity | undefined {
  const found = known.get(name) ?? askForUser(name);
  if (found !== undefined) known.set(name, found);
  return found;
}

function askForUser(name: string): Identity | undefined {
  if (name === "" || name.includes("\0")) return undefined;
  const uid = askFor("-u", name);
  const gid = uid === undefined ? undefined : askFor("-g", name);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function askFor(what: "-u" | "-g", name: string): number | undefined {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const result = spawnSync("id", [what, "--", name], { encoding: "utf8" });
  const error: NodeJS.ErrnoException | undefined = result.error;
  if (isExhaustion(error?.code)) throw error as Error;
  const { status, stdout } = result;
  if (status !== 0 || !/^[0-9]+\n?$/.test(stdout)) return undefined;
  return Number(stdout) | 0; // Node takes 32 bits with a sign; macOS's nobody is 4294967294, which is -2
}

/** Tells whether this process may become another user. */
export function mayChangeUser(): boolean {
  return process.geteuid?.() === 0;
}
