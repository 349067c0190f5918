// All results as one page.

import { basename } from "node:path";
import { CACHE, ROOT } from "../peers/paths.js";
import { machineFacts } from "./machine.js";
import { goalWords, serverWords } from "./report-text.js";

function table(head, lines) {
  const row = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...lines.map(row)].join("\n");
}

function goalLines({ row, goals, reason }) {
  if (goals.length === 0 && reason !== undefined) return [[row.name, row.title, "", "", "", reason, ""]];
  return goals.map((judged, index) => {
    const { value, cpu, goal, verdict } = goalWords(judged);
    const what = index === 0 ? [`\`${row.name}\``, row.title] : ["", ""];
    return [...what, [judged.unit, judged.against].filter(Boolean).join(" / "), value, goal, verdict, cpu];
  });
}

function figureLines({ row, servers, reason }) {
  if (reason !== undefined) return [[`\`${row.name}\``, "", reason]];
  return servers.map((server, index) => [
    index === 0 ? `\`${row.name}\`` : "",
    server.name,
    serverWords(server, row).join("; "),
  ]);
}

function curveLine({ row, servers, reason }) {
  if (reason !== undefined) return [row.title, reason, ""];
  return [row.title, ...servers.map((server) => serverWords(server, row).join("; "))];
}

/** The commands of all servers, with what changes from run to run replaced by a word. */
function commandLines(results) {
  const certificate = () => ({ cert: "CERT", key: "KEY" });
  const place = { port: "PORT", folder: "FOLDER", scratch: "SCRATCH", configured: "CONFIGURATION", certificate };
  const peers = results.flatMap(({ row }) => row.servers ?? []);
  return [...new Set(peers.map((peer) => `${peer.name}: ${shown(peer.command(place))}`))];
}

function shown(command) {
  return command
    .map((word) => (word === process.execPath ? "node" : word))
    .map((word) => word.replace(CACHE, "PEERS").replace(ROOT, ""))
    .map((word) => (word.startsWith("/") ? basename(word) : word))
    .join(" ");
}

/** The page: `command` is how it was made. */
export function resultsMarkdown(results, { command, rounds, seconds, scale }) {
  const rows = results.filter(({ row }) => row.curve === undefined);
  const curves = results.filter(({ row }) => row.curve !== undefined);
  const scaled = scale === 1 ? "" : `, endurance scaled by ${scale}`;
  const parts = [
    "# Results",
    `Written by \`${command}\`: ${rounds} rounds of ${seconds} s${scaled}. How to read it is told in [README.md](README.md).`,
    table(["", ""], machineFacts()),
    "## Goals",
    table(
      ["row", "what", "figure", "ratio or figure (range)", "goal", "verdict", "ratio of CPU/request"],
      rows.flatMap(goalLines),
    ),
    "## Figures",
    "The median of the rounds, and the lowest and the highest.",
    table(["row", "server", "figures"], rows.flatMap(figureLines)),
  ];
  if (curves.length > 0) parts.push("## Cost curves", table(["what", "basehttp", "nginx"], curves.map(curveLine)));
  parts.push("## Commands", ["```", ...commandLines(results), "```"].join("\n"));
  return `${parts.join("\n\n")}\n`;
}
