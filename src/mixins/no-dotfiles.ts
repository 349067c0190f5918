// No files whose names begin with a dot. Off, it costs nothing: it is not in the class.

import { pathToNothing, placeOf } from "../files/place.ts";
import { hasShortName } from "../files/short-name.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** What is there to be found (RFC 8615). */
const WELL_KNOWN = ".well-known";
/** A dot, or what is one to a file system: some drop characters that cannot be seen (HFS+, ext4 without case), or know several dots (ZFS). */
const BEGINS_WITH_DOT = /^\p{Default_Ignorable_Code_Point}*[.\u2024\ufe52\uff0e]/u;

/**
 * Makes a handler of files serve and list nothing whose name begins with a dot, nor what is in such folders, but `.well-known`.
 *
 * The name in the request decides: a link `public` that leads to `.private` is served, as somebody meant it to be. A short name of Windows,
 * as `GIT~1`, nobody has given: what is asked for by one is not found.
 */
export function NoDotfilesMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(base: Base): Base {
  class NoDotfiles extends (base as Constructor<SimpleHTTPRequestHandler>) {
    override translatePath(target: string): string {
      const path = super.translatePath(target);
      const names = placeOf(path, this.directory, this.symlinks)?.relative.split("/") ?? [];
      const isFound = !names.some(isHidden) && !hasShortName(this.directory, names);
      return isFound ? path : pathToNothing(this.directory);
    }

    override isListed(name: string): boolean {
      return !isHidden(name) && super.isListed(name);
    }
  }
  return NoDotfiles as unknown as Base;
}

function isHidden(name: string): boolean {
  return BEGINS_WITH_DOT.test(name) && name !== WELL_KNOWN;
}
