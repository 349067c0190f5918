// A listing as JSON, one entry to a line: {"path": "/sub/", "entries": [{"name", "type", "size", "modified", "href"}]}.

import type { ListedEntry } from "./entry.ts";
import { entryLink } from "./entry-link.ts";
import type { ListingRenderer, ListingView } from "./renderer.ts";
import { isoTime } from "./shown-values.ts";

/** Makes a renderer of JSON. A byte of a name that is not UTF-8 is `\udcff`, as in Python. */
export function jsonRenderer({ path }: ListingView): ListingRenderer {
  return {
    contentType: "application/json",
    isPaged: false,
    begin: () => `{"path":${JSON.stringify(path)},"entries":[`,
    beginEntries: () => "",
    entry: toJson,
    separators: ["\n", ",\n"],
    end: () => "\n]}\n",
  };
}

/** What is unknown is null. */
function toJson(entry: ListedEntry): string {
  const { name, type, details } = entry;
  const modified = details === null || details === undefined ? null : (isoTime(details.modifiedMs) ?? null);
  return JSON.stringify({ name, type, size: details?.size ?? null, modified, href: entryLink(entry) });
}
