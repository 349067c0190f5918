// No files whose names begin with a dot.

import { pathToNothing, placeOf } from "../files/place.ts";
import { hasShortName } from "../files/short-name.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** The one such folder that is meant to be found (RFC 8615). */
const WELL_KNOWN = ".well-known";
/** A dot, or what a file system may take for one: some drop invisible characters (HFS+, case-insensitive ext4), or know other dots (ZFS). */
const BEGINS_WITH_DOT = /^\p{Default_Ignorable_Code_Point}*[.\u2024\ufe52\uff0e]/u;

/**
 * Makes a file handler neither serve nor list anything whose name begins with a dot, nor anything in such folders, except `.well-known`.
 *
 * The name in the request decides: a link `public` that leads to `.private` is served, as somebody meant it to be. Nobody chose a Windows
 * short name such as `GIT~1`, so what is asked for by one is not found.
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
