// What the head of a response says of its connection (RFC 9112 §9.6).

import { listMembers } from "./grammar.ts";

const CONNECTION_LINES = /^connection: (.*)\r\n/gim;

/** Takes `keep-alive` out of the `Connection` fields of a head, and fields that say nothing else with it. */
export function withoutKeepAlive(head: string): string {
  return head.replace(CONNECTION_LINES, (line, value: string) => {
    const options = listMembers(value);
    const others = options.filter((option) => option !== "keep-alive");
    if (others.length === options.length) return line;
    return others.length === 0 ? "" : `Connection: ${others.join(", ")}\r\n`;
  });
}

/** Makes the head that a response begins with say that the connection ends, where it did not. */
export function withClose(response: string): string {
  const end = response.indexOf("\r\n\r\n") + "\r\n".length;
  if (end === 1) return response; // it has none
  return `${withoutKeepAlive(response.slice(0, end))}Connection: close\r\n${response.slice(end)}`;
}
