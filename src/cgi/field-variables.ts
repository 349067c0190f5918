// Request fields as variables: `HTTP_` and the name, in capitals, `-` as `_` (RFC 3875 §4.1.18).

import { CONNECTION_FIELDS } from "../http/connection-fields.ts";
import type { Field } from "../http/field-block.ts";
import { environmentText } from "./environment-text.ts";

/** Names whose variable cannot be taken for that of another name: `X_Y` would pass for `X-Y`. */
const PLAIN_NAME = /^[A-Za-z0-9-]+$/;

/**
 * Fields that make no variable: `Proxy` would be HTTP_PROXY, which programs take for the proxy to use ("httpoxy"); those of the content
 * have variables of their own; the others concern only client and server.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...CONNECTION_FIELDS,
  "content-length",
  "content-type",
  "expect",
  "proxy",
  "proxy-authorization",
]);

/** Makes the variables of header fields; those of one name are joined. `Authorization` is left out unless it is to be passed. */
export function fieldVariables(fields: readonly Field[], passesAuthorization: boolean): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of fields) {
    const lower = name.toLowerCase();
    if (!PLAIN_NAME.test(name) || LEFT_OUT.has(lower)) continue;
    if (lower === "authorization" && !passesAuthorization) continue;
    const before = values.get(lower);
    values.set(lower, before === undefined ? value : before + (lower === "cookie" ? "; " : ", ") + value);
  }
  return Object.fromEntries([...values].map(([name, value]) => [variableName(name), environmentText(value)]));
}

function variableName(field: string): string {
  return `HTTP_${field.replaceAll("-", "_").toUpperCase()}`;
}
