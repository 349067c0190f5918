// What the echoing handler answers with, shared with the check of its answers.

import { createHash } from "node:crypto";

/** A request head as it was understood. */
export interface UnderstoodHead {
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Returns a digest of a whole head. */
export function digestOf({ method, path, version, fields }: UnderstoodHead): string {
  return createHash("sha1")
    .update(JSON.stringify([method, path, version, fields]))
    .digest("hex");
}

/** Returns the first line of an echoed body. */
export function firstLineOf({ method, path }: Pick<UnderstoodHead, "method" | "path">): string {
  return `${method} ${path}\n`;
}
