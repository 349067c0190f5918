// Listings of directories.

import { utimesSync } from "node:fs";
import { requests } from "../harness/samples.js";
import { basehttp, quiet } from "../peers/basehttp.js";
import { nginxListing } from "../peers/nginx.js";

/** How often a directory is changed, so that no kept listing of it holds; 20 ms. */
const TOUCH_MS = 20;

/** Changes a directory all the time, so that no earlier listing holds. Returns a function that stops this. */
function keepTouching(folder) {
  const timer = setInterval(() => {
    const now = new Date();
    utimesSync(folder, now, now);
  }, TOUCH_MS);
  return () => clearInterval(timer);
}

const likePython = basehttp("basehttp", "--quiet", "--like", "python", "--protocol", "HTTP/1.1");

const STYLES = [
  {
    style: "python",
    words: "as Python has it, of a directory that changes all the time",
    server: likePython,
    contains: [/<li><a href=/],
    meanwhile: keepTouching,
    atLeast: 2.0,
  },
  {
    style: "html",
    words: "with sizes and dates, of a directory that changes all the time",
    server: quiet,
    contains: [/\d{4}-\d\d-\d\d|\d\d[ -](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -]\d{4}/],
    meanwhile: keepTouching,
    atLeast: 1.0,
  },
  {
    style: "unchanged-python",
    words: "as Python has it, of a directory that does not change",
    server: likePython,
    contains: [],
    atLeast: 50,
  },
  {
    style: "unchanged-html",
    words: "with sizes and dates, of a directory that does not change",
    server: quiet,
    contains: [],
    atLeast: 50,
  },
];

function listingRow(entries, { style, words, server, contains, meanwhile, atLeast }) {
  const last = new RegExp(`file-${String(entries - 1).padStart(6, "0")}\\.bin`);
  return {
    name: `listing-${entries}-${style}`,
    groups: ["listings"],
    title: `the listing of ${entries.toLocaleString("en-US")} entries ${words}, 4 connections`,
    folder: `directory-${entries}`,
    path: "/",
    expect: { header: { "content-type": /^text\/html/ }, contains: [last] },
    expectOfOwn: { contains: [last, ...contains] },
    sample: requests({ connections: 4 }),
    shows: ["rate", "cpu"],
    meanwhile,
    servers: [server, nginxListing],
    goals: [{ metric: "rate", against: "nginx", atLeast }],
  };
}

export const listingRows = [1000, 10_000].flatMap((entries) => STYLES.map((style) => listingRow(entries, style)));
