// What a client of a folder would find.

import { closeSync, readFileSync } from "node:fs";
import { openInside } from "../../src/files/open-inside.ts";
import type { SymlinkPolicy } from "../../src/files/place.ts";

/** What is found: a file's content, `"directory"`, or undefined. */
export function look(root: string, relative: string, policy: SymlinkPolicy = "inside"): string | undefined {
  const found = openInside(root, relative, policy);
  if (found?.kind !== "file") return found?.kind;
  try {
    return readFileSync(found.fd, "utf8");
  } finally {
    closeSync(found.fd);
  }
}
