// What each form of a listing consists of: pure functions that return text, called in this order.

import type { ListedEntry } from "./entry.ts";
import type { ListingQuery } from "./query.ts";

/** Entries on one page of the interactive form. */
export const PAGE_ENTRIES = 1000;

/** A directory and what is asked of it. */
export interface ListingView {
  /** The path that was asked for, as it stands in the target. */
  readonly rawPath: string;
  /** The same, decoded, not escaped. */
  readonly path: string;
  /** How many directories below the root it is; undefined if that is unknown. */
  readonly levels: number | undefined;
  readonly query: ListingQuery;
}

/** How many entries there are. */
export interface ListingCounts {
  /** In the directory. */
  readonly total: number;
  /** Those that the filter lets through. */
  readonly matching: number;
  /** The page that is shown, from 1, and how many there are. */
  readonly page: number;
  readonly pages: number;
}

/** What was shown. */
export interface ListingTotals {
  readonly directories: number;
  /** Everything that is not a directory. */
  readonly files: number;
  /** In bytes, as far as it is known. */
  readonly size: number;
}

/** For forms that have nothing between entries. */
export const NO_SEPARATORS: readonly [string, string] = ["", ""];

/** Renders one listing. */
export interface ListingRenderer {
  readonly contentType: string;
  /** True if it shows {@link PAGE_ENTRIES} at a time rather than all entries. */
  readonly isPaged: boolean;
  /** What can be sent before anything is known of the entries. */
  begin(): string;
  beginEntries(counts: ListingCounts): string;
  /**
   * Renders an entry whose details are known. The text depends on nothing else and may be remembered, so it is to be one flat string, not a
   * tree of strings.
   */
  readonly entry: (entry: ListedEntry) => string;
  /** What stands before the first entry, and before each of the others. */
  readonly separators: readonly [first: string, other: string];
  end(totals: ListingTotals, counts: ListingCounts): string;
}
