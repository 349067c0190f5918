// Files that the program reads for itself, where they lie in the folder that it serves, or links lead to them: they are nobody else's business.

import { resolve } from "node:path";
import { withSeparator } from "../files/place.ts";
import { realPathOf } from "../files/real-path.ts";
import { logToStderr } from "../io/stderr-log.ts";
import { currentDirectory } from "./check-directory.ts";
import { holdsPrivateKey } from "./pem.ts";
import type { Settings } from "./read-command.ts";
import { quoted } from "./values.ts";

/** Such a file. */
interface OwnFile {
  readonly path: string;
  /** What is secret in it; undefined for nothing that would have to be. */
  readonly secret: string | undefined;
  /** Whether it lies in what is served, and not only where a link from there may lead. */
  readonly isInside: boolean;
}

/** Returns those of them that could be fetched if nobody saw to it. A certificate alone is none: every client is shown it. */
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

/** Warns of secrets that lie there: this server does not send them, but another would, and so would a copy of the folder. */
export function warnOfSecrets(served: readonly OwnFile[]): void {
  for (const { path, secret, isInside } of served) {
    if (secret === undefined || !isInside) continue;
    logToStderr(
      `warning: ${secret} is among the served files; it is not sent, but keep it elsewhere: ${quoted(path)}\n`,
    );
  }
}
