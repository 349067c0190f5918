// Abuses a server in a process of its own, and shows what that cost: `npm run abuse`, `npm run abuse -- resets idle-connections`.
// Only this machine is involved. Exits with 1 when a bound was exceeded; how long answers took is shown, and no bound.

import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AbusedServer } from "./abused-server.js";
import { ask, NormalClient } from "./normal-client.js";
import { LEFT_HEAP_BYTES, SCENARIOS } from "./scenarios.js";
import { hasSlowhttptest, runSlowhttptest } from "./slowhttptest.js";
import { mayOpen, startNode } from "./start-node.js";

/** Scripts, each of which writes this head first. */
const SCRIPT_HEAD = "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\n";
const SCRIPTS = { echo: "cat\n", slow: "echo begun\nsleep 60\n" };

const LARGE_BYTES = 100_000_000;
/** Requests before the first measurement, so that what a server loads and compiles is not counted. */
const WARMING_REQUESTS = 500;
const WARMING_SCRIPTS = 100;
/** How long what was held may take to be let go afterwards: the server lingers for 2 s, and so do timers that hold what has ended. */
const SETTLE_MS = 5000;

/** Makes an attack; `whenAtHeight` is called while it is at its height. Returns what became of the abusers. */
async function runAttack(scenario, port, whenAtHeight) {
  if (scenario.slowhttptest !== undefined) return runSlowhttptest(port, scenario.slowhttptest);
  const child = startNode(["abuser.js", scenario.name, String(port)], scenario.descriptors);
  let outcome = "the abuser failed";
  child.stderr.pipe(process.stderr);
  child.on("message", async (message) => {
    if ("outcome" in message) outcome = message.outcome;
    else child.send(await whenAtHeight());
  });
  await once(child, "exit");
  return outcome;
}

async function warmUp(port, { hasScripts = false }) {
  for (let i = 0; i < WARMING_REQUESTS; i++) await ask(port);
  for (const path of ["/large", "/page"]) await (await fetch(`http://127.0.0.1:${port}${path}`)).arrayBuffer();
  for (let i = 0; hasScripts && i < WARMING_SCRIPTS; i++) {
    await (await fetch(`http://127.0.0.1:${port}/cgi-bin/echo`, { method: "POST", body: "warm" })).text();
  }
  await fetch(`http://127.0.0.1:${port}/read`, { method: "POST", body: Buffer.alloc(1_000_000) });
}

/** Measures until no more is open and held than there may be. */
async function measureSettled(server, { descriptors, heap }) {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const after = await server.measure();
    const isSettled = after.descriptors <= descriptors && after.heap <= heap + LEFT_HEAP_BYTES;
    if (isSettled || performance.now() > deadline) return after;
    await sleep(100);
  }
}

/** Waits for the first answer; returns how long that took, in milliseconds. */
async function timeToAnswer(port, limitMs) {
  const begun = performance.now();
  while (!(await ask(port, 100)) && performance.now() - begun < 2 * limitMs) await sleep(10);
  return performance.now() - begun;
}

/** Abuses a new server as a scenario says, and returns all that was seen. */
async function abuse(scenario, directory) {
  const server = await AbusedServer.start({ directory, ...scenario });
  await warmUp(server.port, scenario);
  await sleep(100);
  const before = await measureSettled(server, { descriptors: 0, heap: 0 });
  const client = scenario.recoversWithinMs === undefined ? new NormalClient(server.port) : undefined;
  let height;
  const outcome = await runAttack(scenario, server.port, async () => {
    height = await server.measure();
    return "go on";
  });
  const recoveryMs = client === undefined ? await timeToAnswer(server.port, scenario.recoversWithinMs) : 0;
  const latency = await client?.stop();
  const after = await measureSettled(server, before);
  const peak = Math.max(height?.peak ?? 0, after.peak);
  const failures = client?.failures ?? 0;
  const exitCode = await server.stop();
  return { before, height, peak, after, outcome, recoveryMs, latency, failures, exitCode, stderr: server.stderr };
}

