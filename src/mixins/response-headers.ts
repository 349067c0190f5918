// Header fields of your own.

import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/**
 * Makes a handler send these fields with every final response below 400: with files and listings, with 206, with redirections, and with
 * 304, which gets no `Content-...` field (RFC 9110 §15.4.5).
 *
 * A field replaces the handler's own of the same name, with two exceptions: `Vary` is sent beside the handler's, and a multipart/byteranges
 * body keeps its type, without which nobody could tell the parts apart. Given fields of the same name are all sent, in their order. Errors
 * go without: what is meant for a file, such as how long to keep it, is not meant for its absence.
 *
 * @throws TypeError for a name or value that cannot be sent; not here, but when a request is answered.
 *
 * Differs from Python: its `--header` adds fields only to the 200 responses of files and listings, beside those of the same name.
 */
export function ResponseHeadersMixin<Base extends Constructor<BaseHTTPRequestHandler>>(
  base: Base,
  fields: readonly (readonly [name: string, value: string])[],
): Base {
  const names = new Set(fields.map(([name]) => name.toLowerCase()));
  names.delete("vary"); // a list: dropping what another mixin adds would let caches mix up responses
  const notModifiedFields = fields.filter(([name]) => !name.toLowerCase().startsWith("content-"));

  class ResponseHeaders extends (base as Constructor<BaseHTTPRequestHandler>) {
    override sendHeader(keyword: string, value: string | number): void {
      const { status } = this.responseHead;
      const name = keyword.toLowerCase();
      if (isMeant(status) && names.has(name) && !isTypeOfParts(status, name, value)) return;
      super.sendHeader(keyword, value);
    }

    override endHeaders(): void {
      const { status } = this.responseHead;
      if (isMeant(status)) {
        const hasParts = names.has("content-type") && this.responseHead.has("Content-Type");
        for (const [name, value] of status === 304 ? notModifiedFields : fields) {
          if (!hasParts || name.toLowerCase() !== "content-type") super.sendHeader(name, value);
        }
      }
      super.endHeaders();
    }
  }
  return ResponseHeaders as unknown as Base;
}

function isTypeOfParts(status: number | undefined, name: string, value: string | number): boolean {
  return status === 206 && name === "content-type" && String(value).startsWith("multipart/byteranges");
}

/** The status is undefined in HTTP/0.9, whose responses have no fields. */
function isMeant(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 400;
}
