// Whether a connection outlives a request: what the client asks for (RFC 9112 §9.3).

import { listMembers } from "./grammar.ts";
import type { VersionNumber } from "./request-line.ts";

/** Reads `Connection` as a list: `close` wins; HTTP/1.1 persists by default, HTTP/1.0 only with `keep-alive`. */
export function wantsToPersist(connection: string | undefined, versionNumber: VersionNumber): boolean {
  if (connection === undefined) return versionNumber >= 11;
  if (connection === "keep-alive") return true; // nearly every client sends one of these two: no list is made for them
  if (connection === "close") return false;
  const options = listMembers(connection);
  if (options.includes("close")) return false;
  return versionNumber >= 11 || options.includes("keep-alive");
}
