// The user scripts run as.

/** A user and the group they belong to. Node drops all further groups of a child that is given these (`setgroups`). */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const known = new Map<string, Identity | undefined>();

/**
 * Finds a user by name, or by number, and remembers the answer. The program `id` is asked: it knows all sources of users there are.
 *
 * @returns undefined if there is no such user, or no `id`.
 */
export function findUser(name: string): Identity | undefined {
  if (!known.has(name)) known.set(name, askForUser(name));
  return known.get(name);
}

function askForUser(name: string): Identity | undefined {
  if (name === "" || name.includes("\0")) return undefined;
  const uid = askFor("-u", name);
  const gid = askFor("-g", name);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function askFor(what: "-u" | "-g", name: string): number | undefined {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { status, stdout } = spawnSync("id", [what, "--", name], { encoding: "utf8" });
  if (status !== 0 || !/^[0-9]+\n?$/.test(stdout)) return undefined;
  return Number(stdout) | 0; // Node takes 32 bits with a sign; macOS's nobody is 4294967294, which is -2
}

/** Tells whether this process may become another user. */
export function mayChangeUser(): boolean {
  return process.geteuid?.() === 0;
}
