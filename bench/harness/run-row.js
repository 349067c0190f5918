// Measures one row: starts its servers, checks their answers, lets them take turns, compares.

import { setTimeout as sleep } from "node:timers/promises";
import { installPackages } from "../peers/packages.js";
import { lack } from "../peers/programs.js";
import { ask, complaint } from "./exchange.js";
import { checkFreshness } from "./freshness.js";
import { describeGoal, judge } from "./goals.js";
import { maxDescriptors } from "./proc.js";
import { launch } from "./server.js";

/** Descriptors a server needs beside its connections. */
const SPARE_DESCRIPTORS = 200;
/** How many bytes of log a request must leave for the log to count as one; any format has more. */
const LEAST_LOG_BYTES = 20;

/**
 * Runs a row. The result has the row, its `servers` with samples or a reason why there are none, its judged `goals`, and
 * `reason` if nothing can be said about our own server.
 */
export async function runRow(row, settings, workspace) {
  const obstacle = obstacleOf(row);
  if (obstacle !== undefined)
    return { row, servers: [], goals: openGoals(row, "skipped"), reason: `skipped: ${obstacle}` };
  if (row.run !== undefined) return { row, ...(await row.run(settings, workspace)) };
  const folder = row.folder === undefined ? undefined : await workspace.folder(row.folder);
  const contestants = row.servers.map((peer) => ({ peer, samples: [], notes: [] }));
  const end = row.meanwhile?.(folder);
  try {
    for (const contestant of contestants) contestant.reason = await prepare(contestant, row, folder, workspace);
    if (contestants[0].reason === undefined) await runRounds(row, contestants, { folder, workspace, settings });
    for (const contestant of contestants) await checkAgain(contestant, row);
  } finally {
    end?.();
    for (const { server } of contestants) await server?.end();
  }
  return conclude(row, contestants);
}

function obstacleOf({ sample, needsDescriptors = 0 }) {
  for (const program of sample?.needs ?? ["wrk"]) {
    const reason = lack(program);
    if (reason !== undefined) return reason;
  }
  const needed = needsDescriptors + SPARE_DESCRIPTORS;
  return needed > maxDescriptors() ? `a process may not open ${needed} files here (ulimit -n)` : undefined;
}

/** Starts a server and checks it. Returns why it cannot take part, or undefined if it can. */
async function prepare(contestant, row, folder, workspace) {
  const { peer } = contestant;
  const missing = (peer.needs ?? []).map(lack).find((reason) => reason !== undefined);
  if (missing !== undefined) return missing;
  const failure = peer.isFromNpm ? installPackages() : undefined;
  if (failure !== undefined || row.isFresh) return failure;
  try {
    contestant.server = await launch(peer, folder, workspace);
    contestant.headers = { ...row.headers, ...(await row.headersFor?.(contestant.server)) };
    return await check(contestant, row);
  } catch (error) {
    return workspace.anonymize(error.message);
  }
}

async function check({ server, headers, notes }, row) {
  const { port, peer, folder } = server;
  const request = { port, isSecure: peer.isSecure, path: row.path, headers, isHeadEnough: row.isLarge };
  const isOwn = peer === row.servers[0];
  const wrong = complaint(await ask(request), { ...row.expect, ...(isOwn ? row.expectOfOwn : {}) });
  if (wrong !== undefined || !row.mustBeFresh) return wrong;
  const stale = await checkFreshness(port, folder);
  if (stale === undefined || isOwn) return stale;
  notes.push(stale); // some look at a file once a second, and say so
  return undefined;
}

/** Measures every server once in each round, in a changing order. The first round warms up and does not count. */
async function runRounds(row, contestants, { folder, workspace, settings }) {
  const rounds = Math.min(settings.rounds, row.maxRounds ?? settings.rounds);
  for (let round = row.isFresh ? 0 : -1; round < rounds; round++) {
    const seconds = round < 0 ? 1 : settings.seconds;
    for (const contestant of inOrder(contestants, round)) {
      if (contestant.reason !== undefined) continue;
      const { peer, server, headers } = contestant;
      try {
        const sample = await row.sample.run({ peer, server, folder, path: row.path, headers, seconds, workspace });
        contestant.requests = (contestant.requests ?? 0) + (sample.requests ?? 0);
        if (round >= 0) contestant.samples.push(sample);
      } catch (error) {
        contestant.reason = workspace.anonymize(error.message);
      }
    }
    if (contestants[0].reason !== undefined) return;
    await sleep(row.pauseMs ?? 0);
  }
}

function inOrder(contestants, round) {
  const shift = (round + contestants.length) % contestants.length;
  return [...contestants.slice(shift), ...contestants.slice(0, shift)];
}

/** Checks that a server still answers well after the load, and has logged what it should have. */
async function checkAgain(contestant, row) {
  if (contestant.reason !== undefined || contestant.server === undefined) return;
  const { server, headers, requests, notes } = contestant;
  const request = { port: server.port, isSecure: server.peer.isSecure, path: row.path, headers };
  const wrong = complaint(await ask({ ...request, isHeadEnough: row.isLarge }), row.expect);
  if (wrong !== undefined) contestant.reason = `after the load, ${wrong}`;
  const mustLog = row.mustLog === "all" || (row.mustLog === "own" && server.peer === row.servers[0]);
  if (!mustLog) return;
  const bytes = server.loggedBytes / requests;
  notes.push(`logs ${bytes.toFixed(0)} bytes a request`);
  if (bytes < LEAST_LOG_BYTES) contestant.reason = "it does not log every request";
}

function conclude(row, contestants) {
  const [own, ...others] = contestants;
  const servers = contestants.map(({ peer, samples, notes, reason }) => ({
    name: peer.name,
    samples: reason === undefined ? samples : [],
    notes: reason === undefined ? notes : [...notes, reason],
    peer,
  }));
  if (own.reason !== undefined) {
    return { row, servers: [], goals: openGoals(row, "not supported yet"), reason: `not supported yet: ${own.reason}` };
  }
  const goals = (row.goals ?? []).map((goal) => {
    const other = others.find(({ peer }) => peer.name === goal.against);
    if (goal.against === undefined || other.reason === undefined) return judge(goal, own.samples, other?.samples);
    return { ...describeGoal(goal), verdict: "skipped" };
  });
  return { row, servers, goals };
}

function openGoals(row, word) {
  return (row.goals ?? []).map((goal) => ({ ...describeGoal(goal), verdict: word }));
}
