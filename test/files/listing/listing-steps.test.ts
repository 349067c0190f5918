import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import type { EntryDetails, Folder } from "../../../src/files/listing/entry.ts";
import { EntryHold } from "../../../src/files/listing/entry-hold.ts";
import { jsonRenderer } from "../../../src/files/listing/json-renderer.ts";
import { listingSteps } from "../../../src/files/listing/listing-steps.ts";
import { parseListingQuery } from "../../../src/files/listing/query.ts";
import { RecentEntries, type RecentFolder } from "../../../src/files/listing/recent-entries.ts";
import type { ListingRenderer, ListingTotals, ListingView } from "../../../src/files/listing/renderer.ts";
import { textRenderer } from "../../../src/files/listing/text-renderer.ts";
import { DirectoryReader } from "../../../src/files/read-dir.ts";
import { TempTree } from "../../support/temp-tree.ts";

/** Refuses nothing, and notes what it is asked to hold. */
class NotedHold extends EntryHold {
  readonly counts: number[] = [];

  override grow(count: number): void {
    this.counts.push(count);
  }
}

/** A folder that notes which entries were looked at. */
class NotedFolder implements Folder {
  readonly asked: string[] = [];
  details: EntryDetails | null = { size: 1, modifiedMs: 0 };

  isListed(): boolean {
    return true;
  }

  followLink(): null {
    return null;
  }

  lookUp(name: string): EntryDetails | null {
    this.asked.push(name);
    return this.details;
  }
}

const VIEW: ListingView = { rawPath: "/", path: "/", levels: 0, query: parseListingQuery("") };

interface Options {
  readonly folder?: Folder;
  readonly recent?: RecentFolder;
  readonly hold?: EntryHold;
  readonly renderer?: ListingRenderer;
}

function list(
  path: string,
  { folder = new NotedFolder(), recent, hold = new NotedHold(), renderer = jsonRenderer(VIEW) }: Options,
): string {
  const reader = new DirectoryReader(path);
  const steps = listingSteps({
    reader,
    hold,
    folder,
    recent: recent ?? new RecentEntries().folder(path),
    query: VIEW.query,
    renderer,
  });
  const text = [...steps].join("");
  reader.close();
  return text;
}

test("an entry is looked at once while it is remembered, whatever the form, and again when it is not", () => {
  using tree = new TempTree({ a: "", b: "" });
  const folder = new NotedFolder();
  const recent = new RecentEntries().folder(tree.path);
  const first = list(tree.path, { folder, recent });
  assert.match(
    list(tree.path, { folder, recent, renderer: textRenderer() }),
    /^ +1 1970-01-01 00:00Z a\n +1 1970-01-01 00:00Z b\n$/,
  );
  assert.equal(list(tree.path, { folder, recent }), first);
  assert.deepEqual(folder.asked, ["a", "b"]);
  tree.add("c", "");
  assert.match(list(tree.path, { folder, recent }), /"name":"c"/);
  assert.deepEqual(folder.asked, ["a", "b", "c"]);
  list(tree.path, { folder });
  assert.deepEqual(folder.asked, ["a", "b", "c", "a", "b", "c"]);
});

test("its end tells how many directories and how many others were shown, and how many bytes these have", () => {
  using tree = new TempTree({ a: "", b: "", "sub/c": "" });
  const totals: ListingTotals[] = [];
  const end = (shown: ListingTotals): string => {
    totals.push(shown);
    return "";
  };
  list(tree.path, { renderer: { ...textRenderer(), end } });
  assert.deepEqual(totals, [{ directories: 1, files: 2, size: 3 }]);
});

test("what had gone, and what has become something else, is looked at again", () => {
  using tree = new TempTree({ a: "", b: "" });
  const folder = new NotedFolder();
  const recent = new RecentEntries().folder(tree.path);
  folder.details = null;
  assert.match(list(tree.path, { folder, recent }), /"size":null/);
  folder.details = { size: 2, modifiedMs: 0 };
  assert.match(list(tree.path, { folder, recent }), /"name":"a","type":"file","size":2/);
  rmSync(tree.at("b"));
  tree.add("b", null);
  assert.match(list(tree.path, { folder, recent }), /"name":"b","type":"directory"/);
});

test("entries that are remembered are held as two, those of greater directories as one", () => {
  const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);
  using tree = new TempTree();
  tree.addMany(namesOf(2500));
  const hold = new NotedHold();
  list(tree.path, { hold });
  assert.deepEqual(hold.counts, [2048, 4096]);
  using great = new TempTree();
  great.addMany(namesOf(21_000));
  const greatHold = new NotedHold();
  list(great.path, { hold: greatHold });
  assert.equal(greatHold.counts.at(-1), 20_480);
});
