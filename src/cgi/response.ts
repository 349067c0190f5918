// What a script's head asks for (RFC 3875 §6.2): a document, a redirection of the client, or another page of this server.

import { CONNECTION_FIELDS } from "../http/connection-fields.ts";
import type { Field } from "../http/field-block.ts";
import type { CgiHead } from "./output.ts";

/** What to do with the output of a script. */
export type CgiResponse =
  | { readonly kind: "redirect"; readonly target: string }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly reason: string | undefined;
      readonly fields: readonly Field[];
    };

/** Fields that concern only the connection, and those that the server writes itself. */
const SERVERS_OWN: ReadonlySet<string> = new Set([...CONNECTION_FIELDS, "date", "server"]);

/**
 * Decides what a script's head asks for. A `Location` that begins with a slash, with no status or 200, is a page of this server (§6.2.2);
 * any other is for the client to follow, with 302 if the script named no status (§6.2.3).
 */
export function responseOf({ status, reason, location, fields }: CgiHead): CgiResponse {
  if (location === undefined) {
    return { kind: "answer", status: status ?? 200, reason, fields: fields.filter(isPassedOn) };
  }
  if (location.startsWith("/") && (status === undefined || status === 200)) {
    return { kind: "redirect", target: location };
  }
  const passed: Field[] = [["Location", location], ...fields.filter(isPassedOn)];
  return { kind: "answer", status: status ?? 302, reason, fields: passed };
}

function isPassedOn([name]: Field): boolean {
  return !SERVERS_OWN.has(name.toLowerCase());
}
