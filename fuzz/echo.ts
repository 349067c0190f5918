// What the echoing handler answers with, for the handler and for whoever checks its answers.

import { createHash } from "node:crypto";

/** A request head as it was understood. */
export interface UnderstoodHead {
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** A digest of all of a head. */
export function digestOf({ method, path, version, fields }: UnderstoodHead): string {
  return createHash("sha1")
    .update(JSON.stringify([method, path, version, fields]))
    .digest("hex");
}

/** The first line of an echoed body. */
export function firstLineOf({ method, path }: Pick<UnderstoodHead, "method" | "path">): string {
  return `${method} ${path}\n`;
}
