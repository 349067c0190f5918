// The way from the root to a directory, as links.

import { displayPath } from "../url-path.ts";

/** A directory on the way. */
export interface Crumb {
  /** Its name with a slash, decoded, not escaped; for the root, `/` or the path it is served at. */
  readonly text: string;
  /** The relative link to it; `./` for the last one. */
  readonly href: string;
}

/**
 * Returns the directories on the way to a path, the root first and the path itself last.
 *
 * `rawPath` is as it stands in the target. Links are relative and count its slashes, as browsers do: they hold behind a proxy that serves
 * us below a path of its own. `levels` is how many directories the path lies below the root, if the client does not see the root at `/`; by
 * default, all of them.
 */
export function breadcrumb(rawPath: string, levels: number = Number.POSITIVE_INFINITY): Crumb[] {
  const segments = rawPath.replace(/^\//, "").split("/").slice(0, -1);
  const crumbs: Crumb[] = [{ text: "/", href: linkUp(segments.length) }];
  for (const [index, segment] of segments.entries()) {
    if (segment !== "") crumbs.push({ text: `${displayPath(segment)}/`, href: linkUp(segments.length - index - 1) });
  }
  const above = crumbs.splice(0, Math.max(0, crumbs.length - 1 - levels));
  const root = crumbs[0] as Crumb;
  return [{ ...root, text: above.map(({ text }) => text).join("") + root.text }, ...crumbs.slice(1)];
}

function linkUp(levels: number): string {
  return levels === 0 ? "./" : "../".repeat(levels);
}
