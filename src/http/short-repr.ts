// Shows in a message what a peer sent: as Python does, but no more than a line of it.

import { pythonRepr } from "./python-repr.ts";

/** How many characters are shown: a message goes into a status line, a page and the log. */
const MAX_SHOWN = 200;

/** Python's `repr` of a text; a long one is cut, and ends in dots. Differs from Python: Python shows all of it. */
export function shortRepr(text: string): string {
  return pythonRepr(text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`);
}
