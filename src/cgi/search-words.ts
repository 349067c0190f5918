// The arguments of a script: the words of a search, as early forms sent them, which had a single field without a name.

import { isUtf8 } from "node:buffer";
import { unquoteToBytes } from "../http/escape.ts";

/**
 * Returns the words of a query, decoded (RFC 3875 §4.4); none where it is empty or has an `=`.
 *
 * None either if one of them could do harm, or cannot be passed on: one that begins with a dash would be an option to an interpreter, no
 * argument can hold a NUL, and from Node it must be UTF-8.
 */
export function searchWords(query: string): readonly string[] {
  if (query === "" || query.includes("=")) return [];
  const words = query.split("+").map((word) => unquoteToBytes(word));
  const isPassable = words.every((word) => isUtf8(word) && !word.includes(0));
  const texts = isPassable ? words.map(String) : [];
  return texts.some((text) => text.startsWith("-")) ? [] : texts;
}
