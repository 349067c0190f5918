// Hello, world: what a request costs that does nothing.

import { cores } from "../harness/processes.js";
import { requests } from "../harness/samples.js";
import { hello, helloTls, helloWorkers } from "../peers/basehttp.js";
import { nginxHello, nginxHelloTls } from "../peers/nginx.js";
import { nodeHttp, nodeHttps } from "../peers/node.js";
import { fastify } from "../peers/npm.js";
import { pythonBuffered } from "../peers/python.js";
import { BROWSER_FIELDS } from "./requests.js";

const row = {
  groups: ["hellos"],
  path: "/",
  expect: { bytes: 13, header: { "content-type": /^text\/plain/ } },
  sample: requests(),
  shows: ["rate", "cpu"],
};

/** With few processors the load takes its share of them, so the rate with a processor for each worker is computed. */
const workersMetric = cores.count >= 4 ? "rate" : "capacity";

export const helloRows = [
  {
    ...row,
    name: "hello",
    title: "hello, 13 bytes through do_GET: small head, 64 connections kept",
    servers: [hello, nodeHttp],
    goals: [{ metric: "rate", against: "node:http", atLeast: 1.6 }],
  },
  {
    ...row,
    name: "hello-browser",
    title: "hello with the 16 fields of a browser",
    headers: BROWSER_FIELDS,
    servers: [hello, nodeHttp],
    goals: [{ metric: "rate", against: "node:http", atLeast: 1.6 }],
  },
  {
    ...row,
    name: "hello-peers",
    title: "hello with a small head, against others",
    servers: [hello, nginxHello, fastify, pythonBuffered],
    goals: [
      { metric: "rate", against: "nginx", atLeast: 0.8 },
      { metric: "rate", against: "fastify", atLeast: 1.8 },
      { metric: "rate", against: "python buffered", atLeast: 5 },
    ],
  },
  {
    ...row,
    name: "hello-pipelined",
    title: "hello, pipelined, 16 requests in one write",
    sample: requests({ script: "pipeline.lua" }),
    servers: [hello, nodeHttp],
    goals: [{ metric: "rate", against: "node:http", atLeast: 5 }],
  },
  {
    ...row,
    name: "hello-tls",
    title: "hello over TLS, 64 connections kept",
    servers: [helloTls, nodeHttps, nginxHelloTls],
    goals: [
      { metric: "rate", against: "node:https", atLeast: 1.3 },
      { metric: "rate", against: "nginx", atLeast: 0.75 },
    ],
  },
  {
    ...row,
    name: "workers",
    title: "hello from two worker processes, and from one",
    sample: requests({ threads: cores.count >= 4 ? 2 : 1 }),
    servers: [helloWorkers("two workers", 2), helloWorkers("one worker", 1)],
    shows: ["rate", "cpu", "capacity"],
    goals: [{ metric: workersMetric, against: "one worker", atLeast: 1.6 }],
  },
];
