// No files whose names begin with a dot. Off, it costs nothing: it is not in the class.

import { joinPath, placeOf } from "../files/place.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/threading-mixin.ts";

/** What is there to be found (RFC 8615). */
const WELL_KNOWN = ".well-known";
/** Windows has a second name for many files: `.git` is `GIT~1` too. */
const SHORT_NAME = /~[0-9]/;

/**
 * Makes a handler of files serve and list nothing whose name begins with a dot, nor what is in such folders, but `.well-known`.
 *
 * The name in the request decides: a link `public` that leads to `.private` is served, as somebody meant it to be.
 */
export function NoDotfilesMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(base: Base): Base {
  class NoDotfiles extends (base as Constructor<SimpleHTTPRequestHandler>) {
    override translatePath(target: string): string {
      const path = super.translatePath(target);
      const names = placeOf(path, this.directory, this.symlinks)?.relative.split("/") ?? [];
      return names.some(isHidden) ? joinPath(this.directory, "\0") : path;
    }

    override isListed(name: string): boolean {
      return !isHidden(name) && super.isListed(name);
    }
  }
  return NoDotfiles as unknown as Base;
}

function isHidden(name: string): boolean {
  const hasShortName = process.platform === "win32" && SHORT_NAME.test(name);
  return hasShortName || (name.startsWith(".") && name !== WELL_KNOWN);
}
