// Why the server did not start, in one line.

import { getSystemErrorMap } from "node:util";
import { authorityOf } from "../socketserver/server-address.ts";
import { type CommandError, startError } from "./command-error.ts";
import { quoted } from "./values.ts";

/** What to do about it, where there is something to do. */
const LISTEN_HINTS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "try --port 0"],
  ["EADDRNOTAVAIL", "this machine has no such address"],
]);

/** What OpenSSL's words mean here. */
const TLS_REASONS: ReadonlyMap<string, string> = new Map([
  ["ERR_OSSL_PEM_NO_START_LINE", "no PEM text was found in the file"],
  ["ERR_OSSL_UNSUPPORTED", "no private key was found (--tls-key names its file)"],
  ["ERR_OSSL_X509_KEY_VALUES_MISMATCH", "certificate and private key do not belong together"],
]);

/** What OpenSSL says of a wrong password: the second where what it decrypts to ends like a success, which one in 256 does. */
const DECRYPTION_FAILURES: ReadonlySet<string> = new Set(["ERR_OSSL_BAD_DECRYPT", "ERR_OSSL_UNSUPPORTED"]);

/** Ports below this one belong to the administrator on most systems. */
const FIRST_FREE_PORT = 1024;

/** Windows refuses what is in use in another way, too, and the ports that it keeps for services such as Hyper-V. */
const WINDOWS_REFUSAL = "in use, or kept: netsh interface ipv4 show excludedportrange protocol=tcp; try --port 0";

/**
 * Explains why an address could not be listened on: `cannot listen on 127.0.0.1:8000: address already in use (try --port 0)`.
 * A host that is empty is not shown.
 */
export function listenFailure(
  error: unknown,
  host: string,
  port: number,
  platform: string = process.platform,
): CommandError {
  const { code = "" } = error as NodeJS.ErrnoException;
  const where = host === "" ? `port ${port}` : authorityOf(host, port);
  const hint = code === "EACCES" ? refusalHint(port, platform) : LISTEN_HINTS.get(code);
  return startError(`cannot listen on ${where}: ${reasonOf(error)}${hint === undefined ? "" : ` (${hint})`}`);
}

function refusalHint(port: number, platform: string): string | undefined {
  if (platform === "win32") return WINDOWS_REFUSAL;
  const isPrivileged = port > 0 && port < FIRST_FREE_PORT;
  return isPrivileged ? `ports below ${FIRST_FREE_PORT} are for the administrator; try --port 8000` : undefined;
}

/** Explains why certificate and key could not be used. `isLocked`: the key has a password. */
export function tlsFailure(
  error: unknown,
  { isLocked, hasPassword }: { readonly isLocked: boolean; readonly hasPassword: boolean },
): CommandError {
  const { path, code = "" } = error as NodeJS.ErrnoException;
  if (path !== undefined) return startError(`cannot read ${quoted(path)}: ${reasonOf(error)}`);
  const reason = isLocked && DECRYPTION_FAILURES.has(code) ? passwordReason(hasPassword) : TLS_REASONS.get(code);
  return startError(`cannot use the TLS certificate: ${reason ?? reasonOf(error)}`);
}

function passwordReason(hasPassword: boolean): string {
  if (hasPassword) return "the password of the private key is wrong";
  return "the private key needs a password; use --tls-password-file";
}

/** Says in the system's words what went wrong: `permission denied`. */
export function reasonOf(error: unknown): string {
  const { errno, code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOTFOUND") return "unknown host";
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return known ?? (message.split("\n", 1)[0] as string);
}
