// One file and nothing else.

import { basename, resolve } from "node:path";
import { pathToNothing, type SymlinkPolicy } from "../files/place.ts";
import { type PathSegments, targetSegments } from "../files/url-path.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/**
 * Makes a file handler serve one file, at `/` and at its own name, and nothing else.
 *
 * The file may be a link: whoever names it means what it leads to.
 */
export function SingleFileMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(base: Base, file: string): Base {
  const path = resolve(file);
  const name = basename(path);

  const isRoot = ({ names }: PathSegments): boolean => names.length === 0;
  const isFile = ({ names, hasTrailingSlash }: PathSegments): boolean =>
    names.length === 1 && names[0] === name && !hasTrailingSlash;

  class SingleFile extends (base as Constructor<SimpleHTTPRequestHandler>) {
    override symlinks: SymlinkPolicy = "follow";

    override translatePath(target: string): string {
      const segments = targetSegments(target);
      const isMeant = segments !== undefined && (isRoot(segments) || isFile(segments));
      return isMeant ? path : pathToNothing(this.directory);
    }
  }
  return SingleFile as unknown as Base;
}
