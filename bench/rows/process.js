// Start and memory.

import { memoryAtStart, memoryOfDownloads, memoryOfIdle, printedTime, startToAnswer } from "../harness/samples.js";
import { basehttp, importLibrary, quiet } from "../peers/basehttp.js";
import { bareNet } from "../peers/node.js";

/** Few rounds, as one takes more than a minute, and the figures hardly vary. */
const LATER_ROUNDS = 2;

/** In a crowd as large as this, idle connections would be closed too early otherwise. */
const patient = basehttp("basehttp", "--quiet", "--limit", "crowdedAt=10000");

const row = { groups: ["process"], isFresh: true, folder: "files", path: "/1024.bin" };

const idleRow = { ...row, shows: ["kib"], needsDescriptors: 5500, goals: [{ metric: "kib", atMost: 6 }] };

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
    ...idleRow,
    name: "memory-idle",
    title: "resident memory for each of 5,000 idle connections, after 500 others, 2 s after they were opened",
    sample: memoryOfIdle(5000, 2000),
    servers: [quiet],
  },
  {
    ...idleRow,
    name: "memory-idle-later",
    title: "the same when they have been idle for 30 s",
    sample: memoryOfIdle(5000, 30_000),
    maxRounds: LATER_ROUNDS,
    servers: [patient],
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