/** What of the bounds was exceeded, in sentences. */
function complaints(scenario, seen) {
  const { before, height, peak, after, outcome, recoveryMs, failures, exitCode, stderr } = seen;
  const found = [];
  const check = (isFine, sentence) => isFine || found.push(sentence);
  const { count, bytes } = scenario.heldBytesEach ?? { count: 1, bytes: Number.POSITIVE_INFINITY };
  const held = ((height?.rss ?? 0) - before.rss) / count;
  check(held <= bytes, `memory grew by ${kilobytes(held)} (each), more than ${kilobytes(bytes)}, at the height`);
  const grown = peak - before.rss;
  const { peakBytes = Number.POSITIVE_INFINITY } = scenario;
  check(grown <= peakBytes, `memory grew by ${megabytes(grown)}, more than ${megabytes(peakBytes)}`);
  const left = after.heap - before.heap;
  check(left <= LEFT_HEAP_BYTES, `${megabytes(left)} are left in the heap, more than ${megabytes(LEFT_HEAP_BYTES)}`);
  check(
    after.descriptors <= before.descriptors,
    `${after.descriptors - before.descriptors} descriptors are left behind`,
  );
  check(failures === 0, `a normal client was not answered ${failures} times`);
  const { recoversWithinMs = 0 } = scenario;
  check(recoveryMs <= recoversWithinMs, `it took ${recoveryMs.toFixed(0)} ms to answer again`);
  check(scenario.outcome.test(outcome), `of the abusers ${scenario.outcome} was expected`);
  check(exitCode === 0, `the server ended with ${exitCode}`);
  check(stderr === "" || recoversWithinMs > 0, `the server printed ${JSON.stringify(stderr.slice(0, 500))}`);
  return found;
}

function print(scenario, seen) {
  const { before, height, peak, after, latency, recoveryMs, outcome, stderr } = seen;
  const held = height === undefined ? "" : `, ${megabytes(height.rss)} at the height${each(scenario, before, height)}`;
  const open = height === undefined ? "" : `, ${height.descriptors} at the height`;
  console.log(`${scenario.name}: ${scenario.title}`);
  console.log(
    `  memory         ${megabytes(before.rss)} before${held}, ${megabytes(peak)} peak, ${megabytes(after.rss)} after`,
  );
  const heap = height === undefined ? "" : `, ${megabytes(height.heap)} at the height`;
  console.log(`  heap           ${megabytes(before.heap)} before${heap}, ${megabytes(after.heap)} after`);
  console.log(`  descriptors    ${before.descriptors} before${open}, ${after.descriptors} after`);
  if (latency === undefined) console.log(`  afterwards     answers again after ${recoveryMs.toFixed(0)} ms`);
  else
    console.log(
      `  normal client  ${latency.count} answers, median ${latency.median.toFixed(1)} ms, worst ${latency.worst.toFixed(1)} ms`,
    );
  console.log(`  abusers        ${outcome}`);
  if (stderr !== "")
    console.log(`  stderr         ${stderr.split("\n").length - 1} lines, as: ${stderr.split("\n")[0]}`);
}

function each({ heldBytesEach }, before, height) {
  if (heldBytesEach === undefined) return "";
  return ` (${kilobytes((height.rss - before.rss) / heldBytesEach.count)} each)`;
}

function megabytes(bytes) {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

/** Why a scenario cannot be played here; undefined: it can. */
function obstacle({ descriptors, slowhttptest }) {
  if (descriptors !== undefined && !mayOpen(descriptors)) return `a process may not open ${descriptors} files here`;
  if (slowhttptest !== undefined && !hasSlowhttptest())
    return "slowhttptest is not here (Debian: apt-get install slowhttptest)";
  return undefined;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  console.error(`no such scenario: ${unknown.join(", ")}; there are ${SCENARIOS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), "basehttp-abuse-"));
writeFileSync(join(directory, "large"), "");
truncateSync(join(directory, "large"), LARGE_BYTES);
writeFileSync(join(directory, "small"), "small\n");
chmodSync(directory, 0o755); // scripts may run as somebody else
mkdirSync(join(directory, "cgi-bin"));
for (const [name, commands] of Object.entries(SCRIPTS)) {
  writeFileSync(join(directory, "cgi-bin", name), SCRIPT_HEAD + commands, { mode: 0o755 });
}
const begun = performance.now();
let failed = 0;
try {
  for (const scenario of SCENARIOS) {
    if (wanted.length > 0 && !wanted.includes(scenario.name)) continue;
    const reason = obstacle(scenario);
    if (reason !== undefined) {
      console.log(`${scenario.name}: skipped: ${reason}`);
      continue;
    }
    const seen = await abuse({ maxDescriptors: scenario.descriptors, ...scenario }, directory);
    print(scenario, seen);
    const found = complaints(scenario, seen);
    for (const sentence of found) console.log(`  FAILED         ${sentence}`);
    if (found.length > 0) failed++;
  }
} finally {
  rmSync(directory, { recursive: true });
}
console.log(`${failed === 0 ? "ok" : `${failed} failed`}, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
process.exitCode = failed === 0 ? 0 : 1;
