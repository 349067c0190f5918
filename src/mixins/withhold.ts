// Some files are not sent, under whatever name.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileKey } from "../files/file-key.ts";
import type { FileStats } from "../files/file-stats.ts";
import { ABSENT, orAbsent } from "../files/real-path.ts";
import type { Found } from "../server/finding-handler.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/**
 * Makes a file handler answer 404 for each of these files, such as a private key that lies in the folder.
 *
 * What counts is the file found at the time of the request, not its name there: links to it, and other spellings of its name, are not
 * served either. Listings show the name. Copies are other files.
 */
export function WithholdMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(
  base: Base,
  files: readonly string[],
): Base {
  const paths = files.map((file) => resolve(file));

  class Withholding extends (base as Constructor<SimpleHTTPRequestHandler>) {
    override lookAt(path: string): Found {
      const found = super.lookAt(path);
      if (typeof found !== "object" || found.kind !== "file") return found;
      if (!paths.some((withheld) => leadsTo(withheld, found.stats))) return found;
      found.close();
      return undefined;
    }
  }
  return Withholding as unknown as Base;
}

function leadsTo(path: string, found: FileStats): boolean {
  const stats = orAbsent(ABSENT, () => statSync(path, { bigint: true }));
  return stats !== undefined && fileKey(stats) === fileKey(found);
}
