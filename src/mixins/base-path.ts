// A folder served below a path, as behind a proxy.

import { pathToNothing } from "../files/place.ts";
import { directoryLocation, type PathSegments, splitTarget, targetSegments } from "../files/url-path.ts";
import { quotePath } from "../http/escape.ts";
import { behind } from "../io/thenable.ts";
import type { HeadBody } from "../server/listing-handler.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** Where a request target lies, as seen from the base path. */
type Position = "inside" | "outside" | "root" | "base";

/**
 * Makes a file handler serve everything below a path: with `/app/`, `/app/a.txt` is `a.txt`.
 *
 * `/` redirects there with 302, as it may lead elsewhere tomorrow, and `/app` with 301. Everything else outside is answered 404 with the
 * usual page. The handler's `path` stays what the client sees, so that redirections and titles are right.
 *
 * `prefix` is given percent-decoded; slashes at its ends do not count.
 */
export function BasePathMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(base: Base, prefix: string): Base {
  const baseNames = prefix.split("/").filter((name) => name !== "");
  const location = `/${quotePath(baseNames.join("/"))}`;

  class BasePath extends (base as Constructor<SimpleHTTPRequestHandler>) {
    /** The base path, decoded, without a slash at its end. CGI needs it to find the file that a script's PATH_INFO names. */
    get basePath(): string {
      return baseNames.map((name) => `/${name}`).join("");
    }

    override sendHead(): HeadBody | Promise<HeadBody> {
      const position = positionOf(targetSegments(this.path));
      if (position === "inside" || position === "outside") return super.sendHead();
      this.sendResponse(position === "root" ? 302 : 301);
      this.sendHeader("Location", directoryLocation({ ...splitTarget(this.path), path: location }));
      this.sendHeader("Content-Length", "0");
      this.endHeaders();
      return null;
    }

    override translatePath(target: string): string {
      const segments = targetSegments(target);
      if (segments === undefined || positionOf(segments) !== "inside") return pathToNothing(this.directory);
      const rest = segments.names.slice(baseNames.length).map(quotePath).join("/");
      return super.translatePath(`/${rest}${segments.hasTrailingSlash && rest !== "" ? "/" : ""}`);
    }

    override sendNotFound(): HeadBody | Promise<HeadBody> {
      if (positionOf(targetSegments(this.path)) === "inside") return super.sendNotFound();
      return behind(this.sendError(404, "File not found"), null);
    }
  }

  function positionOf(segments: PathSegments | undefined): Position {
    if (baseNames.length === 0) return "inside";
    if (segments === undefined) return "outside";
    const { names, hasTrailingSlash } = segments;
    if (names.length === 0) return "root";
    if (baseNames.some((name, index) => names[index] !== name)) return "outside";
    return names.length === baseNames.length && !hasTrailingSlash ? "base" : "inside";
  }
  return BasePath as unknown as Base;
}
