// Pages that are isolated from other origins. Off, it costs nothing: it is not in the class.

import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/threading-mixin.ts";

/** Whose pages may embed what is served (Fetch §3.7, `Cross-Origin-Resource-Policy`). */
export type ResourcePolicy = "same-origin" | "same-site" | "cross-origin";

/**
 * Makes pages cross-origin isolated, so that `crossOriginIsolated` is true there, and `SharedArrayBuffer` and precise timers work.
 *
 * All answers have the fields, errors and listings included: a page in a frame is blocked without them. What such a page embeds from other
 * origins has to allow it, with CORS or a resource policy of `cross-origin`. Browsers heed the fields over HTTPS and on localhost only.
 */
export function IsolateMixin<Base extends Constructor<BaseHTTPRequestHandler>>(
  base: Base,
  resourcePolicy: ResourcePolicy = "same-origin",
): Base {
  class Isolate extends (base as Constructor<BaseHTTPRequestHandler>) {
    override endHeaders(): void {
      const { status } = this.responseHead;
      if (status !== undefined && status >= 200) {
        this.sendHeader("Cross-Origin-Opener-Policy", "same-origin");
        this.sendHeader("Cross-Origin-Embedder-Policy", "require-corp");
        this.sendHeader("Cross-Origin-Resource-Policy", resourcePolicy);
      }
      super.endHeaders();
    }
  }
  return Isolate as unknown as Base;
}
