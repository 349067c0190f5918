// Checks that the pages sent in place of missing files exist.

import { openInside } from "../files/open-inside.ts";
import { placeOf, resolveBelow, type SymlinkPolicy } from "../files/place.ts";
import { startError } from "./command-error.ts";
import type { Settings } from "./read-command.ts";
import { reasonOf } from "./start-failure.ts";
import { quoted } from "./values.ts";

/** Opens the pages in the way they are opened to be sent. @throws CommandError for one that cannot be served. */
export function checkPages({ spa, notFoundPage, file, directory = "", symlinks }: Settings): void {
  const pages: readonly (readonly [option: string, page: string | undefined])[] = [
    ["--spa", file === undefined ? spa : undefined], // with a single file --spa leads to that file
    ["--404", notFoundPage],
  ];
  for (const [option, page] of pages) {
    if (page !== undefined) checkPage(option, resolveBelow(directory, page), directory, symlinks);
  }
}

function checkPage(option: string, path: string, directory: string, symlinks: SymlinkPolicy): void {
  const found = attempt(option, path, () => {
    const place = placeOf(path, directory, symlinks);
    return place === undefined ? undefined : openInside(place.root, place.relative, place.policy);
  });
  if (found?.kind !== "file") throw startError(`cannot serve the file of ${option}: no such file: ${quoted(path)}`);
  found.close();
}

function attempt<Result>(option: string, path: string, open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    throw startError(`cannot serve the file of ${option}: ${reasonOf(error)}: ${quoted(path)}`);
  }
}
