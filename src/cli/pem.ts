// What a PEM file holds, as far as can be told without decoding it.

import { readFileSync, statSync } from "node:fs";

/** Tells whether a file holds a private key; false if it cannot be read, which whoever needs it reports. */
export function holdsPrivateKey(path: string): boolean {
  return says(path, "PRIVATE KEY-----");
}

/** Tells whether a file holds a key with a password: both forms of such keys say ENCRYPTED. */
export function isLocked(path: string): boolean {
  return says(path, "ENCRYPTED");
}

function says(path: string, text: string): boolean {
  try {
    if (!statSync(path).isFile()) return false; // a pipe can be read only once, by whoever needs it
    return readFileSync(path, "latin1").includes(text);
  } catch {
    return false;
  }
}
