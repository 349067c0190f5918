// What is said about a line of a header section that is not a field.

import { ProtocolError } from "./errors.ts";
import { isBlank } from "./grammar.ts";

/** What is wrong with a value that has bytes no field value may have. */
export const BAD_VALUE = "A header value must not have control characters";

/** What is wrong with a line that has `byte` where the colon after its name should be; at the start of a line there is no name. */
export function nameFault(byte: number, isAtStart: boolean): string {
  if (!isBlank(byte)) return "A header line must be a name, a colon and a value";
  if (isAtStart) return "A header line must not begin with a blank";
  return "There must be no blank between a header name and its colon";
}

/** Returns the error that refuses a field for the reason given. */
export function badField(explain: string): ProtocolError {
  return new ProtocolError(400, "Bad header field", explain);
}
