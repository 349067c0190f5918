// Certificates for tests, made with openssl while they run: none is stored, none ever expires.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const KEY_PASSWORD = "some password";

/** Files in PEM, in a folder of their own. */
export interface Certificates {
  readonly folder: string;
  readonly cert: string;
  readonly key: string;
  /** Certificate and key in one file. */
  readonly both: string;
  /** The key, encrypted with `KEY_PASSWORD`. */
  readonly lockedKey: string;
  /** Certificate and encrypted key in one file. */
  readonly lockedBoth: string;
  /** A key that does not belong to the certificate. */
  readonly otherKey: string;
  readonly notPem: string;
  readonly missing: string;
}

/** Makes the files. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "basehttp-tls-"));
  const path = (name: string): string => join(folder, `${name}.pem`);
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { stdio: "ignore" });
  const newKey = (file: string): void => openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file);
  newKey(path("key"));
  newKey(path("other"));
  openssl("req", "-x509", "-key", path("key"), "-out", path("cert"), "-days", "2", "-subj", "/CN=localhost");
  openssl("pkey", "-in", path("key"), "-aes256", "-passout", `pass:${KEY_PASSWORD}`, "-out", path("locked"));
  writeFileSync(path("both"), readFileSync(path("key"), "utf8") + readFileSync(path("cert"), "utf8"));
  writeFileSync(path("lockedboth"), readFileSync(path("locked"), "utf8") + readFileSync(path("cert"), "utf8"));
  writeFileSync(path("text"), "This is no certificate.\n");
  return {
    folder,
    cert: path("cert"),
    key: path("key"),
    both: path("both"),
    lockedKey: path("locked"),
    lockedBoth: path("lockedboth"),
    otherKey: path("other"),
    notPem: path("text"),
    missing: path("missing"),
  };
}

export function removeCertificates({ folder }: Certificates): void {
  rmSync(folder, { recursive: true });
}
