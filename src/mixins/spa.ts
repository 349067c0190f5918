// One page for all routes of an application.

import { resolveBelow } from "../files/place.ts";
import { targetSegments } from "../files/url-path.ts";
import { parsePreferences } from "../http/accept.ts";
import type { HTTPMessage } from "../http/message.ts";
import type { HeadBody } from "../server/listing-handler.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

const DECIDING_FIELDS = "Accept, Sec-Fetch-Dest, Sec-Fetch-Mode";

/**
 * Makes a file handler answer a navigation to a path that names no file with one page, whose script knows what to show there.
 *
 * A navigation is a GET or HEAD that the browser marks as one (`Sec-Fetch-Dest`, `Sec-Fetch-Mode`) or, without these fields, one whose
 * `Accept` names `text/html`. It never has a path whose last name contains a dot, or in which a name begins with one: a missing script or
 * picture stays missing. The page is sent as at its own path, with 200 and its validators. Both it and the 404 that others get in its place
 * say `Vary`.
 *
 * `file` is a path below the directory, or an absolute one.
 */
export function SpaMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(base: Base, file = "index.html"): Base {
  class Spa extends (base as Constructor<SimpleHTTPRequestHandler>) {
    /** True while the present response depends on `DECIDING_FIELDS`. */
    #varies = false;

    override sendNotFound(): HeadBody | Promise<HeadBody> {
      if (!isRoute(this)) return super.sendNotFound();
      this.#varies = true;
      const path = resolveBelow(this.directory, file);
      const found = isNavigation(this.headers) ? this.findFile(path) : undefined;
      return typeof found === "object" && found.kind === "file" ? this.sendFile(path, found) : super.sendNotFound();
    }

    override endHeaders(): void {
      if (this.responseHead.isFinal) {
        if (this.#varies) this.sendHeader("Vary", DECIDING_FIELDS);
        this.#varies = false;
      }
      super.endHeaders();
    }
  }
  return Spa as unknown as Base;
}

/** Tells whether the path may be one of the application's routes. */
function isRoute({ command, path }: SimpleHTTPRequestHandler): boolean {
  if (command !== "GET" && command !== "HEAD") return false;
  const names = targetSegments(path)?.names;
  if (names === undefined || names.at(-1)?.includes(".") === true) return false;
  return !names.some((name) => name.startsWith("."));
}

/** Tells whether a browser will show the response, rather than hand it to a page's script. */
function isNavigation(headers: HTTPMessage): boolean {
  const [destination, mode] = [headers.get("Sec-Fetch-Dest"), headers.get("Sec-Fetch-Mode")];
  if (destination !== null || mode !== null) return destination === "document" || mode === "navigate";
  const accepted = parsePreferences(headers.getAll("Accept")?.join(", ") ?? "");
  return accepted.some(({ value, weight }) => value === "text/html" && weight > 0);
}
