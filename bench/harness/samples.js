// The kinds of measurement. Each takes one sample of one server: an object of figures, named in metrics.js.

import { setTimeout as sleep } from "node:timers/promises";
import { wrk } from "../clients/wrk.js";
import { CLIENTS } from "../peers/paths.js";
import { firstAnswer, timeAnswer } from "./exchange.js";
import { cpuSeconds, forgetPeak, memory } from "./proc.js";
import { cores, end, output, start } from "./processes.js";
import { freePort, launch, spawnServer } from "./server.js";
import { median } from "./statistics.js";

const node = process.execPath;
const MEBIBYTE = 1024 * 1024;
/** How often a process is started for one sample of something brief. */
const STARTS = 5;
/** Idle connections opened beforehand, so that a server has loaded what it needs. */
const FIRST_IDLE = 500;

/** Sends requests as fast as they are answered: how many a second, and what one costs the server. */
export function requests(options = {}) {
  return {
    needs: ["wrk"],
    run: async ({ server, path, headers, seconds }) => {
      const { port, pid, peer } = server;
      const before = cpuSeconds(pid);
      const on = peer.hasSeveralCores ? cores.loads : cores.load;
      const load = { port, isSecure: peer.isSecure, path, headers, on, ...options };
      const seen = await wrk({ ...load, seconds: Math.max(seconds, options.leastSeconds ?? 1) });
      const cpu = cpuSeconds(pid) - before;
      return {
        rate: seen.requests / seen.seconds,
        cpu: (cpu / seen.requests) * 1e6,
        capacity: ((peer.workers ?? 1) * seen.requests) / cpu,
        mbps: seen.bytes / seen.seconds / 1e6,
        requests: seen.requests,
      };
    },
  };
}

/** Downloads over some connections: how much comes, and what it costs the server. */
export function downloads(connections) {
  return {
    needs: ["python3"],
    run: async ({ server, path, seconds }) => {
      const before = cpuSeconds(server.pid);
      const seen = await download(server.port, path, connections, seconds);
      const cpu = cpuSeconds(server.pid) - before;
      return {
        mbps: seen.bytes / seen.seconds / 1e6,
        cpuPerGB: cpu / (seen.bytes / 1e9),
        rate: seen.requests / seen.seconds,
        cpu: (cpu / seen.requests) * 1e6,
      };
    },
  };
}

async function download(port, path, connections, seconds) {
  const args = [port, path, connections, seconds].map(String);
  return JSON.parse(await output(["python3", `${CLIENTS}download.py`, ...args]));
}

/** Sends one request at a time: when the first byte comes, and when the last. */
export const timeOfAnswer = {
  needs: [],
  run: ({ server, path }) => timeAnswer(server.port, path),
};

/** The time from starting the process to its first answer: the median of some starts. */
export const startToAnswer = {
  needs: [],
  run: async ({ peer, folder, path, workspace }) => {
    const times = [];
    while (times.length < STARTS) {
      const port = await freePort();
      const begun = performance.now();
      const server = spawnServer(peer, folder, port, workspace);
      try {
        times.push((await firstAnswer(port, path, () => server.isRunning)) - begun);
      } finally {
        await server.end();
      }
    }
    return { ms: median(times) };
  },
};

/** What a program prints about itself, in ms: the median of some runs. */
export const printedTime = {
  needs: [],
  run: async ({ peer }) => {
    const times = [];
    while (times.length < STARTS) times.push(Number(await output(peer.command({}), { on: cores.server })));
    return { ms: median(times) };
  },
};

/** Memory after the first answer. */
export const memoryAtStart = {
  needs: [],
  run: (context) => withServer(context, async ({ pid }) => ({ mib: memory(pid) / MEBIBYTE })),
};

/**
 * Memory for each further idle connection, beyond some that make the server load what it needs. It is read when they have been idle so
 * long: V8 gives back what it keeps for new objects after a quarter of a minute without work.
 */
export function memoryOfIdle(count, idleMs) {
  return {
    needs: [],
    run: (context) =>
      withServer(context, async ({ pid, port }) => {
        const few = await openIdle(port, context.path, FIRST_IDLE, idleMs);
        const before = memory(pid);
        const many = await openIdle(port, context.path, count, idleMs);
        const after = memory(pid);
        for (const child of [few, many]) {
          if (child.exitCode !== null) throw new Error("idle connections were closed");
          await end(child);
        }
        return { kib: (after - before) / count / 1024 };
      }),
  };
}

async function openIdle(port, path, count, idleMs) {
  const command = [node, `${CLIENTS}idle.js`, String(port), path, String(count)];
  const child = start(command, { on: cores.load, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the client that holds idle connections ended with ${code}`)));
  });
  await sleep(idleMs);
  return child;
}

/** The most memory in use while some downloads ran at the same time. */
export function memoryOfDownloads(count) {
  return {
    needs: ["python3"],
    run: (context) =>
      withServer(context, async ({ pid, port }) => {
        forgetPeak(pid);
        await download(port, context.path, count, 0);
        return { mib: memory(pid, "VmHWM") / MEBIBYTE };
      }),
  };
}

/** Runs a server of its own for one sample. */
async function withServer({ peer, folder, path, workspace }, use) {
  const server = await launch(peer, folder, workspace);
  try {
    await firstAnswer(server.port, path, () => server.isRunning);
    return await use(server);
  } finally {
    await server.end();
  }
}
