// Small and middling files.

import { ask } from "../harness/exchange.js";
import { requests } from "../harness/samples.js";
import { logged, quiet } from "../peers/basehttp.js";
import { lighttpd } from "../peers/lighttpd.js";
import { nginx, nginxFileCache, nginxLogged } from "../peers/nginx.js";
import { nodeHttp } from "../peers/node.js";
import { expressStatic, httpServer, httpServerLogged, serveLogged, sirv, sirvLogged } from "../peers/npm.js";
import { pythonLogged } from "../peers/python.js";
import { BROWSER_FIELDS } from "./requests.js";

const row = {
  groups: ["files"],
  folder: "files",
  path: "/1024.bin",
  expect: { bytes: 1024, header: { "content-type": /^application\/octet-stream/, "last-modified": /GMT$/ } },
  sample: requests(),
  shows: ["rate", "cpu"],
};

/** The fields with which a browser asks whether a file has changed. */
export async function conditionalFields({ port, path = "/1024.bin" }) {
  const { headers } = await ask({ port, path, isHeadEnough: true });
  return {
    ...(headers.etag === undefined ? {} : { "If-None-Match": headers.etag }),
    "If-Modified-Since": headers["last-modified"],
  };
}

export const fileRows = [
  {
    ...row,
    name: "static-1k",
    title: "a file of 1 KiB, 64 connections kept, no log; a change of the file is seen at once",
    mustBeFresh: true,
    servers: [quiet, nginx, nginxFileCache, lighttpd, sirv, expressStatic],
    goals: [
      { metric: "rate", against: "nginx", atLeast: 1.3 },
      { metric: "rate", against: "nginx open_file_cache", atLeast: 1.0 },
      { metric: "rate", against: "lighttpd", atLeast: 0.85 },
      { metric: "rate", against: "sirv", atLeast: 5 },
      { metric: "rate", against: "express.static" },
    ],
  },
  {
    ...row,
    name: "static-1k-logged",
    title: "a file of 1 KiB with access logs in files, and the fields of a browser",
    headers: BROWSER_FIELDS,
    mustLog: "all",
    servers: [logged, nginxLogged, sirvLogged, httpServerLogged, serveLogged, pythonLogged],
    expect: { bytes: 1024, header: { "content-type": /^application\/octet-stream/ } }, // serve sends no Last-Modified
    goals: [
      { metric: "rate", against: "nginx", atLeast: 1.3 },
      { metric: "rate", against: "sirv", atLeast: 5.5 },
      { metric: "rate", against: "http-server", atLeast: 7 },
      { metric: "rate", against: "serve", atLeast: 14 },
      { metric: "rate", against: "python", atLeast: 22 },
    ],
  },
  {
    ...row,
    name: "log",
    title: "a file of 1 KiB with the access log in a file, and without",
    mustLog: "own",
    servers: [logged, { ...quiet, name: "basehttp --quiet" }],
    goals: [{ metric: "rate", against: "basehttp --quiet", atLeast: 0.93 }],
  },
  {
    ...row,
    name: "not-modified",
    title: "304 for a file of 1 KiB that the client has",
    headersFor: conditionalFields,
    expect: { status: 304, bytes: 0, header: { etag: /"$/ } },
    servers: [quiet, nginx],
    goals: [{ metric: "rate", against: "nginx", atLeast: 1.3 }],
  },
  {
    ...row,
    name: "range",
    title: "206 with 1,000 bytes out of 100 KiB",
    path: "/102400.bin",
    headers: { Range: "bytes=5000-5999" },
    expect: { status: 206, bytes: 1000, header: { "content-range": /^bytes 5000-5999\/102400$/ } },
    servers: [quiet, nginx],
    goals: [{ metric: "rate", against: "nginx", atLeast: 1.2 }],
  },
  {
    ...row,
    name: "static-100k",
    title: "a file of 100 KiB, 64 connections kept",
    path: "/102400.bin",
    expect: { ...row.expect, bytes: 102_400 },
    servers: [quiet, nginx, sirv],
    goals: [
      { metric: "rate", against: "nginx", atLeast: 1.0 },
      { metric: "rate", against: "sirv", atLeast: 5 },
    ],
  },
  {
    ...row,
    name: "one-shot",
    title: "a file of 1 KiB, one connection for each request; node:http says hello",
    headers: { Connection: "close" },
    expect: { header: { connection: /^close$/i } },
    servers: [quiet, nodeHttp, httpServer],
    goals: [
      { metric: "cpu", against: "node:http", atMost: 0.9 },
      { metric: "cpu", against: "http-server", atMost: 0.25 },
    ],
  },
];
