// A listing as HTML: the interactive page for browsers, and the plain one for programs that follow links.
//
// The plain page has all entries and no other links: whoever copies a tree by its links gets the tree, once. The interactive page has the
// way up, columns to sort by and, above a thousand entries, a filter and pages. Neither needs a script.

import { breadcrumb, type Crumb } from "./breadcrumb.ts";
import type { ListedEntry } from "./entry.ts";
import { entryLink } from "./entry-link.ts";
import { htmlName, isPlainText, plainName } from "./html-text.ts";
import { filterForm, pageLinks, tableHead } from "./page-controls.ts";
import { PAGE_STYLE } from "./page-style.ts";
import {
  type ListingCounts,
  type ListingRenderer,
  type ListingTotals,
  type ListingView,
  NO_SEPARATORS,
  PAGE_ENTRIES,
} from "./renderer.ts";
import { counted, grouped, humanSize, utcMinute } from "./shown-values.ts";

const CONTENT_TYPE = "text/html; charset=utf-8";
/** Smaller sizes are shown as they are. */
const KIB = 1024;
const PARENT_ROW =
  '<tr class="d"><th scope="row"><a href="../" aria-label="Parent directory">../</a></th><td></td><td></td></tr>\n';

/** Makes a renderer of the page for browsers. */
export function interactiveRenderer(view: ListingView): ListingRenderer {
  const crumbs = breadcrumb(view.rawPath, view.levels);
  const parentRow = crumbs.length > 1 ? PARENT_ROW : "";
  return {
    contentType: CONTENT_TYPE,
    isPaged: true,
    begin: () => `${pageHead(view)}${breadcrumbNav(crumbs)}<main>\n${heading(view)}`,
    beginEntries: (counts) =>
      (counts.total > PAGE_ENTRIES || view.query.filter !== "" ? filterForm(view.query) : "") +
      pageLinks(view.query, counts) +
      tableHead(view) +
      parentRow,
    entry: toRow,
    separators: NO_SEPARATORS,
    end: (totals, counts) => pageEnd(view, totals, counts, pageLinks(view.query, counts)),
  };
}

/** Makes a renderer of the page for programs. */
export function plainRenderer(view: ListingView): ListingRenderer {
  return {
    contentType: CONTENT_TYPE,
    isPaged: false,
    begin: () => `${pageHead(view)}<main>\n${heading(view)}`,
    beginEntries: () => tableHead(view, false),
    entry: toRow,
    separators: NO_SEPARATORS,
    end: (totals, counts) => pageEnd(view, totals, counts, ""),
  };
}

function pageHead({ path }: ListingView): string {
  return (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n' +
    `<title>Directory listing for ${plainName(path)}</title>\n<style>${PAGE_STYLE}</style>\n</head>\n<body>\n`
  );
}

function heading({ path }: ListingView): string {
  return `<h1>Directory listing for <bdi>${htmlName(path)}</bdi></h1>\n`;
}

function breadcrumbNav(crumbs: readonly Crumb[]): string {
  const items = crumbs.map(({ text, href }, index) => {
    const shown = `<bdi>${htmlName(text)}</bdi>`;
    if (index === crumbs.length - 1) return `<li aria-current="page">${shown}</li>`;
    return `<li><a href="${href}"${index === 0 ? ' aria-label="root"' : ""}>${shown}</a></li>`;
  });
  return `<nav aria-label="Breadcrumb"><ol>${items.join("")}</ol></nav>\n`;
}

function toRow(entry: ListedEntry): string {
  const { name, isDirectory, details } = entry;
  const isPlain = isPlainText(name);
  return [
    isDirectory ? '<tr class="d"><th scope="row">' : '<tr><th scope="row">',
    isPlain ? '<a href="' : '<bdi><a href="',
    entryLink(entry),
    '">',
    isPlain ? name : htmlName(name),
    isDirectory ? "/</a>" : "</a>",
    isPlain ? "" : "</bdi>",
    noteOn(entry),
    "</th>",
    sizeCell(details?.size),
    timeCell(details?.modifiedMs),
    "</tr>\n",
  ].join("");
}

/** Says what an entry is, if its name and link do not. */
function noteOn({ type, details }: ListedEntry): string {
  if (type === "link") return details === null ? "<small>broken link</small>" : "<small>link</small>";
  return type === "other" ? "<small>not a file</small>" : "";
}

/** Adds the exact size where a rounded one is shown. */
function sizeCell(size: number | undefined): string {
  if (size === undefined) return "<td></td>";
  const shown = humanSize(size);
  return size < KIB ? `<td>${shown}</td>` : `<td title="${counted(size, "byte")}">${shown}</td>`;
}

function timeCell(modifiedMs: number | undefined): string {
  const minute = modifiedMs === undefined ? undefined : utcMinute(modifiedMs);
  return minute === undefined ? "<td></td>" : `<td>${minute}</td>`;
}

function pageEnd(view: ListingView, totals: ListingTotals, counts: ListingCounts, links: string): string {
  return (
    `${counts.matching === 0 ? emptyRow(view, counts) : ""}</tbody>\n</table>\n</main>\n${links}` +
    `<footer>${summary(totals, counts)} Times are UTC.</footer>\n</body>\n</html>\n`
  );
}

function emptyRow({ query }: ListingView, { total }: ListingCounts): string {
  const why = total === 0 ? "This directory is empty." : `No name contains <bdi>${htmlName(query.filter)}</bdi>.`;
  return `<tr><td colspan="3">${why}</td></tr>\n`;
}

/** `2 directories, 1 file, 12 KiB.` */
function summary({ directories, files, size }: ListingTotals, { pages }: ListingCounts): string {
  const directoryCount = directories === 1 ? "1 directory" : `${grouped(directories)} directories`;
  const place = pages > 1 ? "On this page: " : "";
  return `${place}${directoryCount}, ${counted(files, "file")}, <span title="${counted(size, "byte")}">${humanSize(size)}</span>.`;
}
