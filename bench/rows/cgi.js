// Scripts.

import { requests } from "../harness/samples.js";
import { cgi } from "../peers/basehttp.js";
import { lighttpdCgi } from "../peers/lighttpd.js";

export const cgiRows = [
  {
    name: "cgi",
    groups: ["cgi"],
    title: "hello from a shell script, 4 connections; processor time includes the script's",
    folder: "scripts",
    path: "/cgi-bin/hello.sh",
    expect: { bytes: 13, header: { "content-type": /^text\/plain/ } },
    sample: requests({ connections: 4 }),
    shows: ["rate", "cpu"],
    servers: [cgi, lighttpdCgi],
    goals: [{ metric: "rate", against: "lighttpd" }],
  },
];
