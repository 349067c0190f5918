// Compares servers under one load: `npm run bench -- [NAME ...] [--rounds N] [--seconds N]`. Needs wrk.
// The servers take turns in every round, as machines drift: quote the ratios, not the rates.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { scenarios } from "./scenarios.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" }, seconds: { type: "string", default: "2" } },
});

if (spawnSync("wrk", ["-v"]).error !== undefined) {
  console.error("error: the benchmarks need wrk (Debian: apt-get install wrk)");
  process.exit(1);
}

/** With two processors or more the server has one and the load another. */
const canPin = availableParallelism() >= 2 && spawnSync("taskset", ["-V"]).error === undefined;
const pinned = (processor, command) => (canPin ? ["taskset", "-c", String(processor), ...command] : command);

const folder = mkdtempSync(join(tmpdir(), "basehttp-bench-"));
writeFileSync(join(folder, "1k.bin"), Buffer.alloc(1024, "x"));
try {
  const all = scenarios(folder, new URL("./pipeline.lua", import.meta.url).pathname);
  for (const name of positionals.length > 0 ? positionals : Object.keys(all)) {
    if (all[name] === undefined) throw new Error(`no scenario ${name}: there are ${Object.keys(all).join(", ")}`);
    await measure(name, all[name]);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs one scenario and prints a line for each server. */
async function measure(name, { path, load, servers }) {
  const running = await Promise.all(servers.map(start));
  const rates = running.map(() => []);
  for (let round = -1; round < Number(values.rounds); round++) {
    for (const [index, { port }] of running.entries()) {
      const rate = await requestsPerSecond(load, `http://127.0.0.1:${port}${path}`);
      if (round >= 0) rates[index].push(rate); // the first round warms up
    }
  }
  for (const { child } of running) child.kill();
  for (const [index, { name: server }] of servers.entries()) {
    const ratios = rates[0].map((own, round) => own / rates[index][round]);
    const versus = index === 0 ? "" : `  basehttp is ${spread(ratios, 2)} times as fast`;
    console.log(`${name.padEnd(16)} ${server.padEnd(12)} ${spread(rates[index], 0)} requests/s${versus}`);
  }
}

/** Starts a server, which prints its port. */
async function start({ command }) {
  const [file, ...args] = pinned(0, command);
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${command.join(" ")} ended with ${code}`)));
    child.stdout.once("data", (data) => resolve(Number.parseInt(data, 10)));
  });
  return { child, port };
}

function requestsPerSecond(load, url) {
  const [file, ...args] = pinned(1, ["wrk", ...load, `-d${values.seconds}s`, url]);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
    let report = "";
    child.stdout.on("data", (data) => {
      report += data;
    });
    child.once("error", reject);
    child.once("exit", () => {
      const rate = /^Requests\/sec:\s+([\d.]+)/m.exec(report)?.[1];
      if (rate === undefined || /Non-2xx|Socket errors/.test(report)) reject(new Error(`wrk failed:\n${report}`));
      else resolve(Number(rate));
    });
  });
}

/** The median, and in brackets the lowest and highest. */
function spread(numbers, digits) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return `${median.toFixed(digits)} (${sorted[0].toFixed(digits)}-${sorted.at(-1).toFixed(digits)})`;
}
