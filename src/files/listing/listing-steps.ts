// Makes a listing from an open directory, in steps: each yields text, maybe none, and is a place to pause.

import type { DirectoryEntry, DirectoryReader } from "../read-dir.ts";
import type { Folder, ListedEntry } from "./entry.ts";
import type { EntryHold } from "./entry-hold.ts";
import { foldName, naturalKey } from "./natural-key.ts";
import type { ListingQuery } from "./query.ts";
import type { RecentFolder } from "./recent-entries.ts";
import { type ListingCounts, type ListingRenderer, type ListingTotals, PAGE_ENTRIES } from "./renderer.ts";
import { entryOrder, sortInSteps } from "./sort-steps.ts";

/** Names read in one step; a thousand take half a millisecond. */
const READ_STEP = 1024;
/** Entries looked at or rendered in one step; a hundred take about a third of a millisecond. */
const ENTRY_STEP = 100;

/** Nothing is remembered of a directory with more entries: they would be forgotten again before the last one is sent. */
const MAX_REMEMBERED = 20_000;
/** A remembered entry has a row, and takes as much memory as this many others. */
const REMEMBERED_WEIGHT = 2;

/** What is listed, and how. */
export interface Listing {
  readonly reader: DirectoryReader;
  readonly hold: EntryHold;
  readonly folder: Folder;
  /** What was found out about its entries a moment ago. */
  readonly recent: RecentFolder;
  readonly query: ListingQuery;
  readonly renderer: ListingRenderer;
}

/**
 * Makes a listing. Its beginning is yielded before the directory is read to its end; sorted by name, the first entries are yielded before
 * the last ones have been looked at.
 *
 * @throws ErrnoException if the directory cannot be read to its end, HTTPError 503 if too much is being listed.
 */
export function* listingSteps({ reader, hold, folder, recent, query, renderer }: Listing): Generator<string> {
  yield renderer.begin();
  while (!reader.read(READ_STEP)) {
    hold.grow(reader.length * (reader.length > MAX_REMEMBERED ? 1 : REMEMBERED_WEIGHT));
    yield "";
  }
  const isGreat = reader.length > MAX_REMEMBERED;
  const matching = yield* chooseEntries(reader.takeEntries(), folder, isGreat ? undefined : recent, query.filter);
  const counts = countsOf(matching.total, matching.entries.length, query, renderer.isPaged);
  if (query.sort !== "name") yield* lookUpAll(matching.entries, folder);
  const sorted = yield* sortInSteps(matching.entries, entryOrder(query));
  if (isGreat) for (const entry of sorted) entry.key = ""; // a slow client may hold the entries for long: keys would be a third of the memory
  yield renderer.beginEntries(counts);
  const start = (counts.page - 1) * PAGE_ENTRIES;
  const shown = renderer.isPaged ? sorted.slice(start, start + PAGE_ENTRIES) : sorted;
  const totals = yield* renderEntries(shown, folder, renderer, isGreat);
  yield renderer.end(totals, counts);
}

interface Chosen {
  /** Entries that are listed, whether or not they match the filter. */
  readonly total: number;
  readonly entries: ListedEntry[];
}

function* chooseEntries(
  names: readonly DirectoryEntry[],
  folder: Folder,
  recent: RecentFolder | undefined,
  filter: string,
): Generator<"", Chosen> {
  const wanted = foldName(filter);
  const entries: ListedEntry[] = [];
  let total = 0;
  for (const [index, entry] of names.entries()) {
    if (index % ENTRY_STEP === ENTRY_STEP - 1) yield "";
    if (!folder.isListed(entry.name)) continue;
    total++;
    if (wanted === "" || foldName(entry.name).includes(wanted)) entries.push(toListed(entry, folder, recent));
  }
  return { total, entries };
}

function toListed({ name, type }: DirectoryEntry, folder: Folder, recent: RecentFolder | undefined): ListedEntry {
  if (type === "link") return followLink(name, folder);
  const known = recent?.get(name);
  // An entry that had gone has come back. One of another type is another file.
  if (known?.type === type && known.details !== null) return known;
  const isDirectory = type === "directory";
  const entry: ListedEntry = { name, type, isDirectory, key: naturalKey(name), row: undefined, details: undefined };
  if (known === undefined) recent?.add(entry);
  return entry;
}

/** Follows a link at once: whether it leads to a directory decides where it stands. */
function followLink(name: string, folder: Folder): ListedEntry {
  const target = folder.followLink(name);
  const isDirectory = target?.isDirectory === true;
  return { name, type: "link", isDirectory, key: naturalKey(name), row: undefined, details: target?.details ?? null };
}

function* lookUpAll(entries: readonly ListedEntry[], folder: Folder): Generator<""> {
  for (const [index, entry] of entries.entries()) {
    if (entry.details === undefined) entry.details = folder.lookUp(entry.name);
    if (index % ENTRY_STEP === ENTRY_STEP - 1) yield "";
  }
}

/** In a large directory, forgets the details of what has been shown: they would take more memory than the names. */
function* renderEntries(
  entries: readonly ListedEntry[],
  folder: Folder,
  { entry: writer, separators }: ListingRenderer,
  isGreat: boolean,
): Generator<string, ListingTotals> {
  let directories = 0;
  let size = 0;
  let text = "";
  for (const [index, entry] of entries.entries()) {
    if (entry.details === undefined) entry.details = folder.lookUp(entry.name);
    if (entry.isDirectory) directories++;
    size += entry.details?.size ?? 0;
    text += separators[index === 0 ? 0 : 1];
    if (isGreat) {
      text += writer(entry);
      entry.details = undefined;
    } else {
      if (entry.row?.writer !== writer) entry.row = { writer, text: writer(entry) };
      text += entry.row.text;
    }
    if (index % ENTRY_STEP !== ENTRY_STEP - 1) continue;
    yield text;
    text = "";
  }
  yield text;
  return { directories, files: entries.length - directories, size };
}

/** A page past the last one is the last one. */
function countsOf(total: number, matching: number, query: ListingQuery, isPaged: boolean): ListingCounts {
  const pages = isPaged ? Math.max(1, Math.ceil(matching / PAGE_ENTRIES)) : 1;
  return { total, matching, pages, page: Math.min(query.page, pages) };
}
