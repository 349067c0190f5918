// Sends the same bytes to both servers, and compares what they do.

import type { ServerProgram } from "../support/server-program.ts";
import type { Case, Group } from "./cases/case.ts";
import { escapeLog, requestLine } from "./change.ts";
import type { Difference } from "./difference.ts";
import { DIFFERENCES } from "./differences.ts";
import { EVERYWHERE } from "./everywhere.ts";
import { type Received, sendBytes } from "./exchange.ts";
import { type Outcome, outcomeOf, show } from "./outcome.ts";
import { compareVersions, type Python } from "./pythons.ts";

/** A request between two cases: its line in the log shows where one ends and the next begins. */
const MARK = /"GET \/---mark--- HTTP\/1\.0" 404 -\n/;
const MARK_REQUEST = "GET /---mark--- HTTP/1.0\r\n\r\n";

/** What of both servers is compared. */
export interface Compared {
  readonly case: Case;
  readonly ours: Outcome;
  readonly python: Outcome;
  /** What Python does with the request that the case names instead. */
  readonly pythonLike: Outcome | undefined;
}

/** Which server is observed. */
interface Settings {
  readonly protocol: Group["protocol"];
  readonly isPython: boolean;
}

/** What a group showed. */
export interface Findings {
  /** What is not as expected, one text each. */
  readonly problems: readonly string[];
  /** The differences of every case that did occur. */
  readonly met: ReadonlySet<string>;
}

/** Sends each request to a server, one after another, and returns what came of them. */
export async function observe(server: ServerProgram, cases: readonly Case[], settings: Settings): Promise<Outcome[]> {
  const received: Received[] = [];
  const logStart = server.stderr.length;
  for (const { request, halfClose = settings.protocol === "HTTP/1.1", pythonSilenceMs } of cases) {
    const patienceMs = settings.isPython ? pythonSilenceMs : undefined;
    received.push(await sendBytes(server.port, request, { halfClose, patienceMs }));
    await sendBytes(server.port, MARK_REQUEST);
  }
  const stderr = await server.untilStderr((text) => text.slice(logStart).split(MARK).length > cases.length);
  const logs = stderr.slice(logStart).split(MARK);
  return cases.map(({ request }, index) => {
    return outcomeOf(request, received[index] as Received, withoutMark(logs[index] ?? ""));
  });
}

/** Compares the outcomes of a group. */
export function compareGroup(group: Group, python: Python, all: readonly Compared[]): Findings {
  const met = new Set<string>();
  const problems = all.flatMap((compared) => compareCase(compared, group, python, met));
  return { problems, met };
}

/** The differences of every case that this Python has to show. */
export function expectedEverywhere(python: Python): string[] {
  return Object.entries(EVERYWHERE).flatMap(([name, difference]) => (isCertain(difference, python) ? [name] : []));
}

function compareCase(compared: Compared, group: Group, python: Python, met: Set<string>): string[] {
  const { request, differs = [], like } = compared.case;
  const facts = { request, protocol: group.protocol, server: group.server ?? "(server)" };
  const update = (outcome: Outcome): Outcome => {
    const possible = Object.entries(EVERYWHERE).filter(([, difference]) => isPossible(difference, python));
    return possible.reduce((before: Outcome, [name, { change }]) => {
      const after = change(before, facts);
      if (show(after) !== show(before)) met.add(name);
      return after;
    }, outcome);
  };
  const actual = update(compared.python);
  const differences: Difference[] = differs.map((name) => DIFFERENCES[name]).filter((each) => isPossible(each, python));
  const isLike = like !== undefined && compared.pythonLike !== undefined && differences.length > 0;
  const base = isLike ? withLine(update(compared.pythonLike), like, request) : actual;
  const expected = differences.reduce((outcome, { change }) => change(outcome, facts), base);
  const [shownOurs, shownExpected] = [show(compared.ours), show(expected)];
  const title = JSON.stringify(request.length > 300 ? `${request.slice(0, 300)}...` : request);
  if (shownOurs !== shownExpected) {
    return [`${title} [${differs.join(", ")}]\n--- expected\n${shownExpected}\n--- ours\n${shownOurs}\n`];
  }
  const isStale = shownOurs === show(actual) && differences.some((difference) => isCertain(difference, python));
  return isStale ? [`${title}: the difference ${differs.join(", ")} no longer occurs`] : [];
}

/** Tells whether this Python differs for certain. */
function isCertain({ before, varies }: Difference, python: Python): boolean {
  return before === undefined ? varies !== true : compareVersions(python.version, before) < 0;
}

/** Tells whether this Python may differ. */
function isPossible(difference: Difference, python: Python): boolean {
  return difference.varies === true || isCertain(difference, python);
}

/** Puts the request line that was sent into the log in place of the one it is like. */
function withLine(outcome: Outcome, like: string, request: string): Outcome {
  const [from, to] = [like, request].map((text) => escapeLog(requestLine({ request: text })));
  return { ...outcome, log: outcome.log.map((line) => line.replace(`"${from}"`, () => `"${to}"`)) };
}

/** Drops the first half of a mark: what is logged before its request line. */
function withoutMark(log: string): string {
  const lines = log.split("\n");
  return lines.slice(0, -2).join("\n");
}
