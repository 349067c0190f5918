// What a request costs as something grows. No goals: the table shows where a cost bends.

import { downloads, requests, timeOfAnswer } from "../harness/samples.js";
import { quiet } from "../peers/basehttp.js";
import { nginx, nginxListing } from "../peers/nginx.js";
import { fieldsUpTo } from "./requests.js";

const format = (number) => number.toLocaleString("en-US");

function curveRow(curve, point, row) {
  return {
    name: `${curve}-${point}`,
    groups: ["curves", `curve-${curve}`],
    curve,
    folder: "files",
    path: "/1024.bin",
    expect: { bytes: 1024 },
    sample: requests(),
    shows: ["rate", "cpu"],
    servers: [quiet, nginx],
    ...row,
  };
}

const connections = [1, 64, 1000, 10_000].map((count) =>
  curveRow("connections", count, {
    title: `a file of 1 KiB, ${format(count)} kept connection${count === 1 ? "" : "s"}`,
    needsDescriptors: count,
    sample: requests({ connections: count, leastSeconds: count > 1000 ? 5 : 1 }),
  }),
);

const directories = [1, 1000, 100_000].map((count) =>
  curveRow("directory", count, {
    title: `a file of 1 KiB out of a directory of ${format(count)}`,
    folder: `directory-${count}`,
    path: "/file-000000.bin",
  }),
);

const listings = [1, 1000, 100_000].map((count) =>
  curveRow("first-byte", count, {
    title: `the listing of ${format(count)} file${count === 1 ? "" : "s"}, asked for once`,
    folder: `directory-${count}`,
    path: "/",
    expect: { contains: [/file-000000\.bin/] },
    sample: timeOfAnswer,
    shows: ["first", "last"],
    servers: [quiet, nginxListing],
  }),
);

const heads = [100, 400, 1024, 4096, 16_384].map((bytes) =>
  curveRow("head", bytes, {
    title: `a file of 1 KiB, a request head of ${format(bytes)} bytes`,
    headers: fieldsUpTo(bytes),
  }),
);

const bodies = [0, 100, 1024, 10_240, 102_400, 1_048_576].map((bytes) =>
  curveRow("body", bytes, {
    title: `a file of ${format(bytes)} bytes, 64 connections kept`,
    path: `/${bytes}.bin`,
    expect: { bytes },
    shows: ["rate", "mbps", "cpu"],
  }),
);

const largeBodies = [
  ["10m", 10_485_760],
  ["100m", 104_857_600],
  ["1000m", 1_000_000_000],
].map(([name, bytes]) =>
  curveRow("body", bytes, {
    title: `a file of ${format(bytes)} bytes, 4 connections`,
    folder: "large",
    path: `/${name}.bin`,
    isLarge: true,
    expect: { bytes },
    sample: downloads(4),
    shows: ["rate", "mbps", "cpu"],
  }),
);

export const curveRows = [...connections, ...directories, ...listings, ...heads, ...bodies, ...largeBodies];
