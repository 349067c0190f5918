// A page of your own for missing files.

import { withCharset } from "../files/media-types.ts";
import { resolveBelow } from "../files/place.ts";
import type { HeadBody } from "../server/listing-handler.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/**
 * Makes a file handler answer 404 with a file of yours. Without this mixin a `404.html` is a file like any other.
 *
 * The file is sent whole, without validators and ranges, as it is not what was asked for. If it cannot be read, the usual page is sent. Its
 * links should begin with `/`, because it appears at any path.
 *
 * `file` is a path below the directory, or an absolute one.
 */
export function NotFoundPageMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(base: Base, file: string): Base {
  class NotFoundPage extends (base as Constructor<SimpleHTTPRequestHandler>) {
    override sendNotFound(): HeadBody | Promise<HeadBody> {
      const path = resolveBelow(this.directory, file);
      const found = this.findSubstitute(path);
      if (typeof found !== "object" || found.kind !== "file") return super.sendNotFound();
      const { size } = found.stats;
      try {
        this.logError("code %d, message %s", 404, "File not found");
        this.sendResponse(404, "File not found");
        this.sendHeader("Content-type", withCharset(this.guessType(path), this.textCharset));
        this.sendHeader("Content-Length", size);
        if (this.noSniff) this.sendHeader("X-Content-Type-Options", "nosniff");
        this.endHeaders();
      } catch (error) {
        found.close();
        throw error;
      }
      return found.open([{ start: 0, end: size }]);
    }
  }
  return NotFoundPage as unknown as Base;
}
