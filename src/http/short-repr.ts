// What a peer sent, shown in a message: as Python shows it, but no more than a line of it.

import { pythonRepr } from "./python-repr.ts";

/** Characters that are shown: a message goes into a status line, a page and the log. */
const MAX_SHOWN = 200;

/** Python's `repr` of a text, cut off with dots where it is long. Differs from Python: there all of it is shown. */
export function shortRepr(text: string): string {
  return pythonRepr(text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`);
}
