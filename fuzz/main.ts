// Fuzzes the servers over real sockets: `npm run fuzz -- [--requests 100000] [--seed N] [--minutes 5] [--batch 500] [--replay FILE]`.

import { parseArgs } from "node:util";
import { readFailure, writeFailure } from "./failure.ts";
import { type Progress, replay, run } from "./run.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    minutes: { type: "string", default: "5" },
    batch: { type: "string", default: "500" },
    replay: { type: "string" },
  },
});

/** Reads the value of a numeric option. */
function numberOf(name: "requests" | "seed" | "minutes" | "batch"): number {
  const number = Number(values[name]);
  if (!(number >= 0)) {
    console.error(`--${name} wants a number from 0 on, not ${values[name]}`);
    process.exit(2);
  }
  return number;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

let lastReport = 0;
/** Prints where the run stands, every five seconds. */
function report({ exchanges, seconds, rss, heap, descriptors }: Progress): void {
  if (seconds - lastReport < 5) return;
  lastReport = seconds;
  const rate = Math.round(exchanges / seconds);
  console.log(
    `${exchanges} exchanges, ${rate}/s, rss ${megabytes(rss)}, heap ${megabytes(heap)}, ${descriptors ?? "?"} descriptors`,
  );
}

const seed = numberOf("seed");
const options = {
  seed,
  requests: numberOf("requests"),
  batch: numberOf("batch"),
  limitMs: numberOf("minutes") * 60_000,
};
const start = performance.now();
console.log(values.replay === undefined ? `seed ${seed}` : `replaying ${values.replay}`);
const { exchanges, failure } =
  values.replay === undefined ? await run({ ...options, report }) : await replay(readFailure(values.replay));
const seconds = ((performance.now() - start) / 1000).toFixed(1);
if (failure === undefined) {
  console.log(`ok: ${exchanges} exchanges in ${seconds} s`);
} else {
  console.error(`failed after ${seconds} s, exchange ${failure.number}: ${failure.problem}`);
  if (failure.exchanges.length === 1) {
    console.error(JSON.stringify(failure.exchanges[0], null, 1));
    console.error(
      `received after ${failure.elapsedMs?.toFixed(0)} ms: ${JSON.stringify(failure.received?.slice(0, 2000))}`,
    );
  }
  console.error(`to repeat it: npm run fuzz -- --replay ${writeFailure(failure)}`);
  process.exitCode = 1;
}
