// Cross-origin resource sharing, as the Fetch standard has it.

import { isToken, listMembers } from "../http/grammar.ts";
import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import { type FurtherMethods, implementedMethods } from "../server/implemented-methods.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** The fields a page may read besides those it always may (Fetch §2.2.2: CORS-safelisted response-header names). */
const EXPOSED =
  "Accept-Ranges, Allow, Content-Disposition, Content-Encoding, Content-Range, Date, ETag, Location, Retry-After, Vary";

/** How long a browser may remember a preflight: 10 minutes. Chromium takes 2 hours at most, too long to wait after changing a server. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of other origins read what a handler answers, errors included: a page wants to know that a file is missing.
 *
 * `origins` are written as browsers write them, `https://a.example`; `*` among them means any. A preflight, `OPTIONS` with `Origin` and
 * `Access-Control-Request-Method`, is answered 204 with the handler's methods and whatever header fields it asks for. Any other `OPTIONS`
 * goes to the handler's own `do_OPTIONS` or to a script; without one it is answered 204 with `Allow`. A page of another origin gets the
 * same responses without the CORS fields; its browser enforces the refusal. Unless `*` is among the origins, every response says
 * `Vary: Origin`.
 *
 * A response that already has one of these fields, as a script's may, keeps its own: whoever made the response knows best.
 *
 * Credentials are not allowed: `Access-Control-Allow-Credentials` is never sent. To allow them for fixed origins, send that field yourself.
 */
export function CorsMixin<Base extends Constructor<BaseHTTPRequestHandler>>(
  base: Base,
  origins: readonly string[] = ["*"],
): Base {
  const isForAll = origins.includes("*");
  const inherited = (base.prototype as { do_OPTIONS?: () => unknown }).do_OPTIONS;

  class Cors extends (base as Constructor<BaseHTTPRequestHandler>) {
    do_OPTIONS(): unknown {
      if (isPreflight(this)) return this.#answerPreflight();
      const answer = inherited ?? (this as FurtherMethods).furtherMethod;
      if (answer !== undefined) return answer.call(this);
      this.sendResponse(204);
      this.sendHeader("Allow", implementedMethods(this).join(", "));
      return this.endHeaders();
    }

    override endHeaders(): void {
      if (this.responseHead.isFinal) {
        const origin = this.#allowedOrigin();
        if (origin !== undefined) this.#sendOnce("Access-Control-Allow-Origin", origin);
        if (origin !== undefined && !isPreflight(this)) this.#sendOnce("Access-Control-Expose-Headers", EXPOSED);
        if (!isForAll) this.sendHeader("Vary", "Origin");
      }
      super.endHeaders();
    }

    #sendOnce(name: string, value: string): void {
      if (!this.responseHead.has(name)) this.sendHeader(name, value);
    }

    #answerPreflight(): void {
      const asked = this.headers.getAll("Access-Control-Request-Headers");
      this.sendResponse(204);
      if (this.#allowedOrigin() !== undefined) {
        const names = listMembers(asked?.join(",") ?? "").filter(isToken);
        this.sendHeader("Access-Control-Allow-Methods", implementedMethods(this).join(", "));
        if (names.length > 0) this.sendHeader("Access-Control-Allow-Headers", names.join(", "));
        this.sendHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        if (this.headers.get("Access-Control-Request-Private-Network") === "true") {
          this.sendHeader("Access-Control-Allow-Private-Network", "true");
        }
      }
      this.endHeaders();
    }

    /** The value of `Access-Control-Allow-Origin`; undefined if the page's origin is not allowed. */
    #allowedOrigin(): string | undefined {
      if (isForAll) return "*";
      const origin = this.headers.get("Origin");
      return origin !== null && origins.includes(origin) ? origin : undefined;
    }
  }
  return Cors as unknown as Base;
}

function isPreflight({ command, headers }: BaseHTTPRequestHandler): boolean {
  return command === "OPTIONS" && headers.has("Origin") && headers.has("Access-Control-Request-Method");
}
