// Files that the program reads for itself, and that lie in the served folder, or where links from it lead: clients must not get them.

import { resolve } from "node:path";
import { withSeparator } from "../files/place.ts";
import { realPathOf } from "../files/real-path.ts";
import { logToStderr } from "../io/stderr-log.ts";
import { currentDirectory } from "./check-directory.ts";
import { holdsPrivateKey } from "./pem.ts";
import type { Settings } from "./read-command.ts";
import { quoted } from "./values.ts";

/** A file that the program reads for itself. */
interface OwnFile {
  readonly path: string;
  /** What is secret in it; undefined: nothing. */
  readonly secret: string | undefined;
  /** True if it is among the served files itself, and not only where a link from there may lead. */
  readonly isInside: boolean;
}

/** Returns the files that clients could fetch if they were not withheld. A certificate without a key is not one: every client is shown it. */
export function ownFilesServed(settings: Settings): OwnFile[] {
  const { file, directory, symlinks, tlsCert, tlsKey } = settings;
  const named = ownFiles(settings);
  if (named.length === 0) return [];
  const served = realPathOf(resolve(file ?? directory ?? currentDirectory()));
  const leadsAnywhere = file === undefined && symlinks === "follow";
  return named
    .map((own) => ({ ...own, isInside: served !== undefined && liesIn(served, own.path) }))
    .filter(({ isInside, secret }) => isInside || (leadsAnywhere && secret !== undefined))
    .filter(({ path }) => path !== tlsCert || path === tlsKey || holdsPrivateKey(path));
}

function ownFiles({ tlsCert, tlsKey, tlsPasswordFile, config }: Settings): Omit<OwnFile, "isInside">[] {
  const files = [
    { path: tlsKey, secret: "a private key" },
    { path: tlsCert === tlsKey ? undefined : tlsCert, secret: "a private key" },
    { path: tlsPasswordFile, secret: "the password of the private key" },
    { path: config, secret: undefined },
  ];
  return files.filter((file): file is OwnFile => file.path !== undefined);
}

function liesIn(served: string, path: string): boolean {
  const real = realPathOf(resolve(path));
  return real !== undefined && (real === served || real.startsWith(withSeparator(served)));
}

/** Warns of secrets among the served files: this server does not send them, but another one would, and a copy of the folder has them. */
export function warnOfSecrets(served: readonly OwnFile[]): void {
  for (const { path, secret, isInside } of served) {
    if (secret === undefined || !isInside) continue;
    logToStderr(
      `warning: ${secret} is among the served files; it is not sent, but keep it elsewhere: ${quoted(path)}\n`,
    );
  }
}
