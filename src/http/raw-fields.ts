// A validated header section that nobody has looked at yet.

import { CR, isBlank } from "./grammar.ts";

/** A header section as it came: one latin-1 string, and where in it each field's name and trimmed value lie. */
export interface RawFields {
  readonly text: string;
  /** Four numbers for each field: name start, name end, value start, value end (ends exclusive). */
  readonly offsets: readonly number[];
  /** The offsets of `Range` and of fields whose names begin with `If-`; undefined if nobody looked for them. */
  readonly conditionOffsets?: readonly number[];
}

/** Finds where names and values lie in a header section that has been validated. */
export function fieldOffsets(text: string): number[] {
  const offsets: number[] = [];
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const colon = text.indexOf(":", start);
    if (colon === -1 || colon > lineEnd) break;
    let valueStart = colon + 1;
    let valueEnd = text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd;
    while (valueStart < valueEnd && isBlank(text.charCodeAt(valueStart))) valueStart++;
    while (valueEnd > valueStart && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd--;
    offsets.push(start, colon, valueStart, valueEnd);
    start = lineEnd + 1;
  }
  return offsets;
}
