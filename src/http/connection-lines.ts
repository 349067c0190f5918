// What the head of a response says about its connection (RFC 9112 §9.6).

import { listMembers } from "./grammar.ts";

const CONNECTION_LINES = /^connection: (.*)\r\n/gim;

/** Removes `keep-alive` from the `Connection` fields of a head, and removes fields that say nothing else. */
export function withoutKeepAlive(head: string): string {
  return head.replace(CONNECTION_LINES, (line, value: string) => {
    const options = listMembers(value);
    const others = options.filter((option) => option !== "keep-alive");
    if (others.length === options.length) return line;
    return others.length === 0 ? "" : `Connection: ${others.join(", ")}\r\n`;
  });
}

/** Makes the head of a response say that the connection ends, where it did not say so yet. */
export function withClose(response: string): string {
  const end = response.indexOf("\r\n\r\n") + "\r\n".length;
  if (end === 1) return response; // it has no head
  return `${withoutKeepAlive(response.slice(0, end))}Connection: close\r\n${response.slice(end)}`;
}
