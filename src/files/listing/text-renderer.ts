// A listing as text for a terminal: size, time and name in columns, one entry to a line.

import type { ListedEntry } from "./entry.ts";
import { type ListingRenderer, NO_SEPARATORS } from "./renderer.ts";
import { utcMinute } from "./shown-values.ts";
import { showInvisible } from "./visible-name.ts";

/** The width of sizes: up to 99 GB in bytes. Larger ones are written in full, and stick out. */
const SIZE_WIDTH = 11;
const NO_TIME = "-                ";

/** Makes a renderer of text. Times are UTC. Names cannot move the cursor: control characters are escaped, and backslashes doubled. */
export function textRenderer(): ListingRenderer {
  return {
    contentType: "text/plain; charset=utf-8",
    isPaged: false,
    begin: () => "",
    beginEntries: () => "",
    entry: toLine,
    separators: NO_SEPARATORS,
    end: () => "",
  };
}

/** `       1234 2026-11-21 13:05Z name`; a directory ends in `/`, a link in `@`. */
function toLine({ name, type, isDirectory, details }: ListedEntry): string {
  const size = String(details?.size ?? "-").padStart(SIZE_WIDTH);
  const time = details === null || details === undefined ? NO_TIME : shownTime(details.modifiedMs);
  const mark = type === "link" ? "@" : isDirectory ? "/" : "";
  const shownName = showInvisible(name.replaceAll("\\", "\\\\"), (shown) => shown);
  return [size, " ", time, " ", shownName, mark, "\n"].join("");
}

function shownTime(modifiedMs: number): string {
  const minute = utcMinute(modifiedMs);
  return minute === undefined ? NO_TIME : `${minute}Z`;
}
