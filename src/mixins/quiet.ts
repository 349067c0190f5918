// No line in the log for every request. Off, it costs nothing: it is not in the class.

import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** Makes a handler log no requests. Errors are logged still: `code 404, message File not found`. */
export function QuietMixin<Base extends Constructor<BaseHTTPRequestHandler>>(base: Base): Base {
  class Quiet extends (base as Constructor<BaseHTTPRequestHandler>) {
    override logRequest(): void {}
  }
  return Quiet as unknown as Base;
}
