// Whether a server that has borne a lot is as good as a fresh one: two passes of the same load.

import { setTimeout as sleep } from "node:timers/promises";
import { ask, complaint } from "../harness/exchange.js";
import { judge } from "../harness/goals.js";
import { descriptors, memory } from "../harness/proc.js";
import { output } from "../harness/processes.js";
import { requests } from "../harness/samples.js";
import { launch } from "../harness/server.js";
import { summary } from "../harness/statistics.js";
import { quiet } from "../peers/basehttp.js";
import { CLIENTS } from "../peers/paths.js";
import { conditionalFields } from "./files.js";

const CONDITIONAL_REQUESTS = 1_000_000;
const ABORTED_DOWNLOADS = 100_000;
const IDLE_SECONDS = 60;
/** The ratio by which the memory at the end of two passes may differ where nothing leaks. */
const MEMORY_NOISE = 1.1;
/** How long `node:fs` and the server may take to close files; 3 s. */
const SETTLE_MS = 3000;
const PATH = "/10m.bin";
const MEBIBYTE = 1024 * 1024;

const own = { ...quiet, name: "basehttp" };

async function pass(server, headers, { scale, seconds }) {
  const rates = [];
  const sample = requests();
  for (let left = CONDITIONAL_REQUESTS * scale; left > 0; ) {
    const seen = await sample.run({ server, path: PATH, headers, seconds });
    rates.push(seen.rate);
    left -= seen.requests;
  }
  const count = String(Math.ceil(ABORTED_DOWNLOADS * scale));
  await output([process.execPath, `${CLIENTS}abort.js`, String(server.port), PATH, count]);
  await sleep(SETTLE_MS);
  const mib = memory(server.pid) / MEBIBYTE; // while idle V8 may or may not give back what it does not need: that is shown, not judged
  await sleep(IDLE_SECONDS * 1000 * scale);
  const idleMib = memory(server.pid) / MEBIBYTE;
  return { rates, descriptors: descriptors(server.pid), mib, idleMib };
}

async function run(settings, workspace) {
  const server = await launch(own, await workspace.folder("large"), workspace);
  try {
    const headers = await conditionalFields({ port: server.port, path: PATH });
    const wrong = complaint(await ask({ port: server.port, path: PATH, headers, isHeadEnough: true }), { status: 304 });
    if (wrong !== undefined) {
      return { servers: [], goals: [], reason: `not supported yet: ${wrong}` };
    }
    await requests().run({ server, path: PATH, headers, seconds: 1 });
    await sleep(SETTLE_MS);
    const atFirst = descriptors(server.pid);
    const first = await pass(server, headers, settings);
    const second = await pass(server, headers, settings);
    return conclude(atFirst, first, second);
  } finally {
    await server.end();
  }
}

function conclude(atFirst, first, second) {
  const normal = summary(first.rates);
  const samples = ({ rates, ...rest }) => rates.map((rate) => ({ rate, ...rest }));
  const idle = ({ idleMib }) => `${idleMib.toFixed(1)} MiB after the idle time`;
  const flat = (metric, atMost) => judge({ metric, against: "first pass", atMost }, [second], [first]);
  const rate = { metric: "rate", against: "first pass", atLeast: Number((normal.low / normal.median).toFixed(2)) };
  return {
    servers: [
      {
        name: "first pass",
        samples: samples(first),
        notes: [`${atFirst} descriptors before it`, idle(first)],
        peer: own,
      },
      { name: "second pass", samples: samples(second), notes: [idle(second)], peer: own },
    ],
    goals: [
      judge(
        rate,
        samples(second),
        second.rates.map(() => ({ rate: normal.median })),
      ),
      judge({ metric: "descriptors", atMost: atFirst }, [second]),
      flat("mib", MEMORY_NOISE),
    ],
  };
}

export const enduranceRows = [
  {
    name: "endurance",
    groups: ["endurance"],
    title: "1,000,000 conditional requests, 100,000 aborted downloads, 60 s idle (times --scale), and all that again",
    shows: ["rate", "descriptors", "mib"],
    run,
  },
];
