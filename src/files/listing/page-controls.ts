// The controls of the interactive page: columns to sort by, the filter, the links between pages. All are links or a GET form.

import { htmlName, htmlValue } from "./html-text.ts";
import { type ListingQuery, orderFields, queryLink, type SortColumn } from "./query.ts";
import { type ListingCounts, type ListingView, PAGE_ENTRIES } from "./renderer.ts";
import { grouped } from "./shown-values.ts";

const COLUMNS: readonly (readonly [column: SortColumn, title: string])[] = [
  ["name", "Name"],
  ["size", "Size"],
  ["date", "Modified"],
];

/** Returns the table's beginning. The links of columns lead to the first page; that of the sorted column reverses the order. */
export function tableHead({ path, query }: ListingView, hasLinks = true): string {
  const cells = COLUMNS.map(([column, title]) => (hasLinks ? sortedHeader(query, column, title) : header(title)));
  const order = query.isDescending ? "descending" : "ascending";
  const caption = `Contents of ${htmlName(path)}, directories first, by ${query.sort}, ${order}`;
  return `<table>\n<caption>${caption}</caption>\n<thead><tr>${cells.join("")}</tr></thead>\n<tbody>\n`;
}

function header(content: string, attributes = ""): string {
  return `<th scope="col"${attributes}>${content}</th>`;
}

function sortedHeader(query: ListingQuery, column: SortColumn, title: string): string {
  const isSorted = query.sort === column;
  // The first click shows the largest, the newest, and the first of the alphabet.
  const isDescending = isSorted ? !query.isDescending : column !== "name";
  const href = htmlValue(queryLink({ ...query, sort: column, isDescending, page: 1 }));
  const state = isSorted ? ` aria-sort="${query.isDescending ? "descending" : "ascending"}"` : "";
  return header(`<a href="${href}">${title}</a>`, state);
}

/** Returns the form that filters by name. */
export function filterForm(query: ListingQuery): string {
  const hidden = orderFields(query).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  const all =
    query.filter === "" ? "" : `<a href="${htmlValue(queryLink({ ...query, filter: "", page: 1 }))}">Show all</a>`;
  return (
    `<form role="search"><label>Name contains <input type="search" name="filter" value="${htmlValue(query.filter)}"></label>` +
    `${hidden.join("")}<button>Filter</button>${all}</form>\n`
  );
}

/** Returns which entries are shown, of how many, with links to the other pages; nothing if there is only one page. */
export function pageLinks(query: ListingQuery, { matching, page, pages }: ListingCounts): string {
  if (pages === 1) return "";
  const first = (page - 1) * PAGE_ENTRIES + 1;
  const last = Math.min(page * PAGE_ENTRIES, matching);
  const link = (target: number, rel: string, text: string): string =>
    `<a href="${htmlValue(queryLink({ ...query, page: target }))}" rel="${rel}">${text}</a>`;
  const back = page === 1 ? "" : link(1, "first", "First") + link(page - 1, "prev", "Previous");
  const forward = page === pages ? "" : link(page + 1, "next", "Next") + link(pages, "last", "Last");
  const shown = `Showing ${grouped(first)}\u2013${grouped(last)} of ${grouped(matching)}`;
  return `<nav class="pages" aria-label="Pages"><p>${shown}</p>${back}${forward}</nav>\n`;
}
