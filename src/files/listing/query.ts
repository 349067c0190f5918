// What a query asks of a listing. What is not understood is ignored: a link with a slip still shows the directory.

/** What entries are sorted by. */
export type SortColumn = "name" | "size" | "date";

/** What a query asks for. */
export interface ListingQuery {
  readonly sort: SortColumn;
  readonly isDescending: boolean;
  /** What names must contain; "" matches all. */
  readonly filter: string;
  /** From 1. */
  readonly page: number;
  /** A form asked for by its name, whatever `Accept` says. */
  readonly format: FormatName | undefined;
}

/** The names that a query has for the forms of a listing. */
export type FormatName = "html" | "json" | "text";

/** What an empty query asks for. */
export const DEFAULT_QUERY: ListingQuery = {
  sort: "name",
  isDescending: false,
  filter: "",
  page: 1,
  format: undefined,
};

const SORT_COLUMNS: readonly SortColumn[] = ["name", "size", "date"];
const FORMATS: readonly FormatName[] = ["html", "json", "text"];
const PAGE_NUMBER = /^[1-9][0-9]*$/;
/** More pages than any directory has. */
const MAX_PAGE = 999_999_999;

/**
 * Reads a query, as it stands after the `?`: `sort`, `order`, `filter`, `page` and `format`. If one is there twice, the first counts. Each
 * character is a byte, as in a request target.
 */
export function parseListingQuery(text: string): ListingQuery {
  if (text === "") return DEFAULT_QUERY;
  const values = new URLSearchParams(Buffer.from(text, "latin1").toString());
  const page = values.get("page") ?? "";
  return {
    sort: oneOf(SORT_COLUMNS, values.get("sort")) ?? DEFAULT_QUERY.sort,
    isDescending: values.get("order") === "desc",
    filter: values.get("filter") ?? "",
    page: PAGE_NUMBER.test(page) ? Math.min(Number(page), MAX_PAGE) : 1,
    format: oneOf(FORMATS, values.get("format")),
  };
}

/** Returns the relative link to the same listing with another query, not escaped. No link asks for a `format`. */
export function queryLink(query: ListingQuery): string {
  const values = new URLSearchParams();
  if (query.filter !== "") values.set("filter", query.filter);
  for (const [name, value] of orderFields(query)) values.set(name, value);
  if (query.page > 1) values.set("page", String(query.page));
  return values.size === 0 ? "./" : `?${values}`;
}

/** Returns the fields of a query that ask for an order of entries; none for the default one. */
export function orderFields({ sort, isDescending }: ListingQuery): readonly (readonly [name: string, value: string])[] {
  if (sort === DEFAULT_QUERY.sort && !isDescending) return [];
  return [
    ["sort", sort],
    ["order", isDescending ? "desc" : "asc"],
  ];
}

function oneOf<Word extends string>(words: readonly Word[], word: string | null): Word | undefined {
  return words.find((known) => known === word);
}
