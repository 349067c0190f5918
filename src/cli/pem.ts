// What a PEM file holds, as far as its lines between the blocks say.

import { readFileSync, statSync } from "node:fs";

/** Tells whether there is a private key in it; what cannot be read is reported by whoever needs it. */
export function holdsPrivateKey(path: string): boolean {
  return says(path, "PRIVATE KEY-----");
}

/** Tells whether it has a key with a password: both forms of it say ENCRYPTED in a line before it. */
export function isLocked(path: string): boolean {
  return says(path, "ENCRYPTED");
}

function says(path: string, text: string): boolean {
  try {
    if (!statSync(path).isFile()) return false; // what comes through a pipe can be read once: by whoever needs it
    return readFileSync(path, "latin1").includes(text);
  } catch {
    return false;
  }
}
