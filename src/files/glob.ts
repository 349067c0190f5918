// Patterns for the paths of files: `*.html`, `assets/**`, `/index.htm?`. No regular expression is made of them, and no text takes longer
// than its length times the pattern's.

/** Tells whether a path matches; names with slashes between them, without a slash at the beginning. */
export type PathMatcher = (path: string) => boolean;

/**
 * Makes a matcher of a pattern.
 *
 * `*` stands for any characters of a name, `?` for one, and `**` between slashes for any number of names, none included; everything else
 * for itself. A pattern without a slash is for the last name of a path, in whatever folder; one with a slash, if only at its beginning,
 * is for the whole path. A slash at its end stands for `/**`, all that is below.
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
 * Matches a sequence with a pattern, some of whose parts are wild: they stand for any number of items.
 *
 * Only the last wild part that was met takes more when the rest does not fit. That is enough: an earlier one could do nothing that the
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
