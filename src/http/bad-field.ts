// What is said of a line of a header section that is no field.

import { ProtocolError } from "./errors.ts";
import { isBlank } from "./grammar.ts";

/** What is wrong with a value that has other bytes than a field value may have. */
export const BAD_VALUE = "A header value has no control characters";

/** What is wrong with a line whose name is not followed by a colon, but by `byte`; it is at the line's start where there is no name. */
export function nameFault(byte: number, isAtStart: boolean): string {
  if (!isBlank(byte)) return "A header line is a name, a colon and a value";
  if (isAtStart) return "A header line does not begin with a blank";
  return "No blank stands between a header name and its colon";
}

/** Refuses a field, for the reason given. */
export function badField(explain: string): ProtocolError {
  return new ProtocolError(400, "Bad header field", explain);
}
