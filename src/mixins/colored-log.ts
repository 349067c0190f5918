// Colours in the log, for a terminal.

import { type StatusCode, statusValue } from "../http/status.ts";
import { logToStderr } from "../io/stderr-log.ts";
import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

const RED = "\x1b[31m";
const YELLOW = "\x1b[33m";
const CYAN = "\x1b[36m";
const DEFAULT_COLOR = "\x1b[39m";

/** Makes a handler log redirections and 304 in cyan, client errors in yellow, server errors in red. */
export function ColoredLogMixin<Base extends Constructor<BaseHTTPRequestHandler>>(base: Base): Base {
  class ColoredLog extends (base as Constructor<BaseHTTPRequestHandler>) {
    override logRequest(code: StatusCode | string = "-", size: number | string = "-"): void {
      const color = typeof code === "string" ? undefined : colorOf(statusValue(code));
      if (color !== undefined) logToStderr(color);
      super.logRequest(code, size);
      if (color !== undefined) logToStderr(DEFAULT_COLOR);
    }
  }
  return ColoredLog as unknown as Base;
}

function colorOf(status: number): string | undefined {
  if (status >= 500) return RED;
  if (status >= 400) return YELLOW;
  return status >= 300 ? CYAN : undefined;
}
