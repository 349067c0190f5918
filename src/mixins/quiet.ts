// No line in the log for every request.

import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** Makes a handler log no requests. Errors are still logged: `code 404, message File not found`. */
export function QuietMixin<Base extends Constructor<BaseHTTPRequestHandler>>(base: Base): Base {
  class Quiet extends (base as Constructor<BaseHTTPRequestHandler>) {
    override logRequest(): void {}
  }
  return Quiet as unknown as Base;
}
