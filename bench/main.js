// Compares basehttp with other servers: `npm run bench -- [NAME ...] [--list] [--rounds N] [--seconds N] [--scale N] [--write]`.
// Servers take turns in every round, because machines drift: quote the ratios, not the rates.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pinOurselves } from "./harness/processes.js";
import { resultsMarkdown } from "./harness/report-markdown.js";
import { resultText } from "./harness/report-text.js";
import { runRow } from "./harness/run-row.js";
import { Workspace } from "./harness/workspace.js";
import { ROWS, rowsNamed } from "./rows/index.js";

/** With this many rounds or more, the verdicts hold in nine of ten cases (see harness/statistics.js). */
const ENOUGH_ROUNDS = 5;
const RESULTS = new URL("./RESULTS.md", import.meta.url);

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.on(signal, () => process.exit(code)); // "exit" ends servers and removes files
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
process.exit(); // whatever is still open

async function main(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "2" },
      scale: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
    },
  });
  const [rounds, seconds] = [wholeNumber("rounds", values.rounds), wholeNumber("seconds", values.seconds)];
  const settings = { rounds, seconds, scale: Number(values.scale) };
  if (!(settings.scale > 0)) throw new Error("--scale wants a number above 0");
  const rows = rowsNamed(positionals);
  if (values.list) return list(rows);
  pinOurselves();
  const workspace = new Workspace();
  const command = ["npm run bench --", ...args].join(" ");
  const results = [];
  for (const row of rows) {
    const result = await runRow(row, settings, workspace).catch((error) => failed(row, error, workspace));
    results.push(result);
    console.log(resultText(result));
    if (values.write) writeFileSync(RESULTS, resultsMarkdown(results, { command, ...settings }));
  }
  conclude(results, rounds);
}

/** A row that fails must not end a run of an hour. */
function failed(row, error, workspace) {
  console.error(error);
  return { row, servers: [], goals: [], reason: `failed: ${workspace.anonymize(error.message)}` };
}

function wholeNumber(name, text) {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} wants a whole number above 0, not ${text}`);
  return Number(text);
}

function list(rows) {
  for (const group of new Set(ROWS.flatMap(({ groups }) => groups))) {
    const members = rows.filter(({ groups }) => groups.includes(group));
    if (members.length === 0) continue;
    console.log(group);
    for (const { name, title } of members) console.log(`  ${name.padEnd(24)} ${title}`);
  }
}

/** Counts the goals by their verdicts. */
function conclude(results, rounds) {
  const counts = new Map();
  for (const { verdict } of results.flatMap(({ goals }) => goals)) {
    if (verdict !== "") counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const words = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
  if (words.length > 0) console.log(`goals: ${words.join(", ")}`);
  if (rounds < ENOUGH_ROUNDS) console.log(`With fewer than ${ENOUGH_ROUNDS} rounds the verdicts are only hints.`);
}
