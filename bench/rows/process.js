// Start and memory.

import { memoryAtStart, memoryOfDownloads, memoryOfIdle, printedTime, startToAnswer } from "../harness/samples.js";
import { importLibrary, quiet } from "../peers/basehttp.js";
import { bareNet } from "../peers/node.js";

const row = { groups: ["process"], isFresh: true, folder: "files", path: "/1024.bin" };

export const processRows = [
  {
    ...row,
    name: "start",
    title: "from starting the process to the first answer, the median of 5 starts a round",
    sample: startToAnswer,
    shows: ["ms"],
    servers: [quiet, bareNet],
    goals: [{ metric: "ms", against: "bare node:net", differenceAtMost: 10 }],
  },
  {
    ...row,
    name: "import",
    title: "importing the library, the median of 5 processes a round",
    sample: printedTime,
    shows: ["ms"],
    servers: [importLibrary],
    goals: [{ metric: "ms", atMost: 10 }],
  },
  {
    ...row,
    name: "memory-start",
    title: "resident memory after the first answer",
    sample: memoryAtStart,
    shows: ["mib"],
    servers: [quiet],
    goals: [{ metric: "mib", atMost: 48 }],
  },
  {
    ...row,
    name: "memory-idle",
    title: "resident memory for each of 5,000 idle connections, after 500 others",
    sample: memoryOfIdle(5000),
    shows: ["kib"],
    needsDescriptors: 5500,
    servers: [quiet],
    goals: [{ metric: "kib", atMost: 6 }],
  },
  {
    ...row,
    name: "memory-large",
    title: "the most resident memory while 20 clients fetch 100 MiB each",
    folder: "large",
    path: "/100m.bin",
    sample: memoryOfDownloads(20),
    shows: ["mib"],
    servers: [quiet],
    goals: [{ metric: "mib", atMost: 90 }],
  },
];
