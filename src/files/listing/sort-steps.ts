// Sorting in steps, so that a large directory does not stop the server: runs are sorted, then merged in pairs.

import type { ListedEntry } from "./entry.ts";
import type { ListingQuery, SortColumn } from "./query.ts";

/** Compares two items; less than 0 if the left one comes first. */
export type Compare<Item> = (left: Item, right: Item) => number;

/** Items sorted or merged in one step; 2,048 take about a millisecond. */
const STEP_ITEMS = 2048;

/** Sorts items; stable. At each yield others may have their turn. */
export function* sortInSteps<Item>(items: readonly Item[], compare: Compare<Item>): Generator<"", Item[]> {
  let runs: Item[][] = [];
  for (let at = 0; at < items.length; at += STEP_ITEMS) {
    runs.push(items.slice(at, at + STEP_ITEMS).sort(compare));
    yield "";
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* mergeInSteps(runs[at] as Item[], runs[at + 1] ?? [], compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergeInSteps<Item>(left: Item[], right: Item[], compare: Compare<Item>): Generator<"", Item[]> {
  const merged: Item[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  while (fromLeft < left.length && fromRight < right.length) {
    const isLeft = compare(left[fromLeft] as Item, right[fromRight] as Item) <= 0;
    merged.push((isLeft ? left[fromLeft++] : right[fromRight++]) as Item);
    if (merged.length % STEP_ITEMS === 0) yield "";
  }
  const rest = fromLeft < left.length ? left.slice(fromLeft) : right.slice(fromRight);
  return merged.concat(rest);
}

/**
 * Returns the order of a listing: directories first, then by the column asked for, then by name, then by the name's exact characters.
 *
 * A descending order reverses that column and nothing else. An entry of which nothing is known is the smallest and oldest. Directories have
 * no size: by size, they are in the order of their names.
 */
export function entryOrder({ sort, isDescending }: Pick<ListingQuery, "sort" | "isDescending">): Compare<ListedEntry> {
  const direction = isDescending ? -1 : 1;
  const compareColumn = COLUMN_ORDERS[sort];
  return (left, right) => {
    if (left.isDirectory !== right.isDirectory) return left.isDirectory ? -1 : 1;
    const byColumn = compareColumn(left, right);
    return byColumn === 0 ? compareNames(left, right) : byColumn * direction;
  };
}

const COLUMN_ORDERS: Readonly<Record<SortColumn, Compare<ListedEntry>>> = {
  name: compareNames,
  size: (left, right) => (left.details?.size ?? -1) - (right.details?.size ?? -1),
  date: (left, right) => compareValues(modifiedOf(left), modifiedOf(right)),
};

function modifiedOf({ details }: ListedEntry): number {
  return details?.modifiedMs ?? Number.NEGATIVE_INFINITY;
}

function compareNames(left: ListedEntry, right: ListedEntry): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : compareValues(left.name, right.name);
}

function compareValues<Value extends number | string>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
