// Requests as a client writes them.

/** A request head: the line, the fields, a blank line. */
export function head(line: string, ...fields: readonly string[]): string {
  return [line, ...fields, "", ""].join("\r\n");
}

/** The same with the Host that HTTP/1.1 wants. */
export function request(line: string, ...fields: readonly string[]): string {
  return head(line, "Host: a", ...fields);
}

/** The same, after which the connection is closed. */
export function closing(line: string, ...fields: readonly string[]): string {
  return request(line, "Connection: close", ...fields);
}
