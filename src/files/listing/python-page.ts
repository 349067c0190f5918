// Python's directory page: entries in, bytes out. Nothing here reads a disk.

import { escapeHtml, quotePath } from "../../http/escape.ts";
import { encodeName } from "../file-name.ts";
import type { ListingEntry } from "../read-dir.ts";
import { PLAIN_NAME } from "./entry-link.ts";

/** Characters whose order by UTF-16 units may differ from that by code points. */
const BEYOND_BMP_ORDER = /[\ud800-\uffff]/;

/**
 * Sorts entries by their names in lower case, in the order of code points; names that differ only in case keep their order.
 *
 * Source: Python's `list.sort(key=lambda a: a.lower())`.
 */
export function sortByName(entries: readonly ListingEntry[]): ListingEntry[] {
  const keyed = entries.map(({ name, isDirectory, isLink }) => ({
    name,
    isDirectory,
    isLink,
    key: name.toLowerCase(),
  }));
  const isPlain = !keyed.some(({ key }) => BEYOND_BMP_ORDER.test(key));
  return keyed.sort(isPlain ? compareUnits : (left, right) => compareCodePoints(left.key, right.key));
}

/**
 * Makes the page of Python 3.13's `list_directory`, byte for byte.
 *
 * Directories end in `/`, links in `@`; a link to a directory is shown with `@`, and its address ends in `/`. Bytes of a name that are not
 * UTF-8 stand in the text as they are, and in the link in the form `%ED%B3%BF`. The title has the path only, as in later Pythons.
 */
export function pythonListing(entries: readonly ListingEntry[], title: string): Buffer {
  const heading = `Directory listing for ${escapeHtml(title)}`;
  let page =
    '<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n' +
    `<title>${heading}</title>\n</head>\n<body>\n<h1>${heading}</h1>\n<hr>\n<ul>\n`;
  for (const { name, isDirectory, isLink } of entries) {
    const suffix = isDirectory ? "/" : "";
    const isPlain = PLAIN_NAME.test(name);
    const href = isPlain ? name : quotePath(name);
    const text = isPlain ? name : escapeHtml(name);
    page += `<li><a href="${href}${suffix}">${text}${isLink ? "@" : suffix}</a></li>\n`;
  }
  return encodeName(`${page}</ul>\n<hr>\n</body>\n</html>\n`);
}

function compareUnits({ key: left }: { readonly key: string }, { key: right }: { readonly key: string }): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareCodePoints(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at++) {
    if (left.charCodeAt(at) === right.charCodeAt(at)) continue;
    // Both have the same units before `at`. If that is the middle of a pair, it is so in both, and the second halves decide.
    return (left.codePointAt(at) as number) - (right.codePointAt(at) as number);
  }
  return left.length - right.length;
}
