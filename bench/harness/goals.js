// A goal, compared with what was measured. A goal is one of
//   { metric, against, atLeast } or { metric, against, atMost }: for the ratio to another server, in the same round
//   { metric, against, differenceAtMost }: for the difference from another server, in the same round
//   { metric, atMost }: for the figure itself

import { METRICS } from "./metrics.js";
import { compareRounds, summary, verdict } from "./statistics.js";

/** Judges a goal. `samples` are those of our server, `others` those of the server it names, if any. */
export function judge(goal, samples, others) {
  const { metric, against, differenceAtMost } = goal;
  const own = samples.map((sample) => sample[metric]);
  const other = others?.map((sample) => sample[metric]);
  const how = differenceAtMost === undefined ? "ratio" : "difference";
  const values = against === undefined ? own : compareRounds(own, other, how);
  const bounds = { atLeast: goal.atLeast, atMost: goal.atMost ?? differenceAtMost };
  const isJudged = bounds.atLeast !== undefined || bounds.atMost !== undefined;
  const cpu = metric === "rate" && other !== undefined ? cpuRatio(samples, others) : undefined;
  return { ...describeGoal(goal), seen: summary(values), cpu, verdict: isJudged ? verdict(values, bounds) : "" };
}

/** What a request costs us compared with the other server: steadier than rates on a machine that does other work too. */
function cpuRatio(samples, others) {
  const [own, other] = [samples, others].map((list) => list.map(({ cpu }) => cpu));
  return own[0] === undefined || other[0] === undefined ? undefined : summary(compareRounds(own, other, "ratio"));
}

/** Writes a goal in words, with as many digits as its numbers have. */
export function describeGoal({ metric, against, atLeast, atMost, differenceAtMost }) {
  const { unit, digits } = METRICS[metric];
  const isRatio = against !== undefined && differenceAtMost === undefined;
  const bound = atLeast ?? atMost ?? differenceAtMost;
  const sign = atLeast === undefined ? "<=" : ">=";
  const plus = differenceAtMost === undefined ? "" : "+";
  const goal = bound === undefined ? "" : `${sign} ${plus}${bound}${isRatio ? "" : ` ${unit}`}`;
  return { metric, unit, against: against ?? "", goal, digits: isRatio ? 2 : digits };
}
