// Cross-origin resource sharing, as the Fetch standard has it. Off, it costs nothing: it is not in the class.

import { isToken, listMembers } from "../http/grammar.ts";
import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import { type FurtherMethods, implementedMethods } from "../server/implemented-methods.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** What a page may read beyond the fields it always may (Fetch §2.2.2: CORS-safelisted response-header names). */
const EXPOSED =
  "Accept-Ranges, Allow, Content-Disposition, Content-Encoding, Content-Range, Date, ETag, Location, Retry-After, Vary";

/** How long a browser need not ask again: 10 minutes. Chromium takes 2 hours at most; who changes a server does not want to wait for that. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of other origins read what a handler answers: errors too, as a page wants to know that a file is missing.
 *
 * `origins` are as browsers write them, `https://a.example`; `*` among them is any. A preflight, `OPTIONS` with `Origin` and
 * `Access-Control-Request-Method`, is answered 204 with the methods that the handler has, and any header fields; any other `OPTIONS` by the
 * handler's own `do_OPTIONS`, or by a script, else 204 with `Allow`. A page of another origin is answered the same without the fields: that is a refusal,
 * and its browser's to carry out. Where there are several origins, all answers say `Vary: Origin`.
 *
 * An answer that has one of these fields already, as a script's may, keeps its own: it is who answers that knows.
 *
 * Credentials are not allowed: no answer says `Access-Control-Allow-Credentials`. Whoever wants them for fixed origins sends that field.
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

    /** What `Access-Control-Allow-Origin` says; undefined where the page's origin is not among those allowed. */
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
