// Ten thousand generated heads, read by us, by node:http (strict) and by http-parser-js. Where parsers disagree, a rule says why; and a
// rule that explains nothing has to go.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ModelItem, requestsIn } from "../../fuzz/model.ts";
import { makeHeads } from "./head-corpus.ts";
import { HeadText } from "./head-text.ts";
import { differences, type Outcome } from "./outcome.ts";
import { NodeParser, parseWithHttpParserJs, parseWithOurs } from "./parsers.ts";
import { READING_RULES } from "./reading-rules.ts";
import { REFUSAL_RULES } from "./refusal-rules.ts";
import type { ParserName, Rule } from "./rule.ts";

const SEED = 20_240_612;
const HEADS = makeHeads(SEED, 10_000);
const OURS = HEADS.map(parseWithOurs);
/** Connections of node:http at a time. */
const BATCH = 250;
/** llhttp before version 9 takes what no rule excuses, such as a CR alone for a blank line (CVE-2025-23167). */
const skip = Number.parseInt(process.versions["llhttp"] ?? "0", 10) < 9 && "this Node has a parser that is not strict";
const RULES = [...REFUSAL_RULES, ...READING_RULES];

/** What explained the disagreements with a parser. */
interface Explanations {
  readonly counts: ReadonlyMap<Rule, number>;
  readonly disagreements: number;
  readonly unexplained: readonly string[];
}

/** Finds a rule for every difference between our outcomes and another parser's. */
function explain(parser: ParserName, theirOutcomes: readonly Outcome[]): Explanations {
  const rules = RULES.filter((rule) => rule.parsers.includes(parser));
  const counts = new Map<Rule, number>(rules.map((rule) => [rule, 0]));
  const unexplained: string[] = [];
  let disagreements = 0;
  for (const [index, theirs] of theirOutcomes.entries()) {
    const [ours, bytes] = [OURS[index] as Outcome, HEADS[index] as Buffer];
    const different = differences(ours, theirs);
    if (different.length === 0) continue;
    disagreements++;
    const disagreement = { head: new HeadText(bytes), ours, theirs };
    const found = different.map((part) =>
      rules.find((rule) => rule.explains.includes(part) && rule.applies(disagreement)),
    );
    for (const rule of new Set(found)) if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    if (found.includes(undefined)) unexplained.push(describe(bytes, different, ours, theirs));
  }
  return { counts, disagreements, unexplained };
}

function describe(bytes: Buffer, different: readonly string[], ours: Outcome, theirs: Outcome): string {
  const text = JSON.stringify(bytes.toString("latin1"));
  return `${text}\n  differs in ${different.join(", ")}\n  ours   ${JSON.stringify(ours)}\n  theirs ${JSON.stringify(theirs)}`;
}

function assertExplained({ counts, unexplained }: Explanations): void {
  assert.equal(
    unexplained.length,
    0,
    `${unexplained.length} unexplained, such as\n${unexplained.slice(0, 10).join("\n")}`,
  );
  const idle = [...counts].filter(([, count]) => count === 0).map(([rule]) => rule.name);
  assert.deepEqual(idle, [], "these rules explain nothing");
}

test("half of the heads are accepted, half refused, none is left unfinished", () => {
  const accepted = OURS.filter(({ result }) => result === "accepted").length;
  assert.ok(accepted > 4000 && accepted < 7000, `${accepted} were accepted`);
  assert.equal(OURS.filter(({ result }) => result === "waiting").length, 0);
});

test("node:http and we agree on 10,000 heads, but for what a rule explains", { skip }, async (t) => {
  const parser = new NodeParser();
  const outcomes: Outcome[] = [];
  for (let at = 0; at < HEADS.length; at += BATCH) outcomes.push(...(await parser.parse(HEADS.slice(at, at + BATCH))));
  const explanations = explain("node:http", outcomes);
  t.diagnostic(`${explanations.disagreements} disagreements`);
  assertExplained(explanations);
});

test("http-parser-js and we agree on 10,000 heads, but for what a rule explains", (t) => {
  const explanations = explain("http-parser-js", HEADS.map(parseWithHttpParserJs));
  t.diagnostic(`${explanations.disagreements} disagreements`);
  assertExplained(explanations);
});

test("whatever a refusal rule applies to, we refuse", () => {
  for (const [index, bytes] of HEADS.entries()) {
    const [ours, head] = [OURS[index] as Outcome, new HeadText(bytes)];
    if (ours.result === "refused" || head.version === "HTTP/0.9") continue; // whose fields are no fields
    const broken = REFUSAL_RULES.filter((rule) => rule.applies({ head, ours, theirs: ours })).map(({ name }) => name);
    assert.deepEqual(broken, [], JSON.stringify(bytes.toString("latin1")));
  }
});

test("the fuzzer's model and we agree on 10,000 heads, without exception", () => {
  for (const [index, bytes] of HEADS.entries()) {
    const { result, method, target, fields, body, isWhole } = OURS[index] as Outcome;
    const path = target?.replace(/^\/\/+/, "/");
    const [item] = requestsIn(bytes.toString("latin1"));
    const ours = result === "accepted" ? { method, path, fields, body, isWhole } : result;
    assert.deepEqual(ours, asOutcome(item), JSON.stringify(bytes.toString("latin1")));
  }
});

function asOutcome(item: ModelItem | undefined): unknown {
  if (item?.kind !== "request") return item?.kind;
  const { method, path, fields, body, bodyEnd } = item;
  return { method, path, fields, body, isWhole: bodyEnd === "whole" };
}
