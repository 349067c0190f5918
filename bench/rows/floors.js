// What can be reached at all: servers on node:net that parse no request, against the same peers. These rows have no goals.

import { requests } from "../harness/samples.js";
import { hello, quiet } from "../peers/basehttp.js";
import { lighttpd } from "../peers/lighttpd.js";
import { nginx, nginxFileCache, nginxHello } from "../peers/nginx.js";
import { bareFile, bareHello, nodeHttp } from "../peers/node.js";
import { conditionalFields } from "./files.js";

const row = { groups: ["floors"], sample: requests(), shows: ["rate", "cpu"] };

/** The ratios to all servers but the first. */
function against(...servers) {
  return { servers, goals: servers.slice(1).map(({ name }) => ({ metric: "rate", against: name })) };
}

export const floorRows = [
  {
    ...row,
    name: "floor-hello",
    title: "13 bytes from a server on node:net that parses no request",
    path: "/",
    expect: { bytes: 13 },
    ...against(bareHello, hello, nodeHttp, nginxHello),
  },
  {
    ...row,
    name: "floor-1k",
    title: "1 KiB from a server on node:net that parses no request, but calls stat for each",
    folder: "files",
    path: "/1024.bin",
    expect: { bytes: 1024 },
    ...against(bareFile("200 OK", 1024), quiet, nginx, nginxFileCache, lighttpd),
  },
  {
    ...row,
    name: "floor-304",
    title: "304 from a server on node:net that parses no request, but calls stat for each",
    folder: "files",
    path: "/1024.bin",
    headersFor: conditionalFields,
    expect: { status: 304, bytes: 0 },
    ...against(bareFile("304 Not Modified", 0), quiet, nginx),
  },
];
