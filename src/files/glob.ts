// Patterns for file paths: `*.html`, `assets/**`, `/index.htm?`. They do not become regular expressions: the time to match is at most
// proportional to the text's length times the pattern's.

/** Tells whether a path matches: names separated by slashes, without a slash at the beginning. */
export type PathMatcher = (path: string) => boolean;

/**
 * Makes a matcher of a pattern.
 *
 * `*` stands for any characters within a name, `?` for one, and `**` between slashes for any number of names, or none; everything else
 * stands for itself. A pattern without a slash is matched with the last name of a path, in any folder. A pattern with a slash, even if only
 * at its beginning, is matched with the whole path. A slash at its end stands for `/**`, everything below.
 */
export function compileGlob(pattern: string): PathMatcher {
  const parts = (pattern.endsWith("/") ? `${pattern}**` : pattern).split("/").map((name) => [...name]);
  if (parts.length === 1)
    return (path) => matchesName(Array.from(path.slice(path.lastIndexOf("/") + 1)), parts[0] ?? []);
  if (pattern.startsWith("/")) parts.shift();
  return (path) =>
    matches(
      path.split("/").map((name) => [...name]),
      parts,
      (part) => part.join("") === "**",
      matchesName,
    );
}

function matchesName(name: readonly string[], pattern: readonly string[]): boolean {
  return matches(
    name,
    pattern,
    (part) => part === "*",
    (character, part) => part === "?" || part === character,
  );
}

/**
 * Matches a sequence with a pattern. Its wild parts stand for any number of items.
 *
 * When the rest does not fit, only the last wild part that was met takes more. That is enough: an earlier one could do nothing that the
 * last one cannot.
 */
function matches<Item, Part>(
  items: readonly Item[],
  parts: readonly Part[],
  isWild: (part: Part) => boolean,
  fits: (item: Item, part: Part) => boolean,
): boolean {
  let at = 0;
  let part = 0;
  let retry: { at: number; part: number } | undefined;
  while (at < items.length) {
    const next = parts[part];
    if (next !== undefined && isWild(next)) {
      part++;
      retry = { at, part };
    } else if (next !== undefined && fits(items[at] as Item, next)) {
      at++;
      part++;
    } else if (retry !== undefined) {
      retry.at++;
      ({ at, part } = retry);
    } else return false;
  }
  return parts.slice(part).every(isWild);
}
