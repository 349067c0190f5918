// Pages that are isolated from other origins.

import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** Whose pages may embed what is served (Fetch §3.7, `Cross-Origin-Resource-Policy`). */
export type ResourcePolicy = "same-origin" | "same-site" | "cross-origin";

/**
 * Makes pages cross-origin isolated: `crossOriginIsolated` is true there, and `SharedArrayBuffer` and precise timers work.
 *
 * Every response has the fields, errors and listings included, as a page in a frame is blocked without them. Whatever such a page embeds
 * from other origins must allow it, with CORS or with a resource policy of `cross-origin`. Browsers heed the fields only over HTTPS and on
 * localhost. A response that already has one of them, as a script's may, keeps its own: a second one would make both void.
 */
export function IsolateMixin<Base extends Constructor<BaseHTTPRequestHandler>>(
  base: Base,
  resourcePolicy: ResourcePolicy = "same-origin",
): Base {
  const fields = [
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Embedder-Policy", "require-corp"],
    ["Cross-Origin-Resource-Policy", resourcePolicy],
  ] as const;

  class Isolate extends (base as Constructor<BaseHTTPRequestHandler>) {
    override endHeaders(): void {
      if (this.responseHead.isFinal) {
        for (const [name, value] of fields) if (!this.responseHead.has(name)) this.sendHeader(name, value);
      }
      super.endHeaders();
    }
  }
  return Isolate as unknown as Base;
}
