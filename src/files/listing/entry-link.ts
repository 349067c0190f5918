// The relative link to an entry: the one place where a name becomes a URL.

import { hasLoneSurrogate, quotePath } from "../../http/escape.ts";
import { encodeName } from "../file-name.ts";
import type { ListedEntry } from "./entry.ts";

/** A name that is its own link, and its own HTML; most are. */
export const PLAIN_NAME: RegExp = /^[\w.~-]*$/;
/** Bytes that look like Python's form of another byte, and would be decoded as that one. */
const AMBIGUOUS_BYTES = /\udced[\udcb2\udcb3][\udc80-\udcbf]/;

/**
 * Returns the link to an entry, relative to its directory and percent-encoded; a directory's ends in a slash.
 *
 * Everything but letters, digits and `_.-~` is encoded, so that a name is never taken for a scheme or a query, and needs no escape in HTML.
 * A byte that is not UTF-8 stands for itself, `%FF`: clients that store a file under its decoded name get the right one. Where that could
 * be misread, it has Python's form, `%ED%B3%BF`.
 */
export function entryLink({ name, isDirectory }: Pick<ListedEntry, "name" | "isDirectory">): string {
  const path = PLAIN_NAME.test(name) ? name : quoteName(name);
  return isDirectory ? `${path}/` : path;
}

function quoteName(name: string): string {
  const isBytes = hasLoneSurrogate(name) && !AMBIGUOUS_BYTES.test(name);
  return quotePath(isBytes ? encodeName(name) : name);
}
