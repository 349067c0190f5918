// A result as text for a terminal.

import { formatSummary, METRICS } from "./metrics.js";
import { summary } from "./statistics.js";

/** What is said about a server: its figures, such as `70,000 (65,000-72,000) requests/s`, and its notes. */
export function serverWords({ samples, notes }, { shows }) {
  return [...(samples.length > 0 ? figures(samples, shows) : ["left out"]), ...notes];
}

function figures(samples, metrics) {
  return metrics.map((metric) => {
    const { unit, digits } = METRICS[metric];
    return `${formatSummary(summary(samples.map((sample) => sample[metric])), digits)} ${unit}`;
  });
}

/** The outcome of a goal: the ratio or figure, beside a ratio of rates that of the processor time, and the verdict. */
export function goalWords({ seen, cpu, digits, goal, verdict }) {
  const value = seen === undefined ? "" : formatSummary(seen, digits);
  const shownVerdict = verdict === "open" ? "open: noise is larger than the difference" : verdict;
  return { value, cpu: cpu === undefined ? "" : formatSummary(cpu, 2), goal, verdict: shownVerdict };
}

/** Several lines about a row. */
export function resultText({ row, servers, goals, reason }) {
  const lines = [`${row.name}: ${row.title}`];
  for (const server of servers) lines.push(`  ${server.name.padEnd(22)} ${serverWords(server, row).join(", ")}`);
  if (reason !== undefined) lines.push(`  ${reason}`);
  for (const judged of goals) {
    const { value, cpu, goal, verdict } = goalWords(judged);
    const against = judged.against === "" ? "" : ` / ${judged.against}`;
    const aim = goal === "" ? "" : `   goal ${goal}: ${verdict}`;
    const cost = cpu === "" ? "" : `   CPU/request ${cpu}`;
    lines.push(`  ${`${judged.unit}${against}`.padEnd(36)} ${value}${aim}${cost}`);
  }
  return `${lines.join("\n")}\n`;
}
