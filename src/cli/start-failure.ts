// Why the server did not start, in one line.

import { getSystemErrorMap } from "node:util";
import { authorityOf } from "../socketserver/server-address.ts";
import { type CommandError, startError } from "./command-error.ts";
import { quoted } from "./values.ts";

/** What the system's error means here, or what to do about it. */
const LISTEN_HINTS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "try another port; --port 0 takes any free one"],
  ["EADDRNOTAVAIL", "this machine has no such address"],
]);

/** What OpenSSL's errors mean here. It has this first one for certificates only. */
const TLS_REASONS: ReadonlyMap<string, string> = new Map([
  ["ERR_OSSL_PEM_NO_START_LINE", "no certificate in PEM form was found"],
  ["ERR_OSSL_X509_KEY_VALUES_MISMATCH", "the certificate and the private key do not belong together"],
]);

/** OpenSSL's error for a file without a private key. */
const NO_KEY = "ERR_OSSL_UNSUPPORTED";

/** OpenSSL's errors for a wrong password. The second comes when the decrypted bytes happen to end with valid padding, as one in 256 does. */
const DECRYPTION_FAILURES: ReadonlySet<string> = new Set(["ERR_OSSL_BAD_DECRYPT", NO_KEY]);

/** Ports below this one belong to the administrator on most systems. */
const FIRST_FREE_PORT = 1024;

/** Windows gives this error for some ports in use, and for those it reserves for services such as Hyper-V. */
const WINDOWS_REFUSAL =
  "in use, or reserved, as `netsh interface ipv4 show excludedportrange protocol=tcp` shows; try another port";

/**
 * Explains why an address could not be listened on: `cannot listen on 127.0.0.1:8000: address not available (this machine has no such
 * address)`. An empty host is not shown.
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

/** The files of a certificate that could not be used. */
export interface TlsFiles {
  readonly certificate: string;
  /** Undefined: the key is expected in the file of the certificate. */
  readonly key: string | undefined;
  /** True if the key has a password. */
  readonly isLocked: boolean;
  /** True if a password was given. */
  readonly hasPassword: boolean;
}

/** Explains why a certificate and its key could not be used. */
export function tlsFailure(error: unknown, files: TlsFiles): CommandError {
  const { path, code = "" } = error as NodeJS.ErrnoException;
  if (path !== undefined) return startError(`cannot read ${quoted(path)}: ${reasonOf(error)}`);
  const { certificate, key } = files;
  const shown = quoted(certificate) + (key === undefined ? "" : ` with the key ${quoted(key)}`);
  return startError(`cannot use the TLS certificate ${shown}: ${tlsReason(code, files) ?? reasonOf(error)}`);
}

function tlsReason(code: string, { key, isLocked, hasPassword }: TlsFiles): string | undefined {
  if (isLocked && DECRYPTION_FAILURES.has(code)) return passwordReason(hasPassword);
  if (code !== NO_KEY) return TLS_REASONS.get(code);
  return `no private key in PEM form was found${key === undefined ? "; name its file with --tls-key" : ""}`;
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
