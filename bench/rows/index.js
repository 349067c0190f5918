// All rows, in the order in which they are measured.
//
// A row is data: its name, groups and title; the `folder` that is served, `path` and `headers` of the request and what to
// `expect` (`expectOfOwn`: from our server in addition); how a `sample` is taken and which figures it `shows`; the
// `servers`, ours first; the `goals` (see ../harness/goals.js). `isFresh`: each sample starts a server of its own.

import { cgiRows } from "./cgi.js";
import { curveRows } from "./curves.js";
import { enduranceRows } from "./endurance.js";
import { fileRows } from "./files.js";
import { floorRows } from "./floors.js";
import { helloRows } from "./hello.js";
import { largeRows } from "./large.js";
import { listingRows } from "./listings.js";
import { processRows } from "./process.js";

export const ROWS = [
  ...helloRows,
  ...fileRows,
  ...largeRows,
  ...listingRows,
  ...cgiRows,
  ...processRows,
  ...floorRows,
  ...curveRows,
  ...enduranceRows,
];

/** Finds rows by the names of rows or groups, in order; all rows if no name is given. @throws Error for an unknown name. */
export function rowsNamed(names) {
  const unknown = names.find((name) => !ROWS.some((row) => isNamed(row, name)));
  if (unknown !== undefined) throw new Error(`there is no row or group ${unknown}; --list shows them`);
  return names.length === 0 ? ROWS : ROWS.filter((row) => names.some((name) => isNamed(row, name)));
}

function isNamed(row, name) {
  return row.name === name || row.groups.includes(name);
}
